/* Signing out takes away what this browser keeps, so text that is not saved yet is sent first, and then asked about. */

import { afterThisEvent } from "./text_form.js";
import { SIGN_OUT } from "./words.js";

const PATIENCE = 2000;

export class SignOut {
  constructor({ window, copies, texts, ask = askIn(window.document) }) {
    Object.assign(this, { window, copies, texts, ask, isPassing: false, isWaiting: false });
  }

  start() {
    this.window.document.querySelectorAll("form[data-forget-kept]").forEach((form) => {
      form.addEventListener("submit", (event) => this.submitted(event));
    });
  }

  /* Unsent here, or left behind by another page of this person. */
  isUnsent() {
    const names = [...this.copies.names("text"), ...this.copies.names("form")];
    const waiting = names.filter((name) => !this.copies.envelope(name)?.sent);
    return waiting.length > 0 || this.texts.some((text) => text.saver.isUnsent());
  }

  submitted(event) {
    if (this.isPassing || !this.isUnsent()) {
      this.copies.forget();
      return;
    }
    event.preventDefault();
    if (!this.isWaiting) this.sendFirst(event.target, event.submitter);
  }

  async sendFirst(form, submitter) {
    this.isWaiting = true;
    await Promise.all(this.texts.map((text) => text.saver.settled(PATIENCE)));
    await afterThisEvent(this.window);
    const mayGo = !this.isUnsent() || (await this.ask(submitter));
    this.isWaiting = false;
    if (!mayGo) return;
    this.texts.forEach((text) => text.saver.letGo());
    this.isPassing = true;
    form.requestSubmit(submitter);
    this.isPassing = false;
  }
}

/* A dialog of the browser's own: Escape and the first button stay, and the focus goes back to where it came from. */
export const askIn = (document) => (cameFrom) => new Promise((resolve) => {
  const dialog = document.createElement("dialog");
  dialog.className = "panel save-dialog";
  dialog.setAttribute("aria-labelledby", "sign-out-title");
  dialog.setAttribute("aria-describedby", "sign-out-words");
  const [title, words, actions] = ["h2", "p", "div"].map((name) => document.createElement(name));
  Object.assign(title, { id: "sign-out-title", textContent: SIGN_OUT.title });
  Object.assign(words, { id: "sign-out-words", textContent: SIGN_OUT.words });
  actions.className = "cluster";
  const [stay, go] = [["btn-primary", SIGN_OUT.stay, ""], ["btn-danger", SIGN_OUT.go, "go"]].map(([look, label, value]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: `btn ${look}`, textContent: label });
    button.addEventListener("click", () => dialog.close(value));
    return button;
  });
  stay.autofocus = true;
  actions.append(stay, go);
  dialog.append(title, words, actions);
  dialog.addEventListener("close", () => {
    dialog.remove();
    cameFrom?.closest("details")?.setAttribute("open", "");
    cameFrom?.focus();
    resolve(dialog.returnValue === "go");
  });
  document.body.append(dialog);
  dialog.showModal();
});
