/* Puts the saving together on a page: its texts, its other forms, signing out, and the end of the session. */

import { pagesOf } from "./alive.js";
import { Copies } from "./copies.js";
import { KeptForm } from "./kept_form.js";
import { LeftText } from "./left_text.js";
import { Live } from "./live.js";
import { Once } from "./once.js";
import { Posted } from "./posted.js";
import { sealWith } from "./seal.js";
import { SessionBanner, SessionEnd } from "./session_end.js";
import { SignOut } from "./sign_out.js";
import { Swaps } from "./swaps.js";
import { afterThisEvent, TextForm } from "./text_form.js";
import { Transport } from "./transport.js";

const SIGN_IN = "/accounts/login/?next=/work/";
const BEFORE_ANOTHER_FORM = 2000;

function storageOf(name) {
  try {
    return window[name];
  } catch {
    return null; // Forbidden by the person's settings.
  }
}

const clock = {
  now: () => Date.now(),
  setTimeout: (act, delay) => window.setTimeout(act, delay),
  clearTimeout: (timer) => window.clearTimeout(timer),
};

const tokenFields = () => [...document.querySelectorAll("input[name=csrfmiddlewaretoken]")];

function worldOf() {
  const { person, keepKey, signIn = SIGN_IN } = document.body.dataset;
  const [storage, ofTab] = [storageOf("localStorage"), storageOf("sessionStorage")];
  const cameBy = performance.getEntriesByType("navigation")[0]?.type;
  return {
    window, clock, signIn,
    person: person ? Number(person) : null,
    isRestored: ["reload", "back_forward"].includes(cameBy),
    copies: new Copies({ storage, seal: sealWith(window.crypto, keepKey), person, clock }),
    pages: pagesOf({ locks: navigator.locks, storage, clock }),
    posted: new Posted(ofTab),
    transport: new Transport({
      fetch: (...request) => window.fetch(...request),
      clock,
      person: person ? Number(person) : null,
      token: tokenFields()[0]?.value ?? "",
      renew: (token) => tokenFields().forEach((field) => { field.value = token; }),
    }),
  };
}

function settleWhatWasSent({ copies, posted }) {
  const taken = [...document.querySelectorAll('meta[name="taken"]')].map((meta) => meta.content);
  posted.settle(taken).forEach((name) => copies.drop(name));
  copies.sweep();
}

/* The page as a whole: hidden, seen, left, brought back, with a network and without. */
function followThePage(texts, session) {
  const each = (act) => texts.forEach((text) => act(text));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") each((text) => text.saver.hide());
    else each((text) => text.opening.seen());
    if (document.visibilityState !== "hidden") session.seen();
  });
  window.addEventListener("pagehide", () => each((text) => text.saver.hide({ isGone: true })));
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) each((text) => text.saver.back()); });
  window.addEventListener("online", () => each((text) => text.saver.nudge()));
  window.addEventListener("focus", () => each((text) => text.opening.seen()));
}

/* Another form of the page, "Send it in" perhaps, waits a moment for what was typed beside it. */
function letOthersWait(texts) {
  const [waiting, passing] = [new WeakSet(), new WeakSet()];
  const own = new Set(texts.map((text) => text.form));
  window.addEventListener("submit", async (event) => {
    const { target: form, submitter, defaultPrevented } = event;
    const isOurs = own.has(form) || "forgetKept" in form.dataset || form.getAttribute("method")?.toLowerCase() !== "post";
    if (defaultPrevented || isOurs || passing.has(form) || !texts.some((text) => text.saver.isUnsent())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(form)) return;
    waiting.add(form);
    await Promise.all(texts.map((text) => text.saver.settled(BEFORE_ANOTHER_FORM)));
    await afterThisEvent(window);
    waiting.delete(form);
    passing.add(form);
    form.requestSubmit(submitter);
    passing.delete(form);
  }, true);
}

function warnBeforeLeaving(forms) {
  window.addEventListener("beforeunload", (event) => {
    if (!forms.some((form) => form.couldBeLost())) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

function start() {
  const world = worldOf();
  settleWhatWasSent(world);
  new Swaps(document).start();
  const once = new Once(world);
  once.start();
  if (!world.person) return;
  const texts = [...document.querySelectorAll("form[data-save]")].map((form) => new TextForm(form, { ...world, onSaved: () => live.saved() }));
  const live = new Live({ ...world, texts });
  const kept = [...document.querySelectorAll("form[data-keep]:not([data-save])")].map((form) => new KeptForm(form, world));
  const banner = new SessionBanner({ document, signIn: world.signIn });
  const isHidden = () => document.visibilityState === "hidden";
  const asksAtOnce = texts.length + kept.length > 0;
  const session = new SessionEnd({ ...world, banner, isHidden, left: Number(document.body.dataset.sessionLeft), asksAtOnce });
  letOthersWait(texts);
  texts.forEach((text) => text.start());
  kept.forEach((form) => form.start());
  document.querySelectorAll("[data-left]").forEach((element) => new LeftText(element, world).start());
  new SignOut({ ...world, texts }).start();
  session.start();
  followThePage(texts, session);
  warnBeforeLeaving([...texts, ...kept]);
}

start();
