/* An ordinary form: what was typed into it and not sent is kept in this browser, and put back into the same form. */

import { Copy } from "./copies.js";
import { discarding, takeAway } from "./discard.js";
import { namedElements, put, renderedOf, valueOf } from "./fields.js";
import { pathOf } from "./posted.js";
import { shapeOf } from "./shapes.js";
import { KEPT } from "./words.js";

const KIND = "form";
// Made anew by every rendering, so they say nothing about which form it is.
const OF_ONE_RENDERING = /^(csrfmiddlewaretoken|page|turn|base|version|token|read|saved_from|next)$|-token$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NOT_TYPED = ["hidden", "submit", "button", "reset", "image", "file", "password"];
const REFUSED = ".error-summary, .has-error, .field-error";

const isTyped = (field) =>
  Boolean(field.name) && !NOT_TYPED.includes(field.type) && ["INPUT", "TEXTAREA", "SELECT"].includes(field.tagName) &&
  field.autocomplete !== "one-time-code" && !("keepNot" in field.dataset);

export const namesOf = (form) => [...new Set([...form.elements].filter(isTyped).map((field) => field.name))];

/* Which form this is: where it goes, what it asks, and the rows it is about. */
export function identityOf(form, here) {
  const { pathname, search } = new URL(form.getAttribute("action") || here, here);
  const rows = [...form.elements]
    .filter((field) => field.type === "hidden" && !OF_ONE_RENDERING.test(field.name) && !UUID.test(field.value))
    .map((field) => `${field.name}=${field.defaultValue}`);
  return JSON.stringify([pathname + search, namesOf(form).sort(), rows.sort()]);
}

/* FNV-1a: only so that two forms with one key have two names. */
export function shortened(text) {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0;
  return hash.toString(36);
}

export class KeptForm {
  constructor(form, { window, copies, clock, posted }) {
    Object.assign(this, { form, window, copies, clock, posted, isSent: false });
    this.identity = identityOf(form, window.location.href);
    this.name = copies.nameOf(KIND, form.dataset.keep, shortened(this.identity));
    this.copy = new Copy({ copies, name: this.name, clock });
    this.names = namesOf(form);
    this.bases = this.each(renderedOf);
  }

  each(read) { return Object.fromEntries(this.names.map((name) => [name, read(namedElements(this.form, name))])); }

  async start() {
    const { form } = this;
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    form.addEventListener("submit", (event) => this.sent(event));
    this.window.addEventListener("online", () => this.held?.remove());
    this.window.addEventListener("pageshow", ({ persisted }) => { if (persisted) this.isSent = false; });
    const kept = await this.copies.read(this.name);
    const own = kept?.open.identity === this.identity ? kept : null;
    if (form.querySelector(REFUSED) === null) {
      if (own) this.offer(own);
    } else {
      this.afterRefusal(own);
    }
  }

  /* What a refused form shows again is the person's own text: its base is what stood there before. */
  afterRefusal(own) {
    for (const name of this.names) this.bases[name] = own?.open.fields[name]?.base ?? this.bases[name];
    this.isRefused = !own;
    if (own && !this.changed().length) this.offer(own);
    else this.keep();
  }

  changed() {
    const now = this.each(valueOf);
    return this.names.filter((name) => this.isRefused || now[name] !== this.bases[name]).map((name) => [name, { base: this.bases[name], text: now[name] }]);
  }

  keep({ atOnce = false } = {}) {
    this.isSent = false;
    const fields = Object.fromEntries(this.changed());
    if (Object.keys(fields).length) this.copy.write({ identity: this.identity, fields }, { atOnce });
    else this.copy.drop();
  }

  sent(event) {
    const { defaultPrevented, submitter } = event;
    if (defaultPrevented) return;
    this.keep({ atOnce: true });
    this.held?.remove();
    if (this.window.navigator.onLine === false) {
      event.preventDefault();
      this.holdBack();
      return;
    }
    this.isSent = true;
    this.posted.add(pathOf(this.form, submitter, this.window.location.href), this.name);
  }

  /* Without a network the browser would put its own error in the place of the page. */
  async holdBack() {
    const isKept = await this.copy.secured();
    const { document } = this.window;
    const [line, words] = ["p", "span"].map((name) => document.createElement(name));
    line.className = `save-state tone-${isKept ? "attention" : "bad"}`;
    line.setAttribute("role", "alert");
    words.textContent = KEPT.heldBack(isKept);
    line.append(shapeOf(document, isKept ? "attention" : "bad"), words);
    this.held?.remove();
    this.held = line;
    const actions = this.form.querySelector(".form-actions");
    if (actions) actions.before(line);
    else this.form.append(line);
    line.scrollIntoView?.({ block: "nearest" });
  }

  /* A hint that says what the box holds says so also where that is what the person typed. */
  tell(isTyped) {
    const hint = this.form.querySelector("[data-put-back]");
    if (!hint) return;
    this.hint ??= hint.textContent;
    hint.textContent = isTyped ? hint.dataset.putBack : this.hint;
  }

  /* The server's text moved on since: nothing is shown over it unless the person asks (R16). */
  offer({ at, open: { fields } }) {
    const now = this.each(valueOf);
    const lost = Object.entries(fields).filter(([name, { text }]) => name in now && text !== now[name]);
    if (!lost.length) {
      this.copies.drop(this.name);
      return;
    }
    const before = this.each(valueOf);
    const show = (texts) => Object.entries(texts).forEach(([name, text]) => put(namedElements(this.form, name), text));
    const putBack = () => {
      show(Object.fromEntries(lost.map(([name, { text }]) => [name, text])));
      this.tell(true);
    };
    const discard = () => {
      show(before);
      this.tell(false);
      this.copy.drop();
    };
    if (lost.some(([name, { base }]) => base !== now[name])) {
      this.note(KEPT.movedOn(at, this.clock.now()), { discard, show: () => { putBack(); this.keep(); } });
    } else {
      putBack();
      this.note(KEPT.putBack(at, this.clock.now()), { discard });
    }
  }

  note(words, { discard, show }) {
    const { document } = this.window;
    const [box, line] = ["div", "p"].map((name) => document.createElement(name));
    box.className = "kept-note";
    box.setAttribute("role", "status");
    line.textContent = words;
    const ending = (act) => () => { act(); takeAway(box, this.form); };
    box.append(line);
    if (show) box.append(this.showButton(ending(show)));
    box.append(discarding(document, ending(discard)));
    this.form.prepend(box);
  }

  showButton(act) {
    const button = this.window.document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-link", textContent: KEPT.show });
    button.addEventListener("click", act);
    return button;
  }

  couldBeLost() {
    return !this.isSent && !this.copy.works() && this.changed().length > 0;
  }
}
