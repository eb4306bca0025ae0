/* A form of texts on its page: its hidden fields, its button, the browser's own tricks. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LockedPages } from "../../static/js/saving/alive.js";
import { Posted } from "../../static/js/saving/posted.js";
import { TextForm } from "../../static/js/saving/text_form.js";
import { Transport } from "../../static/js/saving/transport.js";
import { ADDRESS, FakeBrowser, FakeStorage, TEXT } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, network, reply } from "./support/fake_server.js";
import { Element, fakeWindow, Form, hidden, radio, textarea } from "./support/page.js";

let clock, server, browser, tab;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: "First line", outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
  tab = new FakeStorage();
});

function open({ isRestored = false, shown, now = server.texts.get(ADDRESS).boxes } = {}) {
  const window = fakeWindow(clock);
  const base = JSON.stringify({ ...now, progress: now.progress.replace(/\n/g, "\r\n"), "not on this form": "x" });
  const text = textarea("progress", now.progress);
  if (shown !== undefined) text.value = shown;
  const choices = ["maintain", "ratified"].map((value) => radio("outcome", value, value === now.outcome));
  const form = new Form({ "data-text": TEXT, "data-save": ADDRESS, action: "/elements/3/", method: "post" },
    [hidden("page", "the server's own"), hidden("turn", "0"), hidden("base", base), text, ...choices]);
  const line = new Element("p", { "data-save-state": "" });
  line.ownerDocument = window.document;
  form.append(line);
  const transport = new Transport({ fetch: network({ ...browser, browser: browser.name, clock }), clock, person: 1, token: server.tokenOf("laptop") });
  const world = { window, copies: browser.copies(), pages: new LockedPages(browser.locks), transport, clock, posted: new Posted(tab), isRestored, signIn: "/in/" };
  const texts = new TextForm(form, world);
  texts.start();
  const typeIn = (words, facts = {}) => {
    text.value = words;
    const event = new Event("input");
    Object.defineProperty(event, "target", { value: text });
    Object.assign(window.document, { activeElement: text }, facts);
    form.dispatchEvent(event);
  };
  const field = (name) => form.elements.find((one) => one.name === name);
  return { window, form, texts, text, choices, field, typeIn, says: () => line.childNodes[0].textContent };
}

const saved = () => server.texts.get(ADDRESS).boxes;

test("what is typed and chosen is saved, and the line says so", async () => {
  const page = open();
  page.choices[1].checked = true;
  page.choices[0].checked = false;
  page.typeIn("First line and more");
  assert.equal(page.says(), "Saving…");
  await clock.advance(3000);
  assert.deepEqual(saved(), { progress: "First line and more", outcome: "ratified" });
  assert.equal(page.says(), "Saved at 10:42.");
});

test("two signs for a line break in the base are one in a box", async () => {
  server.texts.get(ADDRESS).boxes.progress = "First line\nSecond line";
  const page = open();
  await clock.advance(5000);
  assert.equal(server.requests.length, 0);
  assert.equal(page.texts.saver.isUnsent(), false);
});

test("the button waits for the last words, then sends the form with its hidden fields brought up to date", async () => {
  const page = open();
  page.typeIn("First line, typed a moment ago");
  page.form.requestSubmit();
  assert.equal(page.form.sent.length, 0);
  page.form.requestSubmit();
  await clock.advance(500);
  const [sent] = page.form.sent;
  assert.equal(page.form.sent.length, 1);
  assert.deepEqual([sent.page, sent.turn], [page.texts.saver.record.page, 2]);
  assert.deepEqual(JSON.parse(sent.base), { progress: "First line, typed a moment ago", outcome: "maintain" });
  assert.deepEqual(new Posted(tab).list().map((one) => one.path), ["/elements/3/"]);
});

test("with nothing unsent the form goes at once", () => {
  const page = open();
  page.form.requestSubmit();
  assert.equal(page.form.sent.length, 1);
});

for (const [what, weather, words] of [
  ["offline", { isLost: true }, /^Nothing was sent\. You are offline\. Kept in this browser since 10:42\.$/],
  ["signed out", { answer: reply(401, { signed_out: true }) }, /^Nothing was sent\. You are signed out\. What you typed is kept\. Sign in again$/],
  ["somebody else is signed in", { answer: reply(409, { other_person: true }) }, /^Nothing was sent\. Somebody else is signed in here now\./],
]) {
  test(`the button is held back and says why: ${what}`, async () => {
    browser.rules = () => weather;
    const page = open();
    page.typeIn("words");
    page.form.requestSubmit();
    await clock.advance(2500);
    assert.equal(page.form.sent.length, 0);
    assert.match(page.says(), words);
    assert.equal((await browser.waiting()).length, 1);
  });
}

test("a server that fails is sent the form all the same after two seconds, and the copy stays", async () => {
  browser.rules = () => ({ answer: reply(502) });
  const page = open();
  page.typeIn("words");
  page.form.requestSubmit();
  await clock.advance(2500);
  assert.equal(JSON.parse(page.form.sent[0].base).progress, "First line");
  assert.equal((await browser.waiting()).length, 1);
});

test("a browser that says it is offline sends no form, even with nothing unsent", async () => {
  const page = open();
  page.window.navigator.onLine = false;
  page.form.requestSubmit();
  await clock.advance(2500);
  assert.equal(page.form.sent.length, 0);
});

test("old text that the browser puts back after loading is not taken for typed", async () => {
  const page = open({ isRestored: true, shown: "older text" });
  assert.equal(page.text.value, "First line");
  page.window.navigator.userActivation.hasBeenActive = false;
  page.typeIn("older text", { activeElement: null });
  await clock.advance(5000);
  assert.deepEqual([page.text.value, saved().progress], ["First line", "First line"]);
  page.window.navigator.userActivation.hasBeenActive = true;
  page.typeIn("really typed");
  await clock.advance(5000);
  assert.equal(saved().progress, "really typed");
});

test("signs that are being put together are not disturbed by a merged text", async () => {
  server.texts.get(ADDRESS).boxes.progress = "First line\n\nSecond line";
  const page = open();
  const other = new FakeBrowser({ server, clock, name: "elsewhere", person: 2 }).open();
  other.type("progress", "First line\n\nSecond line of Wen");
  await clock.advance(3000);
  const starts = new Event("compositionstart");
  Object.defineProperty(starts, "target", { value: page.text });
  page.form.dispatchEvent(starts);
  page.typeIn("First line か\n\nSecond line");
  await clock.advance(3000);
  assert.equal(page.text.value, "First line か\n\nSecond line");
  page.form.dispatchEvent(new Event("compositionend"));
  await clock.advance(6000);
  assert.equal(page.text.value, "First line か\n\nSecond line of Wen");
});

test("what was left behind and is refused can be read on the page and let go", async () => {
  browser.rules = () => ({ isLost: true });
  const gone = browser.open();
  gone.type("progress", "late words");
  await clock.advance(500);
  gone.crash();
  browser.rules = undefined;
  server.refusal = () => reply(409, { refused: "It was sent meanwhile." });
  const page = open();
  await clock.advance(1000);
  const note = page.form.querySelector(".kept-note");
  assert.match(note.textContent, /could not be saved: It was sent meanwhile\..*late words/s);
  assert.match(page.says(), /^What stands above is not saved\./);
  page.form.button("Discard it").click();
  assert.equal((await browser.waiting()).length, 1);
  page.form.button("Discard").click();
  assert.deepEqual([(await browser.waiting()).length, page.form.querySelector(".kept-note")], [0, null]);
});

test("leaving is warned of only where something is unsent and not kept", async () => {
  const page = open();
  page.typeIn("words");
  assert.equal(page.texts.couldBeLost(), false);
  browser = new FakeBrowser({ server, clock, seal: null });
  const unkept = open();
  assert.equal(unkept.texts.couldBeLost(), false);
  unkept.typeIn("words");
  assert.equal(unkept.texts.couldBeLost(), true);
  await clock.advance(3000);
  assert.equal(unkept.texts.couldBeLost(), false);
});
