/* What Word, Outlook and Google Docs mean by the classes and styles they put on the clipboard. */

const said = (node, name) => node.getAttribute(name) ?? "";
const styleOf = (node) => said(node, "style");
const classOf = (node) => said(node, "class");

/* One property of a style; "mso-bidi-font-weight" is another one than "font-weight". */
function property(node, name) {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(styleOf(node));
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

/* Hidden text, and remarks that Word lists below the text they are about. */
export const isUnseen = (node) => property(node, "display") === "none" || /mso-hide:\s*all|mso-element:\s*comment-list|mso-special-character:\s*comment/i.test(styleOf(node));

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

const BARE_MARKER = /^[\s\u00a0]*([·•§o▪‣–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[\s\u00a0]{2,}/i;

/* The sign and the blanks that a list's paragraph begins with, where nothing else tells them from its words. */
export const bareMarker = (text) => BARE_MARKER.exec(text)?.[0] ?? "";

/* How an item is counted: its number, "next" where it has a letter instead, nothing with a bullet. */
export function countOf(marker) {
  const sign = marker.replace(/[\s\u00a0]/g, "");
  const [, number] = /^\(?(\d{1,9})[.)]$/.exec(sign) ?? [];
  if (number) return Number(number);
  return /^\(?(?:\d+(?:\.\d+)+|[a-z]|[ivxlc]+)[.)]?$/i.test(sign) && sign !== "o" ? "next" : null;
}

/* Mail that is answered stands behind a line on its left, or is called a quotation. */
export const isQuotation = (node, name) => name === "blockquote" || /\bMso(?:Intense)?Quote\b/.test(classOf(node)) || (name === "div" && /border-left:\s*solid/i.test(styleOf(node)));

/* Addresses that may be followed, in signs that end no link; nothing for any other. */
export function addressOf(node) {
  const address = said(node, "href").replace(/[\u0000-\u0020]+/g, (blank) => (blank === " " ? " " : "")).trim();
  if (!/^(?:https?:\/\/|mailto:|tel:)./i.test(address)) return "";
  return address.replace(/[\s()<>\\|[\]"`*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
