import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer, StateLine } from "../../static/js/saving/state_line.js";
import { moment, sayingOf } from "../../static/js/saving/words.js";
import { VirtualClock } from "./support/clock.js";
import { Element, FakeDocument } from "./support/page.js";

const at = (day, hour = 10, minute = 42) => new Date(2026, 10, day, hour, minute).getTime();
const NOW = at(28, 12, 0);
const SINCE = at(28);
const BASIS = { saved: null, since: SINCE, found: null, strays: [], isHeldBack: false, isUnsent: true, clashes: [], words: null, isKept: true };
const clashes = [{ box: "progress", by: "Wen Li", address: "/texts/kept/7/" }];
const found = { since: at(24), clashes: [] };

const SAYINGS = [
  ["saving", {}, "info", "Saving…"],
  ["saved", { saved: { said: "10:42", by: "" } }, "good", "Saved at 10:42."],
  ["saved", { saved: { said: "10:42", by: "", undrawable: "𒀀 (U+12000)" } }, "good", "Saved at 10:42. Not every sign can be printed: 𒀀 (U+12000)."],
  ["saved", { saved: { said: "10:42", by: "", isMerged: true } }, "good", "Saved at 10:42, together with what others wrote."],
  ["saved", { saved: { said: "10:42", by: "Wen Li" } }, "good", "Wen Li saved this at 10:42."],
  ["saved", { saved: { said: "12:00", by: "" }, found }, "good", "What you typed on Tuesday at 10:42 was not sent then. It is saved now."],
  ["trouble", {}, "attention", "Not saved, kept in this browser since 10:42."],
  ["trouble", { isKept: false }, "bad", "Not saved, and this browser cannot keep it: leave this page open."],
  ["trouble", { isUnsent: false, since: at(24) }, "attention", "Not saved, kept in this browser since Tuesday at 10:42."],
  ["offline", {}, "attention", "You are offline. Kept in this browser since 10:42."],
  ["offline", { isKept: false }, "bad", "You are offline. What you typed is not saved: leave this page open."],
  ["offline", { isHeldBack: true }, "attention", "Nothing was sent. You are offline. Kept in this browser since 10:42."],
  ["signed_out", {}, "attention", "You are signed out. What you typed is kept."],
  ["signed_out", { isUnsent: false }, "attention", "You are signed out."],
  ["signed_out", { isKept: false }, "bad", "You are signed out. What you typed is not saved: leave this page open."],
  ["other_person", {}, "attention", "Somebody else is signed in here now. What you typed is kept for you, and saved when you sign in again."],
  ["refused", { words: "At most 20,000 characters." }, "bad", "Not saved: At most 20,000 characters. What is not saved is kept in this browser."],
  ["refused", { words: "Staff: Give a number.", isPart: true, isRestOnItsWay: true }, "bad", "Not saved: Staff: Give a number. Everything else is being saved. What is not saved is kept in this browser."],
  ["refused", { words: "Staff: Give a number.", isPart: true, clashes: [], saved: { said: "13:40", by: "" } }, "bad", "Not saved: Staff: Give a number. Everything else was saved at 13:40. What is not saved is kept in this browser."],
  ["clash", { clashes }, "attention", "Wen Li wrote in the same place. Both texts are kept:"],
  ["clash", { clashes: [{ ...clashes[0], by: "" }] }, "attention", "You, on another page, wrote in the same place. Both texts are kept:"],
  ["clash", { clashes, found }, "attention", "Wen Li wrote in the same place as you on Tuesday at 10:42. Both texts are kept:"],
];

for (const [phase, facts, tone, words] of SAYINGS) {
  test(`${phase} says: ${words}`, () => {
    const saying = sayingOf({ ...BASIS, phase, ...facts }, NOW);
    assert.deepEqual([saying.tone, saying.words], [tone, words]);
  });
}

test("a clash leads to both texts, and being signed out to signing in in another tab", () => {
  assert.deepEqual(sayingOf({ ...BASIS, phase: "clash", clashes }, NOW).link, { text: "put them together", href: "/texts/kept/7/" });
  assert.deepEqual(sayingOf({ ...BASIS, phase: "signed_out" }, NOW).link, { text: "Sign in again", isNewTab: true });
});

test("a moment is named as one would say it", () => {
  assert.equal(moment(at(28), NOW), "10:42");
  assert.equal(moment(at(23, 14, 5), NOW), "Monday at 14:05");
  assert.equal(moment(at(3), NOW), "3 November at 10:42");
});

function made() {
  const clock = new VirtualClock(NOW);
  const element = new Element("p", { "data-save-state": "" });
  element.ownerDocument = new FakeDocument();
  element.append("Last saved by Wen Li on 3 November.");
  const line = new StateLine(element, { signIn: "/sign-in/?next=/work/", clock });
  return { clock, element, line, show: (phase, facts = {}) => line.show({ ...BASIS, phase, ...facts }) };
}

test("the server's words stay until there is something else to say", () => {
  const { line, show } = made();
  show("untouched");
  assert.equal(line.line.textContent, "Last saved by Wen Li on 3 November.");
});

test("each state has its words, its mark and its tone, and one tone at a time", () => {
  const { element, line, show } = made();
  show("saving");
  show("saved", { saved: { said: "10:42", by: "" } });
  assert.equal(line.line.textContent, "Saved at 10:42.");
  assert.equal(element.className, "save-state tone-good");
  assert.equal(line.line.childNodes[0].getAttribute("class"), "shape");
});

test("links lead where the state says", () => {
  const { line, show } = made();
  show("signed_out");
  const link = line.line.find((one) => one.tagName === "A");
  assert.deepEqual([link.href, link.target, link.rel], ["/sign-in/?next=/work/", "_blank", "noopener"]);
});

test("the live regions stay, are polite except for bad news, and keep nothing that is old", async () => {
  const { clock, line, show } = made();
  const { polite, urgent } = line;
  assert.deepEqual([polite.getAttribute("role"), polite.getAttribute("aria-live"), urgent.getAttribute("aria-live")], ["status", "polite", "assertive"]);
  show("saved", { saved: { said: "10:42", by: "" } });
  assert.equal(polite.textContent, "Saved at 10:42.");
  show("offline");
  assert.deepEqual([polite.textContent, urgent.textContent], ["", "You are offline. Kept in this browser since 10:42."]);
  await clock.advance(6000);
  assert.equal(urgent.textContent, "");
  assert.ok(line.element.childNodes.includes(polite));
});

function told(...states) {
  const announcer = new Announcer();
  return states.map(([phase, words, facts = {}]) => announcer.of({ ...BASIS, phase, ...facts }, words)).map((one) => one && (one.isUrgent ? "now" : "soon"));
}

test("typing is never read out, saved is said once, and again after trouble", () => {
  assert.deepEqual(told(["saving", "Saving…"], ["saved", "10:42"], ["saving", "Saving…"], ["saved", "10:43"]), [null, "soon", null, null]);
  assert.deepEqual(told(["saved", "10:42"], ["offline", "offline"], ["saving", "Saving…"], ["saved", "10:43"]), ["soon", "now", null, "soon"]);
});

test("bad news interrupts once, however long it lasts", () => {
  assert.deepEqual(told(["offline", "a"], ["offline", "a"], ["trouble", "b"], ["trouble", "b"]), ["now", null, "soon", null]);
});

test("a button that was held back is told at once", () => {
  assert.deepEqual(told(["offline", "a"], ["offline", "Nothing was sent. a", { isHeldBack: true }]), ["now", "now"]);
});
