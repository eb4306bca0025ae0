/* The line below a form that says where its saving stands: in words, with a mark, and aloud only where that is news. */

import { shapeOf } from "./shapes.js";
import { sayingOf } from "./words.js";

const TONES = ["info", "good", "attention", "bad"].map((tone) => `tone-${tone}`);
const TROUBLES = ["trouble", "offline", "signed_out", "other_person", "refused", "left", "clash"];

/* What is read out. Turning into not saved interrupts, once; "saved" is said the first time and after trouble. */
export class Announcer {
  constructor() {
    Object.assign(this, { wasTrouble: false, hasSaidSaved: false, wasHeldBack: false, last: "" });
  }

  of({ phase, isHeldBack, found, words: refusal }, line) {
    // When the rest was saved is no news beside a refusal.
    const words = phase === "refused" ? refusal : line;
    const isTrouble = TROUBLES.includes(phase);
    const urgent = (isTrouble && !this.wasTrouble) || (isHeldBack && !this.wasHeldBack);
    const isBetter = phase === "saved" && (this.wasTrouble || !this.hasSaidSaved || Boolean(found));
    const isNew = words !== this.last;
    this.wasHeldBack = isHeldBack;
    if (phase === "saving" || phase === "untouched") return null;
    this.wasTrouble = isTrouble;
    this.hasSaidSaved ||= phase === "saved";
    if (!urgent && !(isNew && (isTrouble || isBetter))) return null;
    this.last = words;
    return { words: line, isUrgent: urgent };
  }
}

const UNTIL_READ = 5_000;

const spanOf = (document, facts = {}) => {
  const span = document.createElement("span");
  Object.entries(facts).forEach(([name, value]) => span.setAttribute(name, value));
  return span;
};

export class StateLine {
  constructor(element, { signIn, clock }) {
    const document = element.ownerDocument;
    Object.assign(this, { element, document, signIn, clock, announcer: new Announcer(), shown: "", timer: null });
    this.line = spanOf(document, { class: "save-state-line" });
    this.line.append(...element.childNodes);
    this.first = [...this.line.childNodes];
    this.polite = spanOf(document, { class: "visually-hidden", role: "status", "aria-live": "polite" });
    this.urgent = spanOf(document, { class: "visually-hidden", "aria-live": "assertive" });
    element.classList.add("save-state");
    element.append(this.line, this.polite, this.urgent);
  }

  show(state) {
    const saying = sayingOf(state, this.clock.now());
    if (!saying) {
      this.backToTheServersWords();
      return;
    }
    const key = JSON.stringify(saying);
    if (key !== this.shown) {
      this.draw(saying);
      this.hush();
    }
    this.shown = key;
    const words = [saying.words, saying.link?.text].filter(Boolean).join(" ");
    const aloud = this.announcer.of(state, words);
    if (aloud) this.say(aloud.isUrgent ? this.urgent : this.polite, aloud.words);
  }

  backToTheServersWords() {
    if (!this.shown) return;
    this.shown = "";
    this.element.classList.remove(...TONES);
    this.line.replaceChildren(...this.first);
  }

  /* What was read out does not stay behind the line: read in passing it would be said twice, or be old. */
  say(region, words) {
    this.hush();
    region.textContent = words;
    this.timer = this.clock.setTimeout(() => this.hush(), UNTIL_READ);
  }

  hush() {
    this.clock.clearTimeout(this.timer);
    this.polite.textContent = "";
    this.urgent.textContent = "";
  }

  draw({ tone, words, link }) {
    this.element.classList.remove(...TONES);
    this.element.classList.add(`tone-${tone}`);
    const text = spanOf(this.document);
    text.textContent = words;
    if (link) text.append(" ", this.linkOf(link));
    this.line.replaceChildren(shapeOf(this.document, tone), text);
  }

  linkOf({ text, href, isNewTab }) {
    const link = this.document.createElement("a");
    link.textContent = text;
    link.href = href ?? this.signIn;
    if (isNewTab) Object.assign(link, { target: "_blank", rel: "noopener" });
    return link;
  }

  intoView() {
    this.element.scrollIntoView?.({ block: "nearest" });
  }
}
