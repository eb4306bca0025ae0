/* How an item of a list is counted: with a number where Markdown has one, else by a label of its own, so that "see b)"
   still leads somewhere. */

const MOST = 999999999;
const MOST_OF_HTML = 2 ** 31;
const TYPES = { 1: "decimal", a: "lower-alpha", A: "upper-alpha", i: "lower-roman", I: "upper-roman" };
const BULLETS = /^(?:none|disc|circle|square)$/i;
const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
const LETTERS = 26;

/* A whole number as a browser reads it, or null. */
export function whole(text) {
  const [, digits] = /^\s*([+-]?\d+)/.exec(text ?? "") ?? [];
  return digits && Math.abs(Number(digits)) < MOST_OF_HTML ? Number(digits) : null;
}

function roman(number) {
  if (number < 1 || number > 3999) return "";
  let [left, text] = [number, ""];
  for (const [value, sign] of ROMAN) {
    text += sign.repeat(Math.floor(left / value));
    left %= value;
  }
  return text;
}

const alpha = (number) => (number < 1 ? "" : alpha(Math.floor((number - 1) / LETTERS)) + String.fromCharCode(97 + ((number - 1) % LETTERS)));
const greek = (number) => "αβγδεζηθικλμνξοπρστυφχψω"[number - 1] ?? "";
const padded = (number) => String(number).padStart(2, "0");
const WAYS = [[/alpha|latin/, alpha], [/roman/, roman], [/greek/, greek], [/leading-zero/, padded]];

/* How a list or an item says it is counted. */
export const typeOf = (style, type) => style || TYPES[type] || (BULLETS.test(type) ? type.toLowerCase() : "");

/* `pattern` is Word's on the web: "%1)" for "a)". */
export function marked(number, type, pattern) {
  if (BULLETS.test(type)) return { number: null, label: "" };
  const way = WAYS.find(([name]) => name.test(type))?.[1];
  if (!way && number >= 0 && number <= MOST) return { number, label: "" };
  const sign = way?.(number) || String(number).replace("-", "−");
  const [, before, after] = /^([^%]*)%\d([^%]*)$/.exec(pattern) ?? [null, "", "."];
  return { number: null, label: before + (type.startsWith("upper") ? sign.toUpperCase() : sign) + after };
}
