/* A page that is left or hidden, and a browser that cannot keep. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser, FakeStorage } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer } from "./support/fake_server.js";

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
const stepsOf = (post) => JSON.parse(post.body).steps;

/* Rules for the next requests, one each; afterwards the weather is good. */
const weather = (...rules) => { browser.rules = () => rules.shift(); };
const always = (rule) => { browser.rules = () => rule; };

async function saves(tab, text, box = "progress") {
  tab.type(box, text);
  await clock.advance(3000);
}

test("a page that is left sends at once what was typed, with keepalive", async () => {
  const options = [];
  browser.rules = (_, option) => { options.push(option); return {}; };
  const tab = browser.open();
  tab.type("progress", "a sentence typed a moment ago");
  await clock.advance(300);
  tab.leave();
  await clock.advance(300);
  assert.deepEqual([saved(), options[0].keepalive], ["a sentence typed a moment ago", true]);
});

test("more than a browser carries away is sent without keepalive, and the copy stays", async () => {
  const options = [];
  browser.rules = (_, option) => { options.push(option); return { isLost: true }; };
  const tab = browser.open();
  tab.type("progress", "é".repeat(31_000));
  tab.leave();
  await clock.advance(300);
  assert.deepEqual([options[0].keepalive, (await browser.waiting()).length], [false, 1]);
});

test("leaving while a save is on its way sends both, the first one unchanged", async () => {
  weather({ isLost: true, there: 9000 });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2200);
  tab.type("progress", "one two");
  tab.leave();
  await clock.advance(300);
  assert.deepEqual(stepsOf(posts()[0]).map((step) => [step.turn, step.boxes.progress.text]), [[1, "one"], [2, "one two"]]);
  assert.equal(saved(), "one two");
});

test("a hidden tab that has sent everything already sends nothing twice", async () => {
  always({ there: 1000 });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2200);
  tab.hide();
  await clock.advance(5000);
  assert.equal(posts().length, 1);
});

test("an earlier save that arrives after a later one is let go", async () => {
  weather({ there: 8000 }, {});
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2200);
  tab.type("progress", "one two");
  tab.hide();
  await clock.advance(20_000);
  assert.deepEqual([saved(), tab.phase, tab.form.boxes.progress], ["one two", "saved", "one two"]);
});

test("blanks that the server cuts are not taken from under the fingers, nor sent for ever", async () => {
  server.cleans = (text) => text.trimEnd();
  const tab = browser.open();
  await saves(tab, `${START} and `);
  assert.deepEqual([tab.form.boxes.progress, tab.phase], [`${START} and `, "saved"]);
  await clock.advance(10 * MINUTE);
  assert.equal(posts().length, 1);
  await saves(tab, `${START} and more`);
  assert.deepEqual([saved(), tab.phase], [`${START} and more`, "saved"]);
});

test("a box that cannot be set just now is not taken for what is saved", async () => {
  server.cleans = (text) => text.replace("☹", "");
  const tab = browser.open();
  tab.form.isBusy = true;
  await saves(tab, "sad ☹ words");
  assert.equal(tab.phase, "saving");
  tab.form.isBusy = false;
  await clock.advance(6000);
  assert.deepEqual([tab.form.boxes.progress, tab.phase], [saved(), "saved"]);
});

test("storage that is full: it is saved all the same, and only promises less", async () => {
  browser = new FakeBrowser({ server, clock, storage: new FakeStorage(100) });
  always({ isLost: true });
  const tab = browser.open();
  await saves(tab, "one");
  assert.deepEqual([tab.phase, tab.state.isKept], ["offline", false]);
  always({});
  await clock.advance(10_000);
  assert.equal(tab.phase, "saved");
});

for (const [what, without] of [["a seal", { seal: null }], ["storage", { storage: null }]]) {
  test(`without ${what} everything is saved and nothing is promised`, async () => {
    browser = new FakeBrowser({ server, clock, ...without });
    const tab = browser.open();
    tab.type("progress", "one");
    assert.equal(tab.state.isKept, false);
    await clock.advance(3000);
    assert.deepEqual([tab.phase, saved()], ["saved", "one"]);
  });
}

test("who goes away and comes back more often than the server takes steps loses none of them", async () => {
  always({ isLost: true });
  const tab = browser.open();
  const typesAndHides = async (box, text) => {
    tab.type(box, text);
    tab.saver.hide();
    await clock.advance(3000);
  };
  await typesAndHides("outcome", "ratified");
  for (let count = 1; count <= 25; count += 1) await typesAndHides("progress", `${START} ${count}`);
  tab.crash();
  always({});
  browser.open();
  await clock.advance(5000);
  assert.deepEqual([saved("outcome"), saved(), server.kept.length], ["ratified", `${START} 25`, 0]);
  assert.ok(posts().every((post) => stepsOf(post).length <= 20));
});
