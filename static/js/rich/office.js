/* What Word, Outlook and Google Docs mean by the classes and styles they put on the clipboard. */

import { typeOf, whole } from "./numbering.js";
import { asSigns, symbolFont } from "./symbols.js";

const said = (node, name) => node.getAttribute(name) ?? "";
const styleOf = (node) => said(node, "data-style"); // as inert.js names it
const classOf = (node) => said(node, "class");

/* One property of a style; "mso-bidi-font-weight" is another one than "font-weight". */
function property(node, name) {
  const found = [...styleOf(node).matchAll(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "gi"))].at(-1);
  return found ? found[1].trim().toLowerCase() : "";
}

/* Google Docs stands in a <b> that is not bold, and says what is by a weight. */
export function boldness(node, name, isBold) {
  const weight = property(node, "font-weight");
  if (weight) return weight.startsWith("bold") || Number(weight) >= 600;
  return ["b", "strong"].includes(name) || isBold;
}

export function slant(node, name, isItalic) {
  const style = property(node, "font-style");
  if (style) return /italic|oblique/.test(style);
  return ["i", "em", "cite"].includes(name) || isItalic;
}

/* Above or below the line; a cell stands as high as it likes. */
export function shiftOf(node, name, shift) {
  if (name === "sup" || name === "sub") return name;
  const raised = Number(/^-?[\d.]+/.exec(property(node, "mso-text-raise"))?.[0] ?? 0);
  if (raised) return raised > 0 ? "sup" : "sub";
  const [, kind] = /^(su[pb])(?:er)?$/.exec(property(node, "vertical-align")) ?? [];
  return kind ?? shift;
}

/* Struck out by hand, or deleted while changes were tracked. */
const STRUCK = /(?:^|;)\s*(?:(?:-webkit-)?text-decoration[\w-]*\s*:[^;]*line-through|text-line-through\s*:\s*(?!none))/i;
export const isStruck = (node, name) => ["s", "strike", "del"].includes(name) || /\bmsoDel\b/.test(classOf(node)) || STRUCK.test(styleOf(node));

/* The font in which letters are signs, or none. */
export function fontOf(node, name, font) {
  const [, short] = /(?:\d[a-z%]*|small|medium|large|normal)(?:\s*\/\s*\S+)?\s+([^\d].*)$/.exec(property(node, "font")) ?? [];
  const family = property(node, "mso-symbol-font-family") || property(node, "font-family") || short || (name === "font" ? said(node, "face") : "");
  return family && family !== "inherit" ? symbolFont(family, property(node, "mso-char-type") === "symbol") : font;
}

/* Line ends and tabs that were typed are seen in some texts, and blanks in others. */
export function isPre(node, name, is) {
  const space = property(node, "white-space");
  return space ? /^(?:pre|break-spaces)/.test(space) : is || name === "pre";
}

/* How many tabs stand here as blanks. */
export const tabsOf = (node) => Math.min(Number(property(node, "mso-tab-count").split(" ")[0]) || 0, 50);

/* A sign before what is to be done or is done; "" where nothing is to be ticked. */
export function checkOf(node, name) {
  const isBox = said(node, "role") === "checkbox" || (name === "input" && ["checkbox", "radio"].includes(said(node, "type").toLowerCase()));
  const state = ["aria-checked", "data-checked", "data-is-checked", "data-list"].map((one) => said(node, one)).find(Boolean) ?? "";
  if (name === "input" && isBox) return node.getAttribute("checked") === null ? "☐" : "☑";
  if (!isBox && !(name === "li" && /^(?:true|false|(?:un)?checked)$/i.test(state))) return "";
  return /^(?:true|checked)$/i.test(state) ? "☑" : "☐";
}

/* A cell may say by its colour alone how far something is: the colours of a traffic light, no grey. */
const MOST_GREY = 80;
export function isColoured(node) {
  const colour = property(node, "background-color") || property(node, "background") || said(node, "bgcolor").toLowerCase();
  const [, hex] = /#([0-9a-f]{6})\b/.exec(colour) ?? [];
  const parts = hex ? [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) : (/rgba?\(([^)]*)\)/.exec(colour)?.[1].match(/[\d.]+/g) ?? []).map(Number);
  if (parts.length >= 3) return parts[3] !== 0 && Math.max(...parts.slice(0, 3)) - Math.min(...parts.slice(0, 3)) > MOST_GREY;
  return /\b(?:dark|light)?(?:red|green|lime|yellow|orange|gold|amber|blue)\b/.test(colour);
}

/* The number of a note below the text, wherever it stands. */
export const isNote = (node) => /mso-(?:foot|end)note-id/i.test(styleOf(node)) || /\bMso(?:Foot|End)noteReference\b/.test(classOf(node)) || /noteref/.test(said(node, "role"));

/* Hidden text, and remarks that Word lists below the text they are about: what kind of thing is not seen here. */
export function unseen(node) {
  if (/mso-special-character:\s*comment/i.test(styleOf(node))) return "comment";
  if (/mso-element:\s*comment-list/i.test(styleOf(node))) return "comments";
  return property(node, "display") === "none" || /mso-hide:\s*all/i.test(styleOf(node)) || node.getAttribute("hidden") !== null ? "hidden" : "";
}

/* From 1; 0 where it is none. Word on the web says it by a role. */
export function headingRank(node, name) {
  if (/^h[1-6]$/.test(name)) return Number(name[1]);
  if (said(node, "role") === "heading") return Number(said(node, "aria-level")) || 2;
  const [, level] = /\bMso(?:Title|Heading(\d))\b/.exec(classOf(node)) ?? [null, null];
  return level === null ? 0 : Number(level ?? 1);
}

/* How deep a paragraph stands in a list of Word's, which are paragraphs; 0 where it is none. */
export function levelOfParagraph(node) {
  const [, level] = /mso-list:\s*l\d+\s+level(\d+)/i.exec(styleOf(node)) ?? [];
  if (level) return Number(level);
  const [, bullet] = /\bMsoList(?:Bullet|Number)(\d?)(?:CxSp\w+)?\b/.exec(classOf(node)) ?? [];
  return bullet === undefined ? 0 : Number(bullet || 1);
}

export const levelOfItem = (node) => Number(said(node, "aria-level") || said(node, "data-aria-level")) || 0;

/* Between these two comments stands what is only there for programs without lists. */
export const isMarkersBegin = (comment) => /\[if\s+!supportLists\]/i.test(comment.data);
export const isMarkersEnd = (comment) => /\[endif\]/i.test(comment.data);
export const isMarker = (node) => /mso-list:\s*ignore/i.test(styleOf(node));

const BARE_MARKER = /^[\s\u00a0]*([·•§o▪‣➢❖–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[\s\u00a0]{2,}/i;

/* The sign and the blanks that a list's paragraph begins with, where nothing else tells them from its words. */
export const bareMarker = (text) => BARE_MARKER.exec(text)?.[0] ?? "";

/* How an item of Word's is counted: its number, or a label that says more than a bullet. */
export function countOf(marker, font) {
  const sign = asSigns(marker.replace(/[\s\u00a0]+/g, " ").trim(), font).text;
  const [, number] = /^\(?(\d{1,9})[.)]$/.exec(sign) ?? [];
  if (number) return { number: Number(number), label: "" };
  const isSaid = /^[✓✔✗✘☐☑☒✅❌]$/u.test(sign) || (!font && /[\p{L}\p{N}]/u.test(sign) && !/^[oqvØüw]$/.test(sign));
  return { number: null, label: isSaid ? sign : "" };
}

/* How a list counts its items, or an item itself. */
export const countingOf = (node) => typeOf(property(node, "list-style-type") || (/\b(?:none|disc|circle|square|decimal|(?:lower|upper)-\w+)\b/.exec(property(node, "list-style"))?.[0] ?? ""), said(node, "type"));

/* A list as it counts on: one that is reversed goes down to 1. */
export function listOf(node, name) {
  const isReversed = name === "ol" && node.getAttribute("reversed") !== null;
  const items = isReversed ? [...node.childNodes].filter((child) => child.nodeName.toLowerCase() === "li").length : 1;
  const start = name === "ol" ? whole(node.getAttribute("start")) : null;
  return { isCounted: name === "ol", counting: countingOf(node), next: start ?? items, step: isReversed ? -1 : 1 };
}

/* Mail that is answered stands behind a line on its left, or is called a quotation. */
export const isQuotation = (node, name) => name === "blockquote" || /\bMso(?:Intense)?Quote\b/.test(classOf(node)) || (name === "div" && /border-left:\s*solid/i.test(styleOf(node)));
