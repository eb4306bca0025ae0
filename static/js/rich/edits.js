/* What a button of the bar does to a text: pure, from { value, from, to } to what is put where and what is chosen then. */

import { fitted } from "./paste.js";
import { isRow } from "./rows.js";
import { lineFrom, lineTo } from "./spans.js";

const LINE = /^((?:> ?)?)([ \t]*)(#{1,6}[ \t]+|(?:[-*+•]|\d{1,9}[.)])[ \t]+)?/;
const STARS = 3;

/* The whole lines that a choice touches, rewritten one by one. */
export function linewise({ value, from, to }, rewrite) {
  const [first, last] = [lineFrom(value, from), lineTo(value, to > from && value[to - 1] === "\n" ? to - 1 : to)];
  const lines = value.slice(first, last).split("\n");
  const text = rewrite(lines).join("\n");
  if (from !== to) return { from: first, to: last, text, start: first, end: first + text.length };
  const at = Math.max(first, from + text.length - (last - first));
  return { from: first, to: last, text, start: at, end: at };
}

/* Bold and italic are stars: three of them are both. */
const STAR = { bold: (stars) => (stars >= 2 ? stars - 2 : stars + 2), italic: (stars) => (stars % 2 ? stars - 1 : stars + 1) };
const HAS = { bold: (stars) => stars >= 2, italic: (stars) => stars % 2 === 1 };
const starsAt = (text) => /^\**/.exec(text)[0].length;
const starsBefore = (text) => /\**$/.exec(text)[0].length;

/* A stretch of words with the stars round it, whether they are chosen with it, without it, or half. */
function starred(value, from, to) {
  const text = value.slice(from, to);
  const hasWords = text.length > starsAt(text);
  const [first, last] = hasWords ? [from + starsAt(text), to - starsBefore(text)] : [from, to];
  const stars = Math.min(starsBefore(value.slice(0, first)), starsAt(value.slice(last)), STARS);
  return { from: first - stars, to: last + stars, core: value.slice(first, last), stars };
}

function stretches({ value, from, to }) {
  const all = [];
  for (let at = lineFrom(value, from); at <= to; at = lineTo(value, at) + 1) {
    const begin = Math.max(from, at + LINE.exec(value.slice(at, lineTo(value, at)))[0].length);
    const end = Math.min(to, lineTo(value, at));
    const text = value.slice(begin, Math.max(begin, end));
    if (text.trim()) all.push(starred(value, begin + text.search(/\S/), begin + text.trimEnd().length));
  }
  return all;
}

function emphasis(kind) {
  return (state) => {
    const { value, from, to } = state;
    if (from === to) return emptyEmphasis(value, from, kind);
    const parts = stretches(state);
    if (!parts.length) return null;
    const isOn = parts.every(({ stars }) => HAS[kind](stars));
    let [text, at] = ["", parts[0].from];
    for (const part of parts) {
      const stars = "*".repeat(HAS[kind](part.stars) === isOn ? STAR[kind](part.stars) : part.stars);
      text += value.slice(at, part.from) + stars + part.core + stars;
      at = part.to;
    }
    const whole = { from: parts[0].from, to: at, text };
    const [edge, last] = parts.length > 1 ? [0, 0] : [starsAt(text), starsBefore(text)];
    return { ...whole, start: whole.from + edge, end: whole.from + text.length - last };
  };
}

/* At the end of words that have the mark, the mark is left; elsewhere a new one is begun. */
function emptyEmphasis(value, at, kind) {
  const closing = starsAt(value.slice(at, lineTo(value, at)));
  const before = value.slice(lineFrom(value, at), at);
  const isOpen = (before.match(/\*+/g) ?? []).length % 2 === 1 && !before.endsWith("*");
  if (isOpen && HAS[kind](closing)) return { from: at, to: at, text: "", start: at + closing };
  const { from, to, stars } = starred(value, at, at);
  const mark = "*".repeat(STAR[kind](stars));
  return { from, to, text: mark + mark, start: from + mark.length };
}

/* The same mark before each line, or none where each has it already. */
function marked(markOf) {
  return (state) => linewise(state, (lines) => {
    const isSaid = (line) => (lines.length === 1 || line.trim()) && !isRow(line);
    const isOn = lines.filter(isSaid).every((line) => kindOf(LINE.exec(line)[3] ?? "") === kindOf(markOf(0)));
    const isItem = !markOf(0).startsWith("#");
    let count = 0;
    return lines.map((line) => {
      if (!isSaid(line)) return line;
      const [all, quotation, indent] = LINE.exec(line);
      count += 1;
      return `${quotation}${isItem ? indent : ""}${isOn ? "" : markOf(count - 1)}${line.slice(all.length)}`;
    });
  });
}
const kindOf = (mark) => (/^\d/.test(mark) ? "1." : /^[-*+•]/.test(mark) ? "-" : mark.trim());

const quotation = (state) => linewise(state, (lines) => {
  const isOn = lines.every((line) => line.startsWith(">"));
  const mark = lines.some((line) => /^\d/.test(line)) ? ">  " : "> "; // "> 5" is more than five
  return lines.map((line) => (isOn ? line.replace(/^> {0,2}/, "") : `${mark}${line}`.trimEnd() + (line ? "" : " ")));
});

const LINK = /\[([^[\]\n]*)\]\(([^()\s]*)\)/g;

/* The link in which the choice lies, if there is one. */
function linkRound(value, from, to) {
  const first = lineFrom(value, from);
  const found = [...value.slice(first, lineTo(value, from)).matchAll(LINK)];
  return found.map((one) => ({ label: one[1], from: first + one.index, to: first + one.index + one[0].length })).find((one) => one.from <= from && to <= one.to);
}

/* A link of the chosen words, within one line; of a link its words alone. */
function link({ value, from, to }, words) {
  const round = linkRound(value, from, to);
  if (round) return { from: round.from, to: round.to, text: round.label, start: round.from, end: round.from + round.label.length };
  const last = Math.min(to, lineTo(value, from));
  const chosen = value.slice(from, last).trim();
  const [label, address] = /^https?:\/\/\S+$/.test(chosen) ? [words, chosen] : [chosen || words, "https://"];
  const gap = from === last && /\S/.test(value[from - 1] ?? " ") ? " " : "";
  const text = `${gap}[${label}](${address})`;
  const place = from + gap.length + (label === words ? 1 : label.length + 3);
  return { from, to: last, text, start: place, end: place + (label === words ? label : address).length };
}

const TABLE_ROWS = 2;
const TABLE_COLUMNS = 3;

/* The end of the table in which this place lies: a new one goes below it. */
function belowTable(value, at) {
  let end = at;
  while (isRow(value.slice(lineFrom(value, end), lineTo(value, end))) && lineTo(value, end) < value.length) end = lineTo(value, end) + 1;
  return end > at ? lineTo(value, end - 1) : isRow(value.slice(lineFrom(value, at), lineTo(value, at))) ? lineTo(value, at) : at;
}

/* The end of the paragraph in which this place lies: no sentence is cut in two. */
function belowParagraph(value, at) {
  let end = lineTo(value, at);
  if (!value.slice(lineFrom(value, at), end).trim()) return at;
  for (let next = end + 1; next <= value.length; next = end + 1) {
    const line = value.slice(next, lineTo(value, next));
    if (!line.trim() || isRow(line)) break;
    end = lineTo(value, next);
  }
  return end;
}

/* A table of its own below the words that are chosen, which stay where they are. */
function table({ value, from, to: last }, words) {
  const chosen = last > from && value[last - 1] === "\n" ? last - 1 : last;
  const isInTable = isRow(value.slice(lineFrom(value, chosen), lineTo(value, chosen)));
  const to = isInTable ? belowTable(value, chosen) : belowParagraph(value, chosen);
  const row = (cell) => `| ${Array(TABLE_COLUMNS).fill(cell).join(" | ")} |`;
  const text = [row(words), row("---"), ...Array(TABLE_ROWS).fill(row(" "))].join("\n");
  const whole = fitted({ text, isRunning: false }, value.slice(0, to), value.slice(to));
  const start = to + whole.indexOf("| ") + 2;
  return { from: to, to, text: whole, start, end: start + words.length };
}

export const EDITS = {
  bold: emphasis("bold"),
  italic: emphasis("italic"),
  heading: marked(() => "# "),
  lower_heading: marked(() => "## "),
  list: marked(() => "- "),
  numbered: marked((at) => `${at + 1}. `),
  quotation,
  link,
  table,
};
