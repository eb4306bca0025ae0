/* Changes a box as if it had been typed: one step to undo, and an event for whoever saves it. */

export function typeInto(field, { from, to, text, start = from + text.length, end = start }) {
  const { document, Event } = field.ownerDocument.defaultView;
  field.focus();
  field.setSelectionRange(from, to);
  const isTyped = text || from === to ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isTyped) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}
