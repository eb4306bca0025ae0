/* Where the caret stands after a text was replaced by one that others changed as well. */

function commonStart(one, other) {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length;
}

function commonEnd(one, other, most) {
  let length = 0;
  while (length < most && one[one.length - 1 - length] === other[other.length - 1 - length]) length += 1;
  return length;
}

/* What is before the change keeps its distance from the start, what is behind it from the end. */
export function movedCaret(before, after, place) {
  const start = commonStart(before, after);
  if (place <= start) return place;
  const end = commonEnd(before, after, Math.min(before.length, after.length) - start);
  if (place >= before.length - end) return after.length - (before.length - place);
  return Math.min(place, after.length - end);
}
