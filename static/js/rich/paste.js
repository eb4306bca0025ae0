/* Pasting from Word, Google Docs, Outlook or a page: what a text can hold comes as Markdown, the rest stays behind and is
   told. */

import { inert } from "./inert.js";
import { markdownOf } from "./markdown.js";
import { typeInto } from "./typing.js";
import { PASTED, leftBehind } from "./words.js";

/* Blocks stand apart from what is there already. */
export function fitted({ text, isRunning }, before, after) {
  if (isRunning) return text;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const lead = line.trim() ? "\n\n" : /\S[^\S\n]*\n$/.test(before) ? "\n" : "";
  const next = after.split("\n", 1)[0].trim() ? "\n\n" : /^[^\S\n]*\n[^\S\n]*\S/.test(after) ? "\n" : "";
  return lead + text + next;
}

/* Nothing in it runs or is fetched: it is read in a document of its own, and only words and addresses are taken. */
const read = (window, html) => new window.DOMParser().parseFromString(inert(html), "text/html").body;

/* A picture alone, as it comes from a camera or a screen, is no text. */
function filesOf({ files }) {
  const all = [...(files ?? [])];
  const pictures = all.filter((file) => file.type.startsWith("image/")).length;
  return { picture: pictures, attachment: all.length - pictures };
}

function taken(clipboard, window) {
  const [html, plain] = ["text/html", "text/plain"].map((type) => clipboard.getData(type));
  if (html) {
    const { isMarked, ...copied } = markdownOf(read(window, html));
    return { ...copied, isTyped: isMarked || (!plain && copied.text !== "") };
  }
  return { text: "", isTyped: false, left: plain ? {} : filesOf(clipboard) };
}

export function pasted(event, field, note) {
  if (!event.clipboardData || field.readOnly || field.disabled) return;
  const { value, selectionStart: from, selectionEnd: to } = field;
  const { isTyped, left, ...copied } = taken(event.clipboardData, field.ownerDocument.defaultView);
  if (isTyped) {
    event.preventDefault();
    typeInto(field, { from, to, text: copied.text && fitted(copied, value.slice(0, from), value.slice(to)) });
  }
  const told = leftBehind(left);
  note.say(told && (isTyped || copied.text ? `${told} ${PASTED.undo}` : told), value);
}
