import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser, FakeStorage } from "./support/browser.js";
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
const somebodyElse = (person = 2) => new FakeBrowser({ server, clock, name: `of ${person}`, person });

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

test("two who write in different lines are put together, and the line says that it was", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("progress", "First line\n\nSecond line of Wen");
  await clock.advance(3000);
  await saves(mine, "First line of Asha\n\nSecond line");
  assert.equal(saved(), "First line of Asha\n\nSecond line of Wen");
  assert.equal(mine.form.boxes.progress, saved());
  assert.deepEqual([mine.phase, mine.state.saved.isMerged], ["saved", true]);
});

test("a box that nobody touched follows what others saved", async () => {
  const [mine, theirs] = [browser.open(), somebodyElse().open()];
  theirs.type("outcome", "ratified");
  await clock.advance(3000);
  await saves(mine, "mine");
  assert.equal(mine.form.boxes.outcome, "ratified");
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
  assert.deepEqual(mine.state.clashes, [{ box: "progress", by: "Wen Li", address: "/texts/kept/1/" }]);
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
