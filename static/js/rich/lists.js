/* Items of a list: Enter begins the next one, and an item goes one level down or up. Pure, as the edits of the bar are. */

import { linewise } from "./edits.js";
import { lineFrom, lineTo } from "./spans.js";

const ITEM = /^((?:> ?)?)([ \t]*)([-*+•]|\d{1,9}[.)])([ \t]+)/;

const isNumber = (mark) => /^\d/.test(mark);
const following = (mark) => (isNumber(mark) ? `${parseInt(mark, 10) + 1}${mark.at(-1)}` : mark);

/* The nearest item above that stands less deep, or at the edge. */
function itemAbove(value, at, isUpper) {
  const lines = value.slice(0, Math.max(0, lineFrom(value, at) - 1)).split("\n").reverse();
  for (const line of value.slice(0, lineFrom(value, at)) ? lines : []) {
    const found = ITEM.exec(line);
    if (found && isUpper(found[2].length)) return found;
    if (!found && !/^[\s>]/.test(line)) return null;
  }
  return null;
}

/* What Enter does within an item; nothing elsewhere. */
export function continued({ value, from, to }) {
  const first = lineFrom(value, from);
  const found = ITEM.exec(value.slice(first, lineTo(value, from)));
  if (!found || from !== to || from < first + found[0].length) return null;
  const [whole, quotation, indent, mark, blank] = found;
  if (value.slice(first + whole.length, lineTo(value, from)).trim()) return { from, to, text: `\n${quotation}${indent}${following(mark)}${blank}` };
  const upper = indent ? itemAbove(value, from, (depth) => depth < indent.length) : null;
  return { from: first, to: lineTo(value, from), text: upper ? `${upper[1]}${upper[2]}${following(upper[3])}${upper[4]}` : "" };
}

const indented = (line, above) => line.replace(ITEM, (_, quotation, indent, mark, blank) => `${quotation}${" ".repeat(above[3].length + above[4].length)}${isNumber(mark) ? `1${mark.at(-1)}` : mark}${blank}`);

/* One level lower, under the item above; there are no more than two. */
export function lower(state) {
  const above = itemAbove(state.value, state.from, (depth) => depth === 0);
  const edit = linewise(state, (lines) => lines.map((line) => (above && ITEM.exec(line)?.[2] === "" ? indented(line, above) : line)));
  return edit.text === state.value.slice(edit.from, edit.to) ? null : edit;
}

/* Back to the edge, counted on from the item above. */
export function upper(state) {
  const above = itemAbove(state.value, state.from, (depth) => depth === 0);
  const edit = linewise(state, (lines) => lines.map((line) => line.replace(ITEM, (all, quotation, indent, mark, blank) => {
    if (!indent) return all;
    return `${quotation}${isNumber(mark) && above && isNumber(above[3]) ? following(above[3]) : mark}${blank}`;
  })));
  return edit.text === state.value.slice(edit.from, edit.to) ? null : edit;
}
