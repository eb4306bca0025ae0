/* "How it will look": the text as the server shows it, below its box, for as long as somebody wants to see it. */

import { LOOK, lookOf } from "./words.js";

const AFTER_TYPING = 700;

/* The HTML of the text, or the words why there is none. */
async function lookAt(window, address, { text, token }) {
  const body = new window.URLSearchParams({ text });
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await window.fetch(address, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => null);
  const told = answer && !answer.redirected ? await answer.json().catch(() => null) : null;
  if (typeof told?.html === "string") return { html: told.html };
  return { words: told?.refused ?? LOOK.failed };
}

export class Look {
  constructor(field, label, address) {
    const document = field.ownerDocument;
    Object.assign(this, { field, label, address, window: document.defaultView, asked: 0, timer: null });
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link rich-look-button", textContent: LOOK.button });
    this.said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.said.setAttribute("role", "status");
    this.shown = Object.assign(document.createElement("div"), { className: "rich-look rich", hidden: true, id: `${field.id}_look` });
    this.button.setAttribute("aria-controls", this.shown.id);
    this.button.setAttribute("aria-expanded", "false");
  }

  putInto(foot) {
    foot.prepend(this.button);
    foot.after(this.said, this.shown);
    this.button.addEventListener("click", () => this.turn());
    this.field.addEventListener("input", () => this.typed());
  }

  async turn() {
    const isOpen = this.shown.hidden;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.shown.hidden = !isOpen;
    this.shown.setAttribute("role", "region");
    this.shown.setAttribute("aria-label", lookOf(this.label));
    this.said.textContent = "";
    if (!isOpen) return;
    this.said.textContent = (await this.show()) ?? LOOK.shown;
  }

  typed() {
    this.window.clearTimeout(this.timer);
    if (!this.shown.hidden) this.timer = this.window.setTimeout(() => this.show(), AFTER_TYPING);
  }

  /* The newest answer stands, whichever comes last. Gives the words where nothing can be shown. */
  async show() {
    this.asked += 1;
    const { asked } = this;
    const token = this.field.form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const { html, words } = await lookAt(this.window, this.address, { text: this.field.value, token });
    if (asked !== this.asked) return null;
    if (html) this.shown.innerHTML = html;
    else this.shown.textContent = words ?? LOOK.empty;
    return html ? null : words ?? LOOK.empty;
  }
}
