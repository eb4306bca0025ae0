/* Where a line of a text begins and ends. */

export const lineFrom = (value, at) => (at > 0 ? value.lastIndexOf("\n", at - 1) + 1 : 0);

export function lineTo(value, at) {
  const end = value.indexOf("\n", at);
  return end < 0 ? value.length : end;
}
