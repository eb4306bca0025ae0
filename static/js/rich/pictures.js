/* What a picture says: an emoji is itself, a described one says its description, and whatever was shown is left behind. */

const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[#*0-9]\ufe0f?\u20e3|[\u200d\ufe0f\u{e0020}-\u{e007f}✓✗☐☑☒←-⇿]|\s)+$/u;
const BY_A_PROGRAM = /\s*(?:description (?:automatically )?generated(?: with [\w ]+ confidence)?|AI-generated content may be incorrect)\.?/gi;
const SAYS_NOTHING = /^(?:(?:inline |embedded )?(?:image|picture|photo|graphic|chart|diagram|img|shape|object|screenshot|logo|icon|clip ?art)?[\s_-]*\(?\d*\)?|.*\.(?:png|jpe?g|gif|bmp|svg|webp|emf|wmf|tiff?|heic)|(?:https?|cid|data|blob|file):.*)$/i;

const said = (node, name) => node.getAttribute(name) ?? "";

function description(alt) {
  const words = alt.replace(BY_A_PROGRAM, "").replace(/\s+/g, " ").trim();
  return /\p{L}/u.test(words) && !SAYS_NOTHING.test(words) ? words : "";
}

const isDot = (node) => ["width", "height"].some((name) => /^[01](?:px)?$/.test(said(node, name)));

/* `text` in its place, and whether something to be seen is left behind. */
export function pictured(node) {
  const alt = (said(node, "alt") || said(node, "aria-label")).trim();
  const emoji = [said(node, "data-emoji"), alt].find((one) => one.trim() && EMOJI.test(one));
  if (emoji) return { text: emoji, isLeft: false };
  if (/emoji|emoticon|smiley/i.test(["class", "itemtype", "data-stringify-type", "type"].map((name) => said(node, name)).join(" "))) {
    const words = alt || said(node, "data-stringify-emoji") || said(node, "title");
    return { text: /^[\p{L}\p{N} ]+$/u.test(words) ? `[${words}]` : words, isLeft: !words };
  }
  if (isDot(node) || (said(node, "aria-hidden") === "true" && !alt)) return { text: "", isLeft: false };
  const words = description(alt);
  return { text: words && `[picture: ${words}]`, isLeft: true };
}
