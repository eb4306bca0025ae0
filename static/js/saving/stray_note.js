/* What could not be saved, shown above its form with its labels: it can be put back, copied, or let go. */

import { discarding, takeAway } from "./discard.js";
import { labelOf, namedElements, wordsOf } from "./fields.js";
import { textsOf } from "./steps.js";
import { KEPT } from "./words.js";

const made = (document, name, facts = {}) => Object.assign(document.createElement(name), facts);

/* Each text under the label of its box. */
export function listOf(document, rows) {
  const list = made(document, "dl");
  for (const { label, text } of rows) {
    list.append(made(document, "dt", { textContent: label }), made(document, "dd", { className: "kept-text", textContent: text }));
  }
  return list;
}

export class StrayNote {
  constructor({ document, form, stray, clock, onPutBack, onDiscard }) {
    Object.assign(this, { document, form, stray });
    const note = made(document, "div", { className: "kept-note" });
    note.setAttribute("role", "status");
    const line = made(document, "p", { textContent: KEPT.stray(stray.since, clock.now(), stray.words) });
    const fold = made(document, "details");
    fold.setAttribute("open", "");
    fold.append(made(document, "summary", { textContent: KEPT.show }), listOf(document, this.rows()));
    note.append(line);
    if (Object.keys(textsOf(stray.steps)).some((name) => this.fieldsOf(name).length)) note.append(this.putBackButton(onPutBack));
    note.append(discarding(document, onDiscard), fold);
    this.note = note;
    form.prepend(note);
  }

  fieldsOf(name) { return namedElements(this.form, name); }

  rows() {
    return Object.entries(textsOf(this.stray.steps)).map(([name, text]) => {
      const fields = this.fieldsOf(name);
      return { label: labelOf(fields) || this.stray.labels?.[name] || name, text: wordsOf(fields, text) };
    });
  }

  putBackButton(onPutBack) {
    const button = made(this.document, "button", { type: "button", className: "btn btn-link", textContent: KEPT.putItBack });
    button.addEventListener("click", onPutBack);
    return button;
  }

  remove() { takeAway(this.note, this.form); }
}
