/* What stands beside a text and tells how it is (its state, what is missing) is fetched anew once the text was saved.
   Only what is marked `data-live` changes, by its name; nothing of a form, and nothing is read out. */

const AFTER_SAVE = 3_000;
// A page costs the server more than a saving does.
const BETWEEN_LOOKS = 20_000;
const FORMS = ["form[data-save]", "form[data-keep]"];

export class Live {
  constructor({ window, clock, texts = [], parse = (html) => new window.DOMParser().parseFromString(html, "text/html") }) {
    Object.assign(this, { window, document: window.document, clock, texts, parse, timer: null, lookedAt: -Infinity });
  }

  places() {
    return [...this.document.querySelectorAll("[data-live]")].filter((place) => !FORMS.some((form) => place.closest(form)));
  }

  /* Several savings soon after one another are one look. */
  saved() {
    this.clock.clearTimeout(this.timer);
    const delay = Math.max(AFTER_SAVE, this.lookedAt + BETWEEN_LOOKS - this.clock.now());
    if (this.places().length) this.timer = this.clock.setTimeout(() => this.look(), delay);
  }

  isBusy() { return this.texts.some(({ saver }) => saver.flight !== null || saver.isPosting); }

  async look() {
    if (this.isBusy()) {
      this.saved();
      return;
    }
    this.lookedAt = this.clock.now();
    const html = await this.page();
    if (html) this.show(this.parse(html));
  }

  /* Signed out, or any other page than this one: what stands here stays. */
  async page() {
    const { fetch, location } = this.window;
    const options = { headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "manual", cache: "no-store" };
    try {
      const answer = await fetch.call(this.window, location.href.split("#")[0], options);
      const isPage = answer.ok && (answer.headers.get("Content-Type") ?? "").includes("text/html");
      return isPage ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  show(newer) {
    const fresh = new Map([...newer.querySelectorAll("[data-live]")].map((place) => [place.dataset.live, place]));
    for (const place of this.places()) {
      const other = fresh.get(place.dataset.live);
      const isUsed = place.contains(this.document.activeElement);
      if (other && !isUsed && !place.isEqualNode(other)) place.replaceWith(this.document.importNode(other, true));
    }
  }
}
