/* One line of words with bold, italic and links, as Markdown. A mark that could not be read as one is left out, and
   never a word. A run is { text, isBold, isItalic, href }. */

import { asWords, endsInAddress } from "./escape.js";

const STYLES = ["isBold", "isItalic", "href"];
const BLANK = /^\s*$/;
const MAYBE_PUNCTUATION = /[\p{P}\p{S}]/u;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/u;

const isSame = (one, other) => STYLES.every((style) => one[style] === other[style]);
const plain = (text) => ({ text, isBold: false, isItalic: false, href: "" });

/* Blanks at the edge of a mark stand outside it. */
function trimmed(run) {
  const [, before, text, after] = /^(\s*)([^]*?)(\s*)$/.exec(run.text);
  return [plain(before), { ...run, text }, plain(after)].filter((part) => part.text);
}

/* A mark does not reach over a tab, which parts two cells. */
const parted = (run) => run.text.split(/(\t+)/).map((text) => (text.startsWith("\t") ? plain(text) : { ...run, text }));

/* A blank between two bold words is as bold as they are. */
function between(run, at, runs) {
  const [before, after] = [runs[at - 1], runs[at + 1]];
  if (!BLANK.test(run.text) || run.text.includes("\t") || !before || !after) return run;
  return isSame(before, after) ? { ...before, text: run.text } : { ...plain(run.text), isBold: before.isBold && after.isBold };
}

function joined(runs) {
  const all = [];
  for (const run of runs) {
    if (all.length && isSame(all.at(-1), run)) all.at(-1).text += run.text;
    else all.push({ ...run });
  }
  return all;
}

/* Each stretch of neighbours that are alike in these styles. */
function stretches(runs, ...styles) {
  const all = [];
  for (const run of runs) {
    if (all.length && styles.every((style) => all.at(-1)[0][style] === run[style])) all.at(-1).push(run);
    else all.push([run]);
  }
  return all;
}

/* As a reader of Markdown asks: a mark holds to a word, or to a sign with nothing but a blank or a sign beside it. */
const holds = (inside, outside) => !MAYBE_PUNCTUATION.test(inside) || !outside || /\s/.test(outside) || PUNCTUATION.test(outside);

/* "**bold***italic*" can be read in two ways. */
const isAmbiguous = (style, neighbour) => style === "isItalic" && neighbour && /\S/.test(neighbour.said) && (neighbour.isBold || neighbour.isItalic);

function withoutLooseMarks(runs, [before, after], style) {
  let at = 0;
  return stretches(runs, "isBold", style).flatMap((stretch) => {
    const [first, last, previous] = [stretch[0].said, stretch.at(-1).said, runs[at - 1]?.said ?? ""];
    at += stretch.length;
    const [left, right] = [previous.at(-1) ?? before, runs[at]?.said[0] ?? after];
    const isBeside = isAmbiguous(style, runs[at - stretch.length - 1]) || isAmbiguous(style, runs[at]);
    const isInAddress = endsInAddress(previous) || (endsInAddress(last) && /\S/.test(right));
    const is = stretch[0][style] && !isBeside && !isInAddress && holds(first[0], left) && holds(last.at(-1), right);
    return stretch.map((run) => ({ ...run, [style]: Boolean(is) }));
  });
}

const within = (mark, is, text) => (is ? `${mark}${text}${mark}` : text);

function emphasised(runs, beside, place) {
  const said = (all) => joined(all).map((run) => ({ ...run, said: asWords(run.text, place) }));
  const held = ["isBold", "isItalic"].reduce((all, style) => said(withoutLooseMarks(all, beside, style)), said(runs));
  const italics = (stretch) => stretches(stretch, "isItalic").map((part) => within("*", part[0].isItalic, part.map((run) => run.said).join(""))).join("");
  return stretches(held, "isBold").map((stretch) => within("**", stretch[0].isBold, italics(stretch))).join("");
}

const bare = (address) => address.replace(/^mailto:/i, "").replace(/\/$/, "");
const textOf = (runs) => runs.map((run) => run.text).join("");
const isBareLink = (runs) => bare(textOf(runs)) === bare(runs[0].href) && /^(?:https?:\/\/[^\s*[\]<>\\|]*[\w/]|[\w.+-]+@[\w.-]+\w)$/.test(textOf(runs));

function ofLink(runs, place, beside) {
  const { href } = runs[0];
  if (!href) return emphasised(runs, beside, place);
  return isBareLink(runs) ? textOf(runs) : `[${emphasised(runs, ["[", "]"], { ...place, isLabel: true })}](${href})`;
}

function tidy(runs) {
  const edges = joined(runs.flatMap(parted).flatMap(trimmed)).map(between);
  return joined(edges.map(between)).filter((run) => run.text);
}

/* Whether there is anything in it that plain text does not say. */
export const isMarked = (runs) => stretches(tidy(runs), "href").some((part) => part.some((run) => (run.isBold || run.isItalic) && !BLANK.test(run.text)) || (part[0].href && !isBareLink(part)));

const apart = (line, part) => line + (endsInAddress(line) && part.startsWith("[") ? " " : "") + part;

/* The line as Markdown. */
export function asMarkdown(runs, place = {}) {
  const parts = stretches(tidy(runs), "href");
  const edge = (part, at) => (part ? (part[0].href ? "[" : textOf(part).at(at)) : "");
  return parts.map((part, at) => ofLink(part, place, [edge(parts[at - 1], -1), edge(parts[at + 1], 0)])).reduce(apart, "");
}
