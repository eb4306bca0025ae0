import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, reply } from "./support/fake_server.js";

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

test("nothing typed is nothing said", () => {
  assert.equal(browser.open().phase, "untouched");
});

test("is saved two seconds after the last key", async () => {
  const tab = browser.open();
  tab.type("progress", `${START} and more`);
  assert.equal(tab.phase, "saving");
  await clock.advance(1900);
  assert.equal(posts().length, 0);
  await clock.advance(300);
  assert.equal(saved(), `${START} and more`);
  assert.deepEqual([tab.phase, tab.state.saved.said], ["saved", "10:42"]);
});

test("who goes on typing is saved after ten seconds all the same", async () => {
  const tab = browser.open();
  for (let key = 0; key < 21; key += 1) {
    tab.type("progress", START + "x".repeat(key + 1));
    await clock.advance(500);
  }
  assert.equal(posts().length, 1);
});

test("only the boxes that differ from their base are sent", async () => {
  const tab = browser.open();
  await saves(tab, "ratified", "outcome");
  assert.deepEqual(stepsOf(posts()[0]), [{ turn: 1, boxes: { outcome: { base: "maintain", text: "ratified" } } }]);
});

test("what is typed while a save is on its way builds on it", async () => {
  always({ there: 3000, back: 3000 });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2500);
  tab.type("progress", "one two");
  await clock.advance(20_000);
  assert.deepEqual(posts().map((post) => stepsOf(post).map((step) => [step.turn, step.boxes.progress])), [
    [[1, { base: START, text: "one" }]],
    [[2, { base: "one", text: "one two" }]],
  ]);
  assert.equal(tab.phase, "saved");
});

test("a change taken back before it is sent is not sent", async () => {
  const tab = browser.open();
  tab.type("progress", "oops");
  tab.type("progress", START);
  await clock.advance(MINUTE);
  assert.equal(posts().length, 0);
  assert.deepEqual([tab.phase, (await browser.waiting()).length], ["untouched", 0]);
});

test("a step without an answer is sent again unchanged, before what was typed since", async () => {
  weather({ isAnswerLost: true });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2200);
  tab.type("progress", "one two");
  await clock.advance(10_000);
  const [first, second] = posts().map(stepsOf);
  assert.deepEqual(second, [...first, { turn: 2, boxes: { progress: { base: "one", text: "one two" } } }]);
  assert.deepEqual([saved(), tab.phase], ["one two", "saved"]);
});

test("it is tried again after 2, 5, 10, 30 and then each 60 seconds", async () => {
  always({ isLost: true, there: 0 });
  const tries = [];
  const tab = browser.open();
  browser.rules = () => { tries.push(clock.now()); return { isLost: true, there: 0 }; };
  tab.type("progress", "one");
  await clock.advance(4 * MINUTE);
  const pauses = tries.map((at, place) => (at - (tries[place - 1] ?? at)) / 1000).slice(1);
  assert.deepEqual(pauses, [2, 5, 10, 30, 60, 60, 60]);
  assert.deepEqual([tab.phase, tab.state.isKept, tab.state.since], ["offline", true, tries[0] - 2000]);
});

for (const [what, answer] of [["a gateway's page", reply(502)], ["JSON without a turn", reply(200, {})], ["an error in JSON", reply(500, { refused: "no" })]]) {
  test(`${what} is no answer`, async () => {
    weather({ answer });
    const tab = browser.open();
    tab.type("progress", "one");
    await clock.advance(2500);
    assert.equal(tab.phase, "trouble");
    await clock.advance(2500);
    assert.deepEqual([tab.phase, saved()], ["saved", "one"]);
  });
}

test("a request that never ends is given up after half a minute and sent again", async () => {
  weather({ there: 10 * MINUTE });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(33_000);
  assert.equal(tab.phase, "offline");
  await clock.advance(3000);
  assert.equal(tab.phase, "saved");
  await clock.advance(20 * MINUTE);
  assert.equal(saved(), "one");
});

test("being online again is reason to try at once", async () => {
  always({ isLost: true });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2 * MINUTE);
  always({});
  tab.saver.nudge();
  await clock.advance(200);
  assert.equal(tab.phase, "saved");
});

test("an hour without network does not gather more steps than the server takes", async () => {
  always({ isLost: true });
  const tab = browser.open();
  for (let minute = 0; minute < 60; minute += 1) {
    tab.type("progress", `${START} ${minute}`);
    await clock.advance(MINUTE);
  }
  always({});
  tab.saver.nudge();
  await clock.advance(5000);
  assert.deepEqual([tab.phase, saved()], ["saved", `${START} 59`]);
  assert.ok(posts().every((post) => stepsOf(post).length <= 20));
});
