/* A form whose texts are saved while they are written: its boxes, its line, and what happens to the page round it. */

import { BoxErrors } from "./box_errors.js";
import { labelOf, namedElements, put, renderedOf, valueOf } from "./fields.js";
import { Opening } from "./opening.js";
import { pathOf } from "./posted.js";
import { AWAY } from "./state.js";
import { plain } from "./steps.js";
import { StrayNote } from "./stray_note.js";
import { StateLine } from "./state_line.js";
import { Undrawable } from "./undrawable.js";

const PATIENCE_OF_A_BUTTON = 2000;

/* The form as its saver sees it: texts by name. */
export class Boxes {
  constructor(form) {
    this.form = form;
    this.start = this.read();
    this.fields = Object.fromEntries(Object.keys(this.start).map((name) => [name, namedElements(form, name)]));
    this.composing = null;
    form.addEventListener("compositionstart", (event) => { this.composing = event.target; });
    form.addEventListener("compositionend", () => { this.composing = null; });
  }

  read() {
    const told = JSON.parse(namedElements(this.form, "base")[0]?.value || "{}");
    const there = Object.entries(told).filter(([name]) => namedElements(this.form, name).length);
    return Object.fromEntries(there.map(([name, text]) => [name, plain(text)]));
  }

  bases() { return this.start; }
  labels() { return this.each(labelOf); }
  values() { return this.each(valueOf); }
  rendered() { return this.each(renderedOf); }
  each(read) { return Object.fromEntries(Object.entries(this.fields).map(([name, fields]) => [name, read(fields)])); }

  /* Not while signs are being put together in it (Japanese, accents): that would break them. */
  show(name, text) {
    const fields = this.fields[name] ?? [];
    return fields.includes(this.composing) ? false : put(fields, text);
  }
}

/* Where there is nothing to wait for, the browser is still within the first submit, and would ignore a second one. */
export const afterThisEvent = (window) => new Promise((resolve) => { window.setTimeout(resolve); });

export class TextForm {
  constructor(form, { window, copies, pages, transport, clock, posted, isRestored, signIn, onSaved = () => {} }) {
    Object.assign(this, { form, window, copies, posted, isRestored, isWaiting: false, isPassing: false, strays: new Map(), clock, onSaved, saved: null });
    this.boxes = new Boxes(form);
    this.errors = new BoxErrors({ document: window.document, fields: this.boxes.fields });
    const element = form.querySelector("[data-save-state]");
    this.line = element ? new StateLine(element, { signIn, clock }) : null;
    const { text, save } = form.dataset;
    this.undrawable = new Undrawable(form);
    const onChange = (state) => this.changed(state);
    this.opening = new Opening({ text, address: save, form: this.boxes, copies, pages, transport, clock, isRestored, onChange });
    this.saver = this.opening.saver;
  }

  start() {
    const { form } = this;
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", (event) => this.typed(event));
    form.addEventListener("reset", () => this.window.setTimeout(() => this.saver.typed()));
    form.addEventListener("submit", (event) => this.submitted(event));
    return this.opening.start();
  }

  /* Some browsers put old text back after the page has come, as if it were typed; nobody has touched the page yet. */
  typed(event) {
    const { document, navigator } = this.window;
    const isByBrowser = this.isRestored && navigator.userActivation?.hasBeenActive === false && document.activeElement !== event.target;
    const box = this.saver.record.boxes[event.target.name];
    if (isByBrowser && box) this.boxes.show(event.target.name, box.base);
    else this.saver.typed();
  }

  changed(state) {
    this.line?.show(state);
    this.errors.show(state.refused);
    this.undrawable.show(state.saved?.undrawable);
    this.showStrays(state.strays);
    if (state.saved !== this.saved) this.onSaved();
    this.saved = state.saved;
  }

  /* The form goes the ordinary way, once everything typed is saved or cannot be. */
  submitted(event) {
    if (event.defaultPrevented) return;
    if (this.isPassing || (!this.saver.isUnsent() && !this.mustStay())) {
      this.send(event);
      return;
    }
    event.preventDefault();
    if (!this.isWaiting) this.waitAndSend(event.submitter);
  }

  async waitAndSend(submitter) {
    this.isWaiting = true;
    await this.saver.settled(PATIENCE_OF_A_BUTTON);
    await afterThisEvent(this.window);
    this.isWaiting = false;
    if (this.mustStay()) {
      this.saver.holdBack();
      this.line?.intoView();
      return;
    }
    this.isPassing = true;
    this.form.requestSubmit(submitter);
    this.isPassing = false;
  }

  mustStay() {
    return this.window.navigator.onLine === false || [...AWAY, "offline"].includes(this.saver.trouble);
  }

  send({ submitter }) {
    const { page, turn, base } = this.saver.posted();
    const hidden = { page, turn, base: JSON.stringify({ ...this.boxes.bases(), ...base }) };
    for (const [name, value] of Object.entries(hidden)) {
      const [field] = namedElements(this.form, name);
      if (field) field.value = value;
    }
    this.posted.add(pathOf(this.form, submitter, this.window.location.href), this.opening.copy.name);
  }

  /* A note for each text that could not be saved, until it is put back or let go. */
  showStrays(strays) {
    const { form, saver, clock } = this;
    const { document } = this.window;
    [...this.strays].filter(([stray]) => !strays.includes(stray)).forEach(([stray, note]) => {
      this.strays.delete(stray);
      note.remove();
    });
    for (const stray of strays.filter((one) => !this.strays.has(one))) {
      const acts = { onPutBack: () => saver.putBackStray(stray), onDiscard: () => saver.discardStray(stray) };
      this.strays.set(stray, new StrayNote({ document, form, stray, clock, ...acts }));
    }
  }

  couldBeLost() {
    return this.saver.isUnsent() && !this.saver.isPosting && !this.opening.copy.works();
  }
}
