/* A page without a form shows what this browser still keeps of its text. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LockedPages } from "../../static/js/saving/alive.js";
import { LeftText } from "../../static/js/saving/left_text.js";
import { ADDRESS, FakeBrowser, TEXT } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer } from "./support/fake_server.js";
import { Element, fakeWindow } from "./support/page.js";

let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: "First line", outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

async function crashedWith(text, wait = 500) {
  browser.rules = () => ({ isLost: true, there: 0 });
  const tab = browser.open();
  tab.form.labels = () => ({ progress: "Progress" });
  tab.saver.copy.labels = { progress: "Progress" };
  tab.type("progress", text);
  await clock.advance(wait);
  tab.crash();
}

async function open({ text = TEXT, copies = browser.copies() } = {}) {
  const window = fakeWindow(clock);
  const copied = [];
  window.navigator.clipboard = { writeText: async (words) => copied.push(words) };
  const element = Object.assign(new Element("div", { "data-left": text }), { ownerDocument: window.document });
  await new LeftText(element, { window, copies, pages: new LockedPages(browser.locks), clock }).start();
  return { element, copied, notes: element.childNodes };
}

test("what was typed and not sent is shown with its time and its label", async () => {
  await crashedWith("late words");
  const { notes } = await open();
  assert.equal(notes.length, 1);
  assert.match(notes[0].textContent, /^What you typed today at 10:42 was not saved:Progresslate words/);
});

test("what was sent without an answer is not called unsaved", async () => {
  await crashedWith("late words", 3000);
  const { notes } = await open();
  assert.match(notes[0].textContent, /^What you typed today at 10:42 may not have been saved:/);
});

test("the same words are shown once, and go together when they are discarded", async () => {
  await crashedWith("late words");
  const [[name, kept]] = browser.storage.all;
  browser.storage.setItem(name.replace(/[^:]*$/, "another-page"), kept);
  const { element, notes } = await open();
  assert.equal(notes.length, 1);
  element.button("Discard it").click();
  assert.equal((await browser.waiting()).length, 2);
  element.button("Discard").click();
  assert.deepEqual([(await browser.waiting()).length, element.childNodes.length], [0, 0]);
});

test("it can be copied", async () => {
  await crashedWith("late words");
  const { element, copied } = await open();
  element.button("Copy it").click();
  await clock.advance(0);
  assert.deepEqual(copied, ["Progress\nlate words"]);
  assert.equal(element.find((one) => one.getAttribute("role") === "status").textContent, "Copied.");
});

test("nothing is shown of another text, of another person, or of what a page that is alive will still send", async () => {
  await crashedWith("late words");
  assert.equal((await open({ text: "update.answer:13" })).notes.length, 0);
  const other = new FakeBrowser({ server, clock, person: 2, storage: browser.storage });
  assert.equal((await open({ copies: other.copies() })).notes.length, 0);
  browser.storage.all.clear();
  browser.open().type("progress", "still here");
  await clock.advance(500);
  assert.equal((await open()).notes.length, 0);
});
