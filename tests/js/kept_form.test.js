/* Ordinary forms: every kind of field, put back only where it was typed, let go only on the server's word. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Copies } from "../../static/js/saving/copies.js";
import { identityOf, KeptForm } from "../../static/js/saving/kept_form.js";
import { Posted } from "../../static/js/saving/posted.js";
import { FakeStorage, fakeSeal } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { Element, fakeWindow, Field, Form, hidden, radio, select, textarea, tick } from "./support/page.js";

let clock, storage, tab, seal;

beforeEach(() => {
  clock = new VirtualClock();
  [storage, tab, seal] = [new FakeStorage(), new FakeStorage(), fakeSeal("a key")];
});

const fields = ({ remarks = "", version = "1" } = {}) => [
  hidden("csrfmiddlewaretoken", `secret ${version}`), hidden("version", version), hidden("token", "0f8fad5b-d9cb-469f-a165-70867728950e"),
  textarea("remarks", remarks), radio("outcome", "ratified", true), radio("outcome", "advice"), select("who", ["", "1", "2"]), tick("agree"),
];

async function open({ rendered = fields(), action = "/judge/7/", isRefused = false, hint } = {}) {
  const window = fakeWindow(clock);
  const form = new Form({ "data-keep": "judge", action, method: "post" }, rendered);
  if (isRefused) form.append(new Element("div", { class: "error-summary" }));
  form.ownerDocument = window.document;
  if (hint) form.append(Object.assign(new Element("p", { "data-put-back": "The box holds what you typed." }), { text: hint }));
  const copies = new Copies({ storage, seal, person: 1, clock });
  const kept = new KeptForm(form, { window, copies, clock, posted: new Posted(tab) });
  await kept.start();
  const field = (name, value) => form.elements.find((one) => one.name === name && (value === undefined || one.value === value));
  const input = () => form.dispatchEvent(new Event("input"));
  return { window, form, kept, copies, field, input, note: () => form.querySelector(".kept-note") };
}

async function typed(page = null) {
  const { field, input, ...rest } = page ?? (await open());
  field("remarks").value = "Typed for an hour";
  field("outcome", "advice").checked = true;
  field("outcome", "ratified").checked = false;
  field("who").value = "2";
  field("agree").checked = true;
  input();
  await clock.advance(500);
  return { field, input, ...rest };
}

const shown = ({ field }) => [field("remarks").value, field("outcome", "advice").checked, field("who").value, field("agree").checked];
const TYPED = ["Typed for an hour", true, "2", true];
const EMPTY = ["", false, "", false];

test("every kind of field is put back, with a note, and can be discarded", async () => {
  await typed();
  const page = await open({ rendered: fields({ version: "2" }) });
  assert.deepEqual(shown(page), TYPED);
  assert.match(page.note().textContent, /^We put back what you typed today at /);
  page.form.button("Discard it").click();
  assert.deepEqual([shown(page), storage.length], [TYPED, 1]);
  page.form.button("Discard").click();
  assert.deepEqual([shown(page), page.note(), storage.length], [EMPTY, null, 0]);
});

test("the question before discarding stands in place, with the focus on what keeps the text", async () => {
  await typed();
  const page = await open({ rendered: fields({ version: "2" }) });
  const focus = () => page.form.ownerDocument.activeElement.textContent;
  const first = page.form.button("Discard it");
  first.click();
  assert.equal(page.note().find((one) => one.getAttribute("role") === "group").getAttribute("aria-label"), "Really discard?");
  assert.deepEqual([focus(), page.form.button("Discard it")], ["Keep", null]);
  page.form.button("Keep").click();
  assert.deepEqual([focus(), shown(page), storage.length], ["Discard it", TYPED, 1]);
  first.click();
  const escape = Object.assign(new Event("keydown", { cancelable: true }), { key: "Escape" });
  page.note().find((one) => one.getAttribute("role") === "group").dispatchEvent(escape);
  assert.deepEqual([focus(), storage.length], ["Discard it", 1]);
});

for (const [what, other] of [
  ["another address", { action: "/judge/8/" }],
  ["another row", { rendered: [...fields(), hidden("invoice", "8")] }],
  ["another set of fields", { rendered: [...fields(), new Field("text", "line_9")] }],
]) {
  test(`a form with ${what} is another form`, async () => {
    await typed();
    const page = await open(other);
    assert.deepEqual([shown(page), page.note()], [EMPTY, null]);
    assert.equal(storage.length, 1);
  });
}

test("tokens and versions of one rendering do not say which form it is", () => {
  const one = new Form({ action: "/a/" }, fields({ version: "1" }));
  const other = new Form({ action: "/a/" }, fields({ version: "2" }));
  assert.equal(identityOf(one, "https://centres.test/"), identityOf(other, "https://centres.test/"));
});

test("where the saved text moved on, nothing is shown over it unless the person asks", async () => {
  await typed();
  const page = await open({ rendered: fields({ remarks: "Somebody else's" }) });
  assert.equal(page.field("remarks").value, "Somebody else's");
  assert.match(page.note().textContent, /The saved text has changed since then/);
  page.form.button("Show what I typed").click();
  assert.deepEqual(shown(page), TYPED);
  await clock.advance(500);
  assert.equal(storage.length, 1);
});

test("a redirect is not the server's word: only its own word lets go", async () => {
  const { form, copies } = await typed();
  form.requestSubmit();
  await clock.advance(500);
  assert.equal(storage.length, 1);
  assert.deepEqual(new Posted(tab).settle(["/somewhere/else/"]), []);
  form.requestSubmit();
  new Posted(tab).settle(["/judge/7/"]).forEach((name) => copies.drop(name));
  assert.equal(storage.length, 0);
});

test("a form that is held back is not sent", async () => {
  const { form } = await typed();
  form.addEventListener("submit", (event) => event.preventDefault(), { capture: true });
  const page = await open();
  page.form.window = { before: (_, event) => event.preventDefault() };
  page.form.requestSubmit();
  assert.deepEqual(new Posted(tab).list(), []);
});

test("offline the button is held back and says what becomes of the text, until the network is back", async () => {
  const { window, form } = await typed();
  window.navigator.onLine = false;
  assert.equal(form.requestSubmit().defaultPrevented, true);
  await clock.advance(500);
  const line = () => form.querySelector(".save-state");
  assert.equal(line().textContent, "Nothing was sent. You are offline. What you typed is kept in this browser.");
  assert.deepEqual([new Posted(tab).list(), storage.length], [[], 1]);
  window.navigator.onLine = true;
  window.dispatchEvent(new Event("online"));
  assert.equal(line(), null);
  assert.equal(form.requestSubmit().defaultPrevented, false);
});

test("offline, and nothing can be kept: it says so", async () => {
  seal = null;
  const { window, form } = await typed();
  window.navigator.onLine = false;
  form.requestSubmit();
  await clock.advance(500);
  assert.match(form.querySelector(".save-state").textContent, /not kept: leave this page open\.$/);
});

test("a hint on what the box holds says so when it holds what was typed", async () => {
  await typed();
  const page = await open({ hint: "The box holds what is saved now." });
  const hint = page.form.querySelector("[data-put-back]");
  assert.equal(hint.textContent, "The box holds what you typed.");
  page.form.button("Discard it").click();
  page.form.button("Discard").click();
  assert.equal(hint.textContent, "The box holds what is saved now.");
});

test("a refused form keeps its text, on the base of before", async () => {
  const page = await typed();
  page.form.requestSubmit();
  await clock.advance(500);
  const again = await open({ rendered: fields({ remarks: "Typed for an hour" }), isRefused: true });
  assert.equal(again.note(), null);
  await clock.advance(500);
  const fresh = await open();
  assert.equal(fresh.field("remarks").value, "Typed for an hour");
  assert.match(fresh.note().textContent, /^We put back/);
});

test("a refused form that does not show the text again gets it back", async () => {
  const page = await typed();
  page.form.requestSubmit();
  await clock.advance(500);
  const again = await open({ isRefused: true });
  assert.deepEqual(shown(again), TYPED);
});

test("typed and taken back again is nothing to keep", async () => {
  const { field, input } = await open();
  field("remarks").value = "oops";
  input();
  await clock.advance(500);
  field("remarks").value = "";
  input();
  await clock.advance(500);
  assert.equal(storage.length, 0);
});

test("what cannot be kept could be lost, until it is sent", async () => {
  seal = null;
  const page = await open();
  assert.equal(page.kept.couldBeLost(), false);
  await typed(page);
  assert.equal(page.kept.couldBeLost(), true);
  page.form.requestSubmit();
  assert.equal(page.kept.couldBeLost(), false);
});

test("passwords, codes of one time and fields marked so are never kept", async () => {
  const fieldsOfSecrets = [new Field("password", "secret"), new Field("text", "code", { autocomplete: "one-time-code" }), textarea("not this")];
  fieldsOfSecrets[2].setAttribute("data-keep-not", "");
  const { form, input } = await open({ rendered: fieldsOfSecrets });
  form.elements.forEach((one) => { one.value = "secret"; });
  input();
  await clock.advance(500);
  assert.equal(storage.length, 0);
});
