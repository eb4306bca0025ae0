/* Warns before the session ends. Compares with the clock on the wall, so that a computer that slept is told as well. */

import { shapeOf } from "./shapes.js";
import { SESSION } from "./words.js";

const SECOND = 1000;
const WARNING = 10 * 60 * SECOND;
const AFTER_LOADING = 3 * SECOND;
const LOOK = 15 * SECOND;
const ASK_AGAIN = 60 * SECOND;

export class SessionEnd {
  constructor({ transport, clock, banner, isHidden = () => false, left = null, asksAtOnce = true }) {
    Object.assign(this, { transport, clock, banner, isHidden, left, asksAtOnce, endsAt: null, askedAt: -Infinity, hasEnded: false });
  }

  start() {
    if (this.left !== null) this.endsAt = this.clock.now() + this.left * SECOND;
    if (this.asksAtOnce) this.clock.setTimeout(() => this.ask(), AFTER_LOADING);
    this.tick();
  }

  tick() {
    this.clock.setTimeout(() => { this.look(); this.tick(); }, LOOK);
  }

  /* Another tab may have gone on meanwhile, so the server is asked before anything is said. */
  look() {
    const now = this.clock.now();
    const isNear = this.endsAt !== null && !this.hasEnded && this.endsAt - now <= WARNING;
    return isNear && !this.isHidden() && now - this.askedAt >= ASK_AGAIN ? this.ask() : Promise.resolve();
  }

  async ask() {
    this.askedAt = this.clock.now();
    this.heard(await this.transport.session());
  }

  async seen() {
    if (this.hasEnded || this.clock.now() - this.askedAt >= ASK_AGAIN) await this.ask();
  }

  async goOn() {
    const answer = await this.transport.session({ goOn: true });
    if (answer.kind !== "session" && answer.kind !== "signed_out") {
      this.banner.failed();
      return;
    }
    this.heard(answer);
    if (answer.kind === "session") this.banner.goesOn(this.endsAt);
  }

  heard(answer) {
    if (answer.kind === "signed_out" && !this.hasEnded) {
      this.hasEnded = true;
      this.banner.ended();
    }
    if (answer.kind !== "session") return;
    const hadEnded = this.hasEnded;
    Object.assign(this, { endsAt: answer.endsAt, hasEnded: false });
    if (this.endsAt - this.clock.now() <= WARNING) this.banner.warn(this.endsAt, () => this.goOn());
    else if (hadEnded || this.banner.isShown) this.banner.hide();
  }
}

/* The banner itself: said aloud once each time it comes, with one button. */
export class SessionBanner {
  constructor({ document, signIn }) {
    Object.assign(this, { document, signIn, box: null, isShown: false });
  }

  warn(at, goOn) {
    if (this.isShown && this.endsAt === at) return;
    this.endsAt = at;
    const button = this.document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-secondary", textContent: SESSION.stay });
    button.addEventListener("click", goOn);
    this.draw("tone-attention", SESSION.title(at), SESSION.words, button);
  }

  ended() {
    const link = this.document.createElement("a");
    Object.assign(link, { className: "btn btn-secondary", href: this.signIn, target: "_blank", rel: "noopener", textContent: SESSION.signIn });
    this.draw("tone-attention", SESSION.ended, SESSION.endedWords, link);
  }

  goesOn(at) {
    this.draw("tone-good", SESSION.goesOn(at), "", null);
    this.box.tabIndex = -1;
    this.box.focus();
    this.isShown = false;
  }

  failed() {
    if (this.box) this.second.textContent = SESSION.failed;
  }

  hide() {
    this.box?.remove();
    Object.assign(this, { box: null, isShown: false });
  }

  draw(tone, title, words, action) {
    this.box?.remove();
    const [box, inside, first, second] = ["section", "div", "p", "p"].map((name) => this.document.createElement(name));
    box.className = `banner session-banner ${tone}`;
    box.setAttribute("role", "alert");
    inside.className = "banner-words";
    first.className = "banner-title";
    first.textContent = title;
    second.textContent = words;
    inside.append(first, ...(words ? [second] : []));
    box.append(shapeOf(this.document, tone.replace("tone-", "")), inside, ...(action ? [action] : []));
    (this.document.getElementById("main") ?? this.document.body).prepend(box);
    Object.assign(this, { box, second, isShown: true });
  }
}
