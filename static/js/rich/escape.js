/* Words said so that Markdown shows them as they were: a sign that would be a mark gets a backslash, and no other. */

const SIGNS = /[\\*_<[\]|]/g;
const ADDRESS = /(https?:\/\/[^\s[\]<>\\|]*[^\s*[\]<>\\|])/; // shown as a link, with every sign it has
const PUNCTUATION = /^[!-/:-@[-`{-~]/;
const AUTOLINK = /^(?:[a-z][a-z0-9+.-]{1,31}:|[^\s<>@]+@)[^\s<>]*>/i;
const WORD = /[\p{L}\p{N}]/u;
const BLANK = /\s/;

/* What stands before and after decides: "5 * 3" and "snake_case" need nothing. */
const IS_MARK = {
  "\\": ({ after }) => !after || PUNCTUATION.test(after),
  "*": ({ before, after }) => !(BLANK.test(before) && BLANK.test(after[0] ?? "")),
  _: ({ before, after }) => !(WORD.test(before) && WORD.test(after[0] ?? "")) && !(BLANK.test(before) && BLANK.test(after[0] ?? "")),
  "<": ({ after }) => AUTOLINK.test(after),
  "[": ({ isLabel }) => isLabel,
  "]": ({ after, isLabel }) => isLabel || after.startsWith("("),
  "|": ({ isCell }) => isCell,
};

function words(text, place) {
  return text.replace(SIGNS, (sign, at) => {
    const beside = { before: text[at - 1] ?? "", after: text.slice(at + 1), ...place };
    return IS_MARK[sign](beside) ? `\\${sign}` : sign;
  });
}

/* A part of a line; `isLabel` within a link, `isCell` within a table. */
export function asWords(text, place = {}) {
  const parts = text.split(ADDRESS);
  return parts.map((part, at) => (at % 2 ? part : words(part, place).replace(/<$/, at < parts.length - 1 ? "\\<" : "<"))).join("");
}

/* Whatever follows an address without a blank belongs to it, marks as well. */
export const endsInAddress = (text) => /https?:\/\/\S+$/.test(text);

const STARTS = [
  [/^(#{1,6})(?=\s|$)/, "\\$1"],
  [/^([>|])/, "\\$1"],
  [/^([-+])(?=\s|$)/, "\\$1"],
  [/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2"],
  [/^([-:])(?=[-:|\s]*$)/, "\\$1"],
];

/* A line that begins with no mark of a heading, a list, a quotation or a table. */
export const asLine = (line) => STARTS.reduce((text, [mark, escaped]) => text.replace(mark, escaped), line);

/* Signs at the end of a heading are dropped where they stand for its mark. */
export const asHeading = (line) => line.replace(/(^|\s)(#+)$/, "$1\\$2");
