/* Each box whose text may have marks gets its bar, its look and its way of pasting; without JavaScript it is a box. */

import { Look } from "./look.js";
import { Note } from "./note.js";
import { pasted } from "./paste.js";
import { putBar } from "./toolbar.js";

const ready = new WeakSet();

function labelOf(field) {
  const label = field.labels[0]?.cloneNode(true);
  label?.querySelectorAll(".optional").forEach((word) => word.remove());
  return label?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

function prepare(field) {
  if (ready.has(field) || field.readOnly || field.disabled) return;
  ready.add(field);
  const label = labelOf(field);
  const foot = field.parentElement.querySelector("[data-rich-foot]");
  const { look } = document.body.dataset;
  const note = new Note(field);
  putBar(field, note);
  if (foot && look) new Look(field, label, look).putInto(foot);
  field.addEventListener("paste", (event) => pasted(event, field, note));
}

export const prepareAll = (document) => document.querySelectorAll("textarea[data-rich]").forEach(prepare);
