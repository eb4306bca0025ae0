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
    return { ...copied, plain, isTyped: isMarked || (!plain && copied.text !== "") };
  }
  return { text: "", plain, isTyped: false, left: plain ? {} : filesOf(clipboard) };
}

/* How many signs the box had no room for: a browser cuts them off and says nothing. */
function cutOff({ value, maxLength }, length, isTyped) {
  return maxLength > 0 ? Math.max(0, length - (isTyped ? value.length : maxLength)) : 0;
}

export function pasted(event, field, note) {
  if (!event.clipboardData || field.readOnly || field.disabled) return;
  const { value, selectionStart: from, selectionEnd: to } = field;
  const { isTyped, plain, left, ...copied } = taken(event.clipboardData, field.ownerDocument.defaultView);
  const text = isTyped ? copied.text && fitted(copied, value.slice(0, from), value.slice(to)) : plain.replace(/\r\n?/g, "\n");
  if (isTyped) {
    event.preventDefault();
    if (text) typeInto(field, { from, to, text });
  }
  const told = leftBehind({ ...left, room: text ? cutOff(field, value.length - (to - from) + text.length, isTyped) : 0 });
  note.say(told && text ? `${told} ${PASTED.undo}` : told, value);
}
