/* Rows of a table: Enter begins the next one with as many cells, and an empty one is left. Pure, as the edits are. */

import { lineFrom, lineTo } from "./spans.js";

const ROW = /^((?:> ?)?[ \t]*)\|/;
const RULER = /^(?:> ?)?[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|?)+$/;

export const isRow = (line) => ROW.test(line);

const cellsOf = (line) => line.replace(ROW, "").replace(/(?<!\\)\|\s*$/, "").split(/(?<!\\)\|/);
const lineAt = (value, at) => value.slice(lineFrom(value, at), lineTo(value, at));

/* Whether a table has begun above, with its ruler. */
function isBelowRuler(value, at) {
  for (let from = lineFrom(value, at); ; from = lineFrom(value, from - 1)) {
    const line = lineAt(value, from);
    if (!isRow(line)) return false;
    if (RULER.test(line.trimEnd())) return true;
    if (!from) return false;
  }
}

/* What Enter does within a row; nothing elsewhere, nor in the first line of what may become a table. */
export function nextRow({ value, from, to }) {
  const [first, last] = [lineFrom(value, from), lineTo(value, from)];
  const line = value.slice(first, last);
  const [, lead] = ROW.exec(line) ?? [];
  if (lead === undefined || from !== to || from <= first + lead.length) return null;
  const below = last < value.length ? lineAt(value, last + 1) : "";
  const isHead = RULER.test(below.trimEnd());
  if (!isHead && !isBelowRuler(value, first)) return null;
  const cells = cellsOf(line);
  if (!isHead && !RULER.test(line.trimEnd()) && !cells.join("").trim()) return { from: first, to: last, text: "" };
  const at = isHead ? lineTo(value, last + 1) : last;
  return { from: at, to: at, text: `\n${lead}|${"   |".repeat(cells.length)}`, start: at + lead.length + 3 };
}
