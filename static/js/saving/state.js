/* Where the saving of a form stands, as one thing that can be said. "Saved" only where the form shows what is saved. */

import { isBehind } from "./steps.js";

export const AWAY = ["signed_out", "other_person"];

function phaseOf(saver, { isUnsent, clashes, words }) {
  if (AWAY.includes(saver.trouble)) return saver.trouble;
  if (saver.trouble && (isUnsent || saver.adoptions.length)) return saver.trouble;
  if (isUnsent && words) return "refused";
  if (isUnsent || saver.adoptions.length || isBehind(saver.record, saver.shown())) return "saving";
  if (saver.strays.length) return "left";
  if (clashes.length) return "clash";
  return saver.saved ? "saved" : "untouched";
}

export function stateOf(saver) {
  const { saved, since, found, strays, isHeldBack } = saver;
  const isUnsent = saver.isUnsent();
  const own = Object.values(saver.record.boxes).map((box) => box.clash).filter(Boolean);
  const clashes = [...own, ...(found?.clashes ?? [])];
  const words = saver.refusals.words(saver.shown());
  return {
    phase: phaseOf(saver, { isUnsent, clashes, words }),
    saved, found, strays, isHeldBack, isUnsent, clashes,
    since: since ?? saver.adoptions[0]?.since ?? null,
    words,
    refused: saver.refusals.sentences(),
    isPart: !saver.refusals.ofForm,
    isRestOnItsWay: saver.hasOwn() || saver.flight?.kind === "save",
    isKept: saver.copy.works(),
  };
}
