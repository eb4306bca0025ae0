/* A form is sent once, however often its button is pressed while the first time is on its way. */

const LONGEST = 20_000; // A file may come as the answer, and then this page stays.

export class Once {
  constructor({ window, clock }) {
    Object.assign(this, { window, clock, sent: new Map() });
  }

  start() {
    this.window.addEventListener("submit", (event) => this.before(event), true);
    this.window.addEventListener("submit", (event) => this.after(event));
    this.window.addEventListener("pageshow", () => [...this.sent.keys()].forEach((form) => this.release(form)));
  }

  before(event) {
    if (!this.sent.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /* Only what really goes out counts: somebody before us may have held it back. The buttons can still be reached. */
  after(event) {
    const form = event.target;
    const method = event.submitter?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get";
    if (event.defaultPrevented || method.toLowerCase() !== "post" || form.getAttribute("target") === "_blank") return;
    const buttons = [...form.elements].filter((field) => field.type === "submit" && !field.hasAttribute("aria-disabled"));
    buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
    this.sent.set(form, { buttons, timer: this.clock.setTimeout(() => this.release(form), LONGEST) });
  }

  release(form) {
    const { buttons = [], timer } = this.sent.get(form) ?? {};
    this.clock.clearTimeout(timer);
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
    this.sent.delete(form);
  }
}
