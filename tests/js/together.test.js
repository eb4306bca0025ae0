/* Two who write in one text: put together, or both kept; never one over the other. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser } from "./support/browser.js";
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
const somebodyElse = (person = 2) => new FakeBrowser({ server, clock, name: `of ${person}`, person });

/* Rules for the next requests, one each; afterwards the weather is good. */
const weather = (...rules) => { browser.rules = () => rules.shift(); };
const always = (rule) => { browser.rules = () => rule; };

async function saves(tab, text, box = "progress") {
  tab.type(box, text);
  await clock.advance(3000);
}

test("two who write in different lines are put together, and the line says that it was", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("progress", "First line\n\nSecond line of Wen");
  await clock.advance(3000);
  await saves(mine, "First line of Asha\n\nSecond line");
  assert.equal(saved(), "First line of Asha\n\nSecond line of Wen");
  assert.equal(mine.form.boxes.progress, saved());
  assert.deepEqual([mine.phase, mine.state.saved.isMerged], ["saved", true]);
});

test("what the server has only cleaned is nobody else's", async () => {
  server.cleans = (text) => text.replaceAll("\u200b", "");
  const tab = browser.open();
  await saves(tab, "First\u200b line");
  assert.equal(tab.form.boxes.progress, "First line");
  assert.deepEqual([tab.phase, tab.state.saved.isMerged], ["saved", false]);
});

test("what was cleaned and put together as well is told as put together", async () => {
  server.cleans = (text) => text.replaceAll("\u200b", "");
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  await saves(theirs, "First line\n\nSecond line of Wen");
  await saves(mine, "First line\u200b of Asha\n\nSecond line");
  assert.equal(mine.form.boxes.progress, "First line of Asha\n\nSecond line of Wen");
  assert.equal(mine.state.saved.isMerged, true);
});

test("a box that nobody touched follows what others saved", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("outcome", "ratified");
  await clock.advance(3000);
  await saves(mine, "mine");
  assert.deepEqual([mine.form.boxes.outcome, mine.state.saved.isMerged], ["ratified", true]);
});

test("a merged text is not laid over a person who typed on meanwhile", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("progress", "First line\n\nSecond line of Wen");
  await clock.advance(3000);
  always({ there: 1000, back: 1000 });
  mine.type("progress", "First line of Asha\n\nSecond line");
  await clock.advance(2500);
  mine.type("progress", "First line of Asha Verma\n\nSecond line");
  await clock.advance(20_000);
  assert.equal(saved(), "First line of Asha Verma\n\nSecond line of Wen");
  assert.deepEqual([mine.form.boxes.progress, mine.phase], [saved(), "saved"]);
});

test("typed on and taken back while others saved: the newest is fetched before it says saved", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("progress", "First line\n\nSecond line of Wen");
  await clock.advance(3000);
  always({ there: 1000, back: 1000 });
  mine.type("progress", "First line of Asha\n\nSecond line");
  await clock.advance(2500);
  mine.type("progress", "First line of Asha!\n\nSecond line");
  await clock.advance(1600);
  mine.type("progress", "First line of Asha\n\nSecond line");
  assert.equal(mine.phase, "saving");
  await clock.advance(20_000);
  assert.deepEqual([mine.form.boxes.progress, mine.phase], [saved(), "saved"]);
});

test("two in the same place: mine stays in its box, is kept, and the line leads to both", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  await saves(theirs, "Wen's line\n\nSecond line");
  await saves(mine, "Asha's line\n\nSecond line");
  assert.deepEqual([mine.phase, mine.form.boxes.progress], ["clash", "Asha's line\n\nSecond line"]);
  assert.deepEqual(mine.state.clashes, [{ box: "progress", by: "Wen Li", mine: "Asha's line\n\nSecond line", address: "/texts/kept/1/" }]);
  assert.equal((await browser.waiting()).length, 0);
  await clock.advance(10 * MINUTE);
  assert.equal(posts().length, 2);
});

test("who goes on typing after a clash has one kept text, the newest", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  await saves(theirs, "Wen's line\n\nSecond line");
  await saves(mine, "Asha's line\n\nSecond line");
  await saves(mine, "Asha's line, longer\n\nSecond line");
  assert.deepEqual(stepsOf(posts()[2])[0].boxes.progress, { base: START, text: "Asha's line, longer\n\nSecond line" });
  assert.deepEqual(server.kept.map((kept) => kept.mine), ["Asha's line, longer\n\nSecond line"]);
  assert.equal(mine.phase, "clash");
});

test("a clash whose answer was lost is not taken for saved", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  await saves(theirs, "Wen's line\n\nSecond line");
  weather({ isAnswerLost: true });
  mine.type("progress", "Asha's line\n\nSecond line");
  await clock.advance(10_000);
  assert.deepEqual([mine.phase, mine.form.boxes.progress], ["clash", "Asha's line\n\nSecond line"]);
  assert.ok(!mine.states.includes("saved"));
});

test("other boxes are saved beside one that clashes", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  await saves(theirs, "Wen's line\n\nSecond line");
  await saves(mine, "Asha's line\n\nSecond line");
  await saves(mine, "ratified", "outcome");
  assert.deepEqual([saved("outcome"), mine.phase], ["ratified", "clash"]);
});

test("a box that the product filled is not called what others wrote", async () => {
  server.fills = ({ outcome }) => (outcome === "not" ? { progress: "Our closing words" } : {});
  const tab = browser.open();
  await saves(tab, "not", "outcome");
  assert.deepEqual([tab.form.boxes.progress, tab.state.saved.isMerged], ["Our closing words", false]);
});
