/* Copied HTML in which no style, no handler and no style sheet is left that a browser would apply or complain about: the
   page's policy speaks to whatever is parsed by it, also apart from the page. What they say is kept under another name. */

const OPENING = /<!--[^]*?(?:-->|$)|<(\/?)([a-z][^\s/>]*)/gi;
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s>]*))?/y;
const SHEET = /<style\b[^>]*>([^]*?)<\/style/gi;
const IN_CONDITION = /@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g;
const RULE = /([^{}]+)\{([^{}]*)\}/g;
const SAYS = /^\s*(?:text-decoration|text-line-through|vertical-align|font-weight|font-style|font-family|mso-symbol-font-family|mso-hide)/i;

/* What the classes of its style sheets say that changes the meaning of words: Excel and LibreOffice say it there. */
function classesOf(html) {
  const classes = new Map();
  for (const [, sheet] of html.matchAll(SHEET)) {
    for (const [, selectors, body] of sheet.replace(/\/\*[^]*?\*\//g, "").replace(IN_CONDITION, "").matchAll(RULE)) {
      const says = body.replace(/["']/g, "").split(";").filter((one) => SAYS.test(one)).map((one) => one.replace(/\s+/g, " ").trim()).join(";");
      const named = says ? selectors.split(",").map((one) => /^[\s]*(?:<!--)?\s*\w*\.([\w-]+)\s*$/.exec(one)?.[1]) : [];
      named.filter(Boolean).forEach((name) => classes.set(name, `${classes.get(name) ?? ""}${says};`));
    }
  }
  return classes;
}

// Of the same kind for a parser: text that is not read further, and an element without an end.
const QUIET = { style: "noembed", base: "meta" };

const bare = (value) => (/^["']/.test(value) ? value.slice(1).replace(value[0], "") : value);

/* The attributes of a tag, and where they end. */
function attributesAt(html, place, classes) {
  let [written, style, told, end] = ["", null, "", place];
  ATTRIBUTE.lastIndex = place;
  for (let found = ATTRIBUTE.exec(html); found; found = ATTRIBUTE.exec(html)) {
    end = ATTRIBUTE.lastIndex;
    const [, name, value] = found;
    if (/^style$/i.test(name)) style ??= value ?? "";
    else if (!/^on/i.test(name)) written += value === undefined ? ` ${name}` : ` ${name}=${value}`;
    if (/^class$/i.test(name)) told = bare(value ?? "").split(/\s+/).map((one) => classes.get(one) ?? "").join("");
  }
  if (style === null && !told) return { written, end };
  const quote = style?.startsWith("'") ? "'" : '"';
  return { written: `${written} data-style=${quote}${told}${bare(style ?? "")}${quote}`, end };
}

export function inert(html) {
  const classes = classesOf(html);
  let [text, done] = ["", 0];
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(html); found; found = OPENING.exec(html)) {
    const [, slash, name] = found;
    if (!name) continue;
    const { written, end } = slash ? { written: "", end: OPENING.lastIndex } : attributesAt(html, OPENING.lastIndex, classes);
    text += `${html.slice(done, found.index)}<${slash}${QUIET[name.toLowerCase()] ?? name}${written}`;
    OPENING.lastIndex = end;
    done = end;
  }
  return text + html.slice(done);
}
