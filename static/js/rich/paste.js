/* Pasting from Word, Google Docs, Outlook or a page: what a text can hold comes as Markdown, the rest stays behind. */

import { markdownOf } from "./markdown.js";
import { typeInto } from "./typing.js";

/* Blocks stand apart from what is there already. */
export function fitted({ text, isRunning }, before, after) {
  if (isRunning) return text;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const lead = line.trim() ? "\n\n" : /\S[^\S\n]*\n$/.test(before) ? "\n" : "";
  const next = after.split("\n", 1)[0].trim() ? "\n\n" : /^[^\S\n]*\n[^\S\n]*\S/.test(after) ? "\n" : "";
  return lead + text + next;
}

/* Nothing in it runs or is fetched: it is read in a document of its own, and only words and addresses are taken. */
const read = (window, html) => new window.DOMParser().parseFromString(html, "text/html").body;

export function pasted(event, field) {
  const html = event.clipboardData?.getData("text/html");
  if (!html || field.readOnly || field.disabled) return;
  const copied = markdownOf(read(field.ownerDocument.defaultView, html));
  if (!copied) return;
  event.preventDefault();
  const { value, selectionStart: from, selectionEnd: to } = field;
  typeInto(field, { from, to, text: fitted(copied, value.slice(0, from), value.slice(to)) });
}
