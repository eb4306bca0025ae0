/* Pages that the browser brings back: from its cache, from its memory, after a refusal, after a long sleep. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser, FakeStorage, fakeSeal } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer } from "./support/fake_server.js";
import { newName } from "../../static/js/saving/opening.js";

const MINUTE = 60_000;
const START = "First line\n\nSecond line";
let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: START, outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

const saved = (box = "progress") => server.texts.get(ADDRESS).boxes[box];
const posts = () => server.requests.filter((one) => one.method === "POST" && one.address === ADDRESS);
const pagesOf = () => posts().map((post) => JSON.parse(post.body).page);
const offline = () => { browser.rules = () => ({ isLost: true, there: 0 }); };
const online = () => { browser.rules = undefined; };

async function crashedWith(text, options) {
  offline();
  const tab = browser.open(options);
  tab.type("progress", text);
  await clock.advance(500);
  tab.crash();
  return tab;
}

async function somebodyElseSaves(boxes) {
  const tab = new FakeBrowser({ server, clock, name: "elsewhere", person: 2 }).open();
  for (const [box, text] of Object.entries(boxes)) tab.type(box, text);
  await clock.advance(3000);
}

test("old text that the browser put back is not taken for typed; what is saved comes to stand", async () => {
  server.texts.get(ADDRESS).boxes.progress = "v1 plus v2";
  const tab = browser.open({ cached: { progress: "v1", outcome: "maintain" }, shown: { progress: "v0", outcome: "ratified" }, isRestored: true });
  await clock.advance(1000);
  assert.deepEqual(tab.form.boxes, { progress: "v1 plus v2", outcome: "maintain" });
  assert.equal(posts().length, 0);
});

test("words typed before the scripts came are typed", async () => {
  const tab = browser.open({ shown: { progress: `${START} typed early`, outcome: "maintain" } });
  await clock.advance(3000);
  assert.deepEqual([saved(), tab.phase], [`${START} typed early`, "saved"]);
});

test("a page out of the cache makes its own name, so its saves are not taken for late ones", async () => {
  const first = browser.open();
  first.type("progress", "one");
  await clock.advance(3000);
  first.leave();
  const again = browser.open({ cached: { progress: START, outcome: "maintain" }, isRestored: true });
  again.type("outcome", "ratified");
  await clock.advance(3000);
  assert.deepEqual(server.texts.get(ADDRESS).boxes, { progress: "one", outcome: "ratified" });
  assert.equal(again.form.boxes.progress, "one");
});

test("a refused form that comes back shows its own text as unsent, and does not send its copy beside it", async () => {
  offline();
  const before = browser.open();
  before.type("progress", "refused by the form");
  before.saver.posted();
  await clock.advance(500);
  before.crash();
  online();
  const tab = browser.open({ rendered: { progress: "refused by the form", outcome: "maintain" } });
  await clock.advance(500);
  assert.deepEqual([tab.phase, posts().length, (await browser.waiting()).length], ["saving", 0, 1]);
  await clock.advance(3000);
  assert.deepEqual([...new Set(pagesOf())], [tab.saver.record.page]);
});

test("out of the browser's memory, with nothing unsent: the newest text comes to stand", async () => {
  const tab = browser.open();
  tab.sleep();
  await somebodyElseSaves({ progress: "Wen's line\n\nSecond line" });
  tab.wake();
  await clock.advance(1000);
  assert.equal(tab.form.boxes.progress, "Wen's line\n\nSecond line");
  assert.equal(tab.state.saved.by, "Wen Li");
});

test("out of the browser's memory, with something unsent: it is saved and put together", async () => {
  offline();
  const tab = browser.open();
  tab.type("progress", "First line of Asha\n\nSecond line");
  await clock.advance(500);
  tab.sleep();
  online();
  await somebodyElseSaves({ progress: "First line\n\nSecond line of Wen" });
  tab.wake();
  await clock.advance(3000);
  assert.equal(saved(), "First line of Asha\n\nSecond line of Wen");
  assert.deepEqual([tab.form.boxes.progress, tab.phase], [saved(), "saved"]);
});

test("a sleeping page whose text was taken over goes on under a new name", async () => {
  offline();
  const tab = browser.open();
  tab.type("progress", "First line of Asha\n\nSecond line");
  await clock.advance(500);
  tab.sleep();
  const before = tab.saver.record.page;
  online();
  const other = browser.open();
  await clock.advance(1000);
  assert.equal(saved(), "First line of Asha\n\nSecond line");
  other.type("progress", "First line of Asha\n\nSecond line, too");
  await clock.advance(3000);
  await tab.wake();
  await clock.advance(1000);
  assert.notEqual(tab.saver.record.page, before);
  assert.deepEqual([tab.form.boxes.progress, tab.phase], ["First line of Asha\n\nSecond line, too", "saved"]);
});

test("after five minutes of sleep the newest text is asked for", async () => {
  const tab = browser.open();
  tab.hide();
  await somebodyElseSaves({ progress: "Wen's line\n\nSecond line" });
  await clock.advance(MINUTE);
  await tab.see();
  await clock.advance(1000);
  assert.equal(tab.form.boxes.progress, START);
  tab.hide();
  await clock.advance(5 * MINUTE);
  await tab.see();
  await clock.advance(1000);
  assert.equal(tab.form.boxes.progress, "Wen's line\n\nSecond line");
});

test("signed out and nothing unsent is noticed after a long sleep, and undone by signing in", async () => {
  const tab = browser.open();
  server.signOut("laptop");
  await clock.advance(6 * MINUTE);
  await tab.see();
  await clock.advance(1000);
  assert.deepEqual([tab.phase, tab.state.isUnsent], ["signed_out", false]);
  server.signIn("laptop", 1);
  await tab.see();
  await clock.advance(1000);
  assert.equal(tab.phase, "saved");
});

test("a copy sealed with another key is not read, and stays until it is old", async () => {
  const { storage } = browser;
  await crashedWith("sealed with the key of before");
  online();
  browser = new FakeBrowser({ server, clock, storage, seal: fakeSeal("another key") });
  const tab = browser.open();
  await clock.advance(1000);
  assert.deepEqual([saved(), tab.phase, storage.length], [START, "untouched", 1]);
  await clock.advance(14 * 24 * 60 * MINUTE + MINUTE);
  browser.copies().sweep();
  assert.equal(storage.length, 0);
});

test("the copies of another person are not touched", async () => {
  const storage = new FakeStorage();
  browser = new FakeBrowser({ server, clock, storage });
  await crashedWith("Asha's words");
  const wen = new FakeBrowser({ server, clock, storage, person: 2 });
  wen.open();
  await clock.advance(1000);
  assert.equal(saved(), START);
  wen.copies().forget();
  assert.equal((await browser.waiting()).length, 1);
  browser.copies().forget();
  assert.equal(storage.length, 0);
});

test("the form is sent as one more step, and its copy stays until the next page's word", async () => {
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(3000);
  tab.type("progress", "one two");
  const { page, turn, base } = tab.saver.posted();
  assert.deepEqual([page, turn, base.progress], [tab.saver.record.page, 2, "one"]);
  tab.leave();
  await clock.advance(1000);
  assert.equal(posts().length, 1);
  assert.equal((await browser.waiting()).length, 1);
});

test("a form that was sent without anything coming of it is saved after half a minute", async () => {
  const tab = browser.open();
  tab.type("progress", "one");
  tab.saver.posted();
  await clock.advance(29_000);
  assert.equal(posts().length, 0);
  await clock.advance(3000);
  assert.deepEqual([tab.phase, saved()], ["saved", "one"]);
});

test("a form waits for its steps, but not for ever", async () => {
  const tab = browser.open();
  tab.type("progress", "one");
  const waiting = tab.saver.settled(2000);
  await clock.advance(500);
  assert.equal(await waiting, true);
  browser.rules = () => ({ there: 20_000 });
  tab.type("progress", "one two");
  const long = tab.saver.settled(2000);
  await clock.advance(2500);
  assert.equal(await long, false);
});

test("names of openings are UUIDs, with a secure context and without", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newName(), shape);
  assert.match(newName(null), shape);
  assert.notEqual(newName(null), newName(null));
});
