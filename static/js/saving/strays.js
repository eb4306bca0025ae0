/* Texts of earlier pages that were refused and cannot stand in their boxes: each is shown beside the form, once. */

import { changesOf, goesOnFrom } from "./steps.js";

const joined = (before, stray) => ({
  ...stray,
  since: before.since,
  words: [...new Set([before.words, stray.words])].join(" "),
  labels: { ...before.labels, ...stray.labels },
  steps: [...before.steps, ...stray.steps],
  drop: () => [before, stray].forEach((one) => one.drop()),
});

/* Whether it does so in every box that both have. */
function goesOn(stray, before) {
  const [changes, earlier] = [stray, before].map((one) => changesOf(one.steps));
  const names = Object.keys(changes).filter((name) => name in earlier);
  return names.length > 0 && names.every((name) => goesOnFrom(changes[name], earlier[name]));
}

/* What goes on from a text that is shown already takes its place, with the copies of both. */
export function withStray(strays, stray) {
  const before = strays.find((one) => goesOn(stray, one));
  return [...strays.filter((one) => one !== before), before ? joined(before, stray) : stray];
}
