/* Signs that are letters of another font, ticks and arrows and Greek, and figures above and below the line: as signs of
   their own. */

const series = (...parts) => new Map(parts.flatMap(([first, signs]) => [...signs].map((sign, at) => [first + at, sign])));
const BOXES = "■☐☐☐☐";
const ARROWS = "←→↑↓↖↗↙↘";
const WINGDINGS = series([0x28, "☎"], [0x2a, "✉"], [0x36, "⌛"], [0x3f, "✍"], [0x41, "✌👌👍👎☜☞☝☟✋☺😐☹"], [0x52, "☀"], [0x6c, "●"], [0x6e, `${BOXES}◆◆◆❖◆☒`], [0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"], [0x9e, "·•"], [0xa1, "○"], [0xa4, "◉"], [0xa7, "▪☐"], [0xab, "★"], [0xd8, "➢"], [0xdf, `${ARROWS}${ARROWS}⇦⇨⇧⇩⇔⇕`], [0xfb, "✗✓☒☑"]);
const FONTS = {
  wingdings: WINGDINGS,
  "wingdings 2": series([0x4f, "✗✓☒☑☒☒"], [0x97, "●"], [0xa2, "■☐☐"]),
  "wingdings 3": series([0x21, ARROWS], [0x66, ARROWS], [0x70, "▲▼△▽◀▶◁▷"], [0x7d, "▶"]),
  webdings: series([0x33, "◀▶▲▼"], [0x59, "♥"], [0x61, "✓"], [0x63, "☐"], [0x67, "■"], [0x69, "ℹ"], [0x6e, "●"], [0x72, "✗❓"]),
  "zapf dingbats": series([0x33, "✓✔✕✖✗✘"], [0x48, "★"], [0x6c, "●"], [0x6e, `${BOXES}▲▼◆❖`]),
  symbol: series([0x22, "∀"], [0x24, "∃"], [0x27, "∋"], [0x2d, "−"], [0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"], [0x5c, "∴"], [0x5e, "⊥"], [0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"], [0x7e, "∼"], [0xa1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…│─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"], [0xf1, "〉∫"]),
};
const NOBODY_KNOWS = /^(?:wingdings|marlett|mt extra|bookshelf symbol|font ?awesome|material (?:icons|symbols)|glyphicons)/;
const ALSO = { zapfdingbats: "zapf dingbats", "monotype sorts": "zapf dingbats", "itc zapf dingbats": "zapf dingbats", "symbol mt": "symbol" };
// Where Windows has letters between 0x80 and 0x9F; dashes, dots and quotation marks there are what they are.
const UPPER = "€\u0081‚ƒ„ †‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090       ˜™š›œ\u009džŸ";
const UNKNOWN = "unknown";
const PRIVATE = /[\ue000-\uf8ff]/;

/* The font of this name, if it is one whose letters are signs. `isSymbol` where it is said to be one. */
export function symbolFont(family, isSymbol) {
  const name = family.split(",")[0].replace(/["']/g, "").trim().toLowerCase();
  if (Object.hasOwn(FONTS, name)) return name;
  return ALSO[name] ?? (isSymbol || NOBODY_KNOWS.test(name) ? UNKNOWN : "");
}

function codeOf(sign) {
  const number = sign.codePointAt(0);
  if (number >= 0xf020 && number <= 0xf0ff) return number - 0xf000;
  const upper = UPPER.indexOf(sign);
  return upper < 0 ? number : 0x80 + upper;
}

/* A sign as everybody has it, or nothing. */
function inType(sign, font) {
  if (/\s/.test(sign) || (!font && !PRIVATE.test(sign))) return sign;
  const code = codeOf(sign);
  if (code === 0xb7) return "•";
  const found = font === UNKNOWN ? "" : (FONTS[font] ?? WINGDINGS).get(code);
  if (found) return found;
  return !PRIVATE.test(sign) && (code > 0xff || (font === "symbol" && code < 0x7f)) ? sign : "";
}

/* The text, and how many of its signs nobody knows. */
export function asSigns(text, font) {
  if (!font && !PRIVATE.test(text)) return { text, lost: 0 };
  const signs = [...text].map((sign) => inType(sign, font));
  return { text: signs.join(""), lost: signs.filter((sign) => !sign).length };
}

const of = (plain, shifted) => new Map([...plain].map((sign, at) => [sign, [...shifted][at]]));
const SHIFTED = {
  sup: of("0123456789+-−–=()nioa\u00a0 ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱºª  "),
  sub: of("0123456789+-−–=()\u00a0 ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎  "),
};
const MARKS = { sup: "^", sub: "_" };
const AS_IT_IS = /^(?:st|nd|rd|th|er|re|ère|e|ème|me|['’*†‡§¶™®©℠°′″ºª\s⁰-ⁿ]+)$/i; // the 4th is the 4th
const TRADE = { tm: "™", sm: "℠" };

/* What stands above or below the line, so that 10³ is never 103. */
export function shifted(text, shift) {
  const bare = text.trim();
  const blanks = [/^\s*/.exec(text)[0], bare ? /\s*$/.exec(text)[0] : ""];
  const within = (said) => blanks[0] + said + blanks[1];
  if (/^\[.*\]$/.test(bare)) return ` ${bare}`;
  if (shift === "sup" && TRADE[bare.toLowerCase()]) return within(TRADE[bare.toLowerCase()]);
  if (AS_IT_IS.test(bare) || !bare) return text;
  const signs = [...bare].map((sign) => SHIFTED[shift].get(sign));
  if (signs.every(Boolean)) return within(signs.join(""));
  return within(MARKS[shift] + (/^\(.*\)$/.test(bare) ? bare : `(${bare})`));
}
