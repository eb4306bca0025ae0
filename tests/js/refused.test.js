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

const refuses = (isWrong, sentence, labels) => {
  server.refusal = ({ steps }) => {
    const names = [...new Set(steps.flatMap((step) => Object.entries(step.boxes)).filter(([name, { text }]) => isWrong(name, text)).map(([name]) => name))];
    const boxes = Object.fromEntries(names.map((name) => [name, [sentence]]));
    return names.length ? reply(400, { refused: names.map(() => sentence).join(" "), boxes, labels }) : null;
  };
};
const noNumber = (name, text) => name === "outcome" && !/^\d+$/.test(text);

test("one refused box does not keep the others from being saved", async () => {
  refuses(noNumber, "Give a whole number.", { outcome: "Staff" });
  const tab = browser.open();
  tab.type("outcome", "many");
  await saves(tab, "A sound text");
  assert.equal(saved(), "A sound text");
  assert.deepEqual([tab.phase, tab.state.words, tab.state.refused], ["refused", "Staff: Give a whole number.", { outcome: ["Give a whole number."] }]);
  assert.deepEqual(tab.state.isRestOnItsWay, false);
  assert.equal((await browser.waiting())[0].open.boxes.outcome.text, "many");
  await saves(tab, "Another sound text");
  assert.deepEqual([saved(), saved("outcome"), tab.phase], ["Another sound text", "maintain", "refused"]);
});

test("a refused box is tried again when it says something else, and not before", async () => {
  refuses(noNumber, "Give a whole number.");
  const tab = browser.open();
  await saves(tab, "many", "outcome");
  await clock.advance(10 * MINUTE);
  assert.equal(posts().length, 1);
  await saves(tab, "12", "outcome");
  assert.deepEqual([saved("outcome"), tab.phase, tab.state.refused], ["12", "saved", {}]);
});

test("a refused box that says again what is saved is refused no more", async () => {
  refuses(noNumber, "Give a whole number.");
  const tab = browser.open();
  tab.type("outcome", "many");
  await saves(tab, "A sound text");
  tab.type("outcome", "maintain");
  assert.deepEqual([tab.phase, tab.state.refused], ["saved", {}]);
});

test("a box that is refused in two unanswered steps does not go round in circles", async () => {
  weather({ isAnswerLost: true, answer: reply(502) });
  const tab = browser.open();
  tab.type("outcome", "many");
  await clock.advance(2200);
  refuses(noNumber, "Give a whole number.");
  tab.type("outcome", "very many");
  tab.type("progress", "A sound text");
  await clock.advance(30_000);
  assert.deepEqual([saved(), tab.phase], ["A sound text", "refused"]);
  assert.ok(posts().length < 8);
});
