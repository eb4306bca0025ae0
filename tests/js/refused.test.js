/* What the server refuses, and who it refuses: kept, said, and tried again when that makes sense. */

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

test("a refusal is said in the server's words, kept, and not tried again until something is typed", async () => {
  server.refusal = () => reply(400, { refused: "At most 10 signs.", boxes: { progress: ["At most 10 signs."] } });
  const tab = browser.open();
  await saves(tab, "far too long");
  assert.deepEqual([tab.phase, tab.state.words, (await browser.waiting()).length], ["refused", "At most 10 signs.", 1]);
  await clock.advance(10 * MINUTE);
  assert.equal(posts().length, 1);
  server.refusal = null;
  await saves(tab, "short");
  assert.deepEqual([tab.phase, saved()], ["saved", "short"]);
  assert.deepEqual(stepsOf(posts()[1]), [{ turn: 2, boxes: { progress: { base: START, text: "short" } } }]);
});

test("a refusal of the newest step does not drop an earlier one without an answer", async () => {
  weather({ isAnswerLost: true });
  const tab = browser.open();
  tab.type("progress", "one");
  await clock.advance(2200);
  server.refusal = ({ steps }) => (steps.some((step) => step.boxes.progress.text.length > 10) ? reply(400, { refused: "Too long." }) : null);
  tab.type("progress", "one, and far too long");
  await clock.advance(20_000);
  assert.deepEqual([tab.phase, tab.state.words, saved()], ["refused", "Too long.", "one"]);
  await saves(tab, "one two");
  assert.deepEqual([tab.phase, saved(), server.kept.length], ["saved", "one two", 0]);
});

for (const status of [403, 409]) {
  test(`a rule that stands against it (${status}) is said in its words`, async () => {
    server.refusal = () => reply(status, { refused: "It was sent meanwhile." });
    const tab = browser.open();
    await saves(tab, "late");
    assert.deepEqual([tab.phase, tab.state.words], ["refused", "It was sent meanwhile."]);
  });
}

for (const [what, answer] of [["401", reply(401, { signed_out: true })], ["a redirect", reply(0, undefined, { type: "opaqueredirect" })]]) {
  test(`signed out, said by ${what}: kept, and saved by itself after signing in again`, async () => {
    always({ answer });
    const tab = browser.open();
    await saves(tab, "one");
    assert.deepEqual([tab.phase, (await browser.waiting()).length], ["signed_out", 1]);
    always({});
    server.signIn("laptop", 1);
    await tab.see();
    await clock.advance(1000);
    assert.deepEqual([tab.phase, saved(), (await browser.waiting()).length], ["saved", "one", 0]);
  });
}

test("somebody else has signed in: it is not saved in their name, and is kept", async () => {
  const tab = browser.open();
  server.signIn("laptop", 2);
  await saves(tab, "one");
  assert.deepEqual([tab.phase, saved(), (await browser.waiting()).length], ["other_person", START, 1]);
  server.signIn("laptop", 1);
  await tab.see();
  await clock.advance(1000);
  assert.deepEqual([tab.phase, saved()], ["saved", "one"]);
});

test("the server's own word on another person counts as well", async () => {
  weather({ answer: reply(409, { other_person: true }) });
  const tab = browser.open();
  await saves(tab, "one");
  assert.equal(tab.phase, "other_person");
});

test("an old token is renewed once, and the forms of the page get the new one", async () => {
  const tab = browser.open();
  let renewed = "";
  tab.saver.transport.renew = (token) => { renewed = token; };
  await clock.advance(10);
  server.signIn("laptop", 1);
  await saves(tab, "one");
  assert.deepEqual([tab.phase, saved(), renewed], ["saved", "one", server.tokenOf("laptop")]);
});

test("a token that stays refused is trouble, not an endless round", async () => {
  always({ answer: undefined });
  browser.rules = (address) => (address === ADDRESS ? { answer: reply(403) } : {});
  const tab = browser.open();
  await saves(tab, "one");
  assert.equal(tab.phase, "trouble");
  assert.equal(server.requests.length, 1);
});
