/* What was refused and can be put back. A page that was woken writes on from words which another one was to save in its
   place: each copy then holds what the others lack, also where all of them end in the same words. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ADDRESS, FakeBrowser } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, reply } from "./support/fake_server.js";

const START = "First line\n\nSecond line";
const WRONG = "First line wrong!\n\nSecond line";
let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: START, outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

const saved = () => server.texts.get(ADDRESS).boxes.progress;
const everything = () => [saved(), ...server.kept.map((kept) => kept.mine)].join("\n");
const offline = () => { browser.rules = () => ({ isLost: true, there: 0 }); };
const online = () => { browser.rules = undefined; };
const takesAll = () => { server.refusal = null; };

const noBangs = ({ steps }) => {
  const names = steps.flatMap((step) => Object.entries(step.boxes)).filter(([, { text }]) => text.includes("!")).map(([name]) => name);
  return names.length ? reply(400, { refused: "No bangs.", boxes: Object.fromEntries(names.map((name) => [name, ["No bangs."]])) }) : null;
};

/* Offline, words are typed that will be refused. The page sleeps, another one takes them over and dies, the page wakes. */
async function wokenAfterHandingOver() {
  offline();
  const tab = browser.open();
  tab.type("progress", WRONG);
  await clock.advance(500);
  tab.sleep();
  const other = browser.open();
  await clock.advance(100);
  other.crash();
  await tab.wake();
  await clock.advance(100);
  return tab;
}

async function typedAndCrashed(tab, ...texts) {
  for (const text of texts) {
    tab.type("progress", text);
    tab.saver.hide();
    await clock.advance(500);
  }
  tab.crash();
}

/* The next page finds all copies, after somebody else wrote elsewhere in the box, and everything with a bang is refused. */
async function foundAndRefused(box = START) {
  const wen = new FakeBrowser({ server, clock, name: "elsewhere", person: 2 }).open();
  wen.type("progress", `${box} of Wen`);
  await clock.advance(3000);
  online();
  server.refusal = noBangs;
  const tab = browser.open();
  await clock.advance(10_000);
  return tab;
}

async function openedOnceMore(tab) {
  tab.leave();
  takesAll();
  const next = browser.open();
  await clock.advance(10_000);
  return next;
}

test("two copies that end in the same words, but began from other ones, are both kept until they are saved", async () => {
  await typedAndCrashed(await wokenAfterHandingOver(), `${WRONG} more`, WRONG);
  const tab = await foundAndRefused("Another first line\n\nSecond line");
  assert.deepEqual([tab.state.strays.length, (await browser.waiting()).length], [1, 2]);
  await openedOnceMore(tab);
  assert.match(everything(), /wrong!/);
  assert.equal((await browser.waiting()).length, 0);
});

test("one note shows what goes on from another, and putting it back keeps what both typed", async () => {
  await typedAndCrashed(await wokenAfterHandingOver(), `${WRONG} more!`);
  const tab = await foundAndRefused("Another first line\n\nSecond line");
  assert.equal(tab.state.strays.length, 1);
  tab.saver.putBackStray(tab.state.strays[0]);
  takesAll();
  await clock.advance(10_000);
  assert.match(everything(), /wrong![^]* more!/);
  assert.deepEqual([tab.state.strays.length, (await browser.waiting()).length], [0, 0]);
});

test("letting one note go lets the copies of both go", async () => {
  await typedAndCrashed(await wokenAfterHandingOver(), `${WRONG} more!`);
  const tab = await foundAndRefused("Another first line\n\nSecond line");
  tab.saver.discardStray(tab.state.strays[0]);
  assert.equal((await browser.waiting()).length, 0);
});

test("what comes back to the words it began from can be put back where nothing else holds them", async () => {
  await typedAndCrashed(await wokenAfterHandingOver(), `${WRONG} more`, WRONG);
  const [first] = browser.copies().names("text");
  browser.copies().mark(first, { adopted: true, sent: true });
  const tab = await foundAndRefused();
  tab.saver.putBackStray(tab.state.strays[0]);
  await clock.advance(10_000);
  assert.deepEqual([tab.form.boxes.progress, tab.phase], [WRONG, "refused"]);
  takesAll();
  tab.type("progress", `${WRONG}!`);
  await clock.advance(10_000);
  assert.match(everything(), /wrong![^]* of Wen|of Wen[^]*wrong!/);
});

test("words that stand in the box of a woken page, typed on and taken back, do not stand for its copy", async () => {
  const tab = await wokenAfterHandingOver();
  tab.type("progress", `${WRONG} more`);
  tab.saver.hide();
  await clock.advance(100);
  tab.type("progress", WRONG);
  tab.saver.hide();
  online();
  server.refusal = noBangs;
  await tab.see();
  await clock.advance(10_000);
  await openedOnceMore(tab);
  assert.match(everything(), /wrong!/);
});

test("a copy that goes on from what a woken page shows is laid over what both began from", async () => {
  const tab = await wokenAfterHandingOver();
  const copies = browser.copies();
  const [name] = copies.names("text");
  const { open } = await copies.read(name);
  const change = { progress: { base: START, text: WRONG } };
  const later = { progress: { base: WRONG, text: `${WRONG} more!` } };
  const steps = [{ turn: 1, boxes: change }, { turn: 2, boxes: later }];
  copies.mark(name, { adopted: true, sent: true });
  await copies.write(copies.nameOf("text", "update.answer:12", "another"), { ...open, page: "another", turn: 2, steps, boxes: {} });
  tab.saver.transport.newest = async () => ({ kind: "trouble" });
  online();
  server.refusal = noBangs;
  await tab.see();
  await clock.advance(10_000);
  assert.equal(tab.form.boxes.progress, `${WRONG} more!`);
  const [{ open: kept }] = await browser.waiting();
  assert.deepEqual(kept.boxes.progress, { base: START, text: `${WRONG} more!` });
});

test("the copy of a woken page holds by itself what it goes back to, and the server is not told of it", async () => {
  await typedAndCrashed(await wokenAfterHandingOver(), `${WRONG} more!`);
  online();
  server.refusal = noBangs;
  const tab = browser.open();
  await clock.advance(10_000);
  assert.deepEqual([tab.form.boxes.progress, tab.state.strays], [`${WRONG} more!`, []]);
  const [{ open: kept }] = await browser.waiting();
  assert.deepEqual(kept.boxes.progress, { base: START, text: `${WRONG} more!` });
  const changes = server.requests.filter(({ body }) => body).flatMap(({ body }) => JSON.parse(body).steps).flatMap(({ boxes }) => Object.values(boxes));
  assert.ok(changes.every((change) => Object.keys(change).join() === "base,text"));
});

test("it is put back whole also over what was typed on from the words it goes on from", async () => {
  const woken = await wokenAfterHandingOver();
  woken.type("progress", `${WRONG}\n\nmore!`);
  await clock.advance(500);
  woken.clock.isFrozen = true;
  const tab = browser.open();
  online();
  server.refusal = noBangs;
  await tab.see();
  await clock.advance(10_000);
  assert.equal(tab.form.boxes.progress, WRONG);
  tab.type("progress", `${WRONG} instead!`);
  woken.crash();
  await tab.see();
  await clock.advance(10_000);
  tab.saver.putBackStray(tab.state.strays[0]);
  takesAll();
  await clock.advance(10_000);
  assert.match(everything(), /wrong![^]*more!/);
});

test("a text is put back over a step on its way only once that is answered, and then nothing of others goes", async () => {
  offline();
  const gone = browser.open();
  gone.type("progress", "wrong!\n\nSecond line");
  await clock.advance(500);
  gone.crash();
  const tab = await foundAndRefused("Wen's first line\n\nSecond line");
  const [stray] = tab.state.strays;
  browser.rules = () => ({ there: 4000 });
  tab.type("progress", `${tab.form.boxes.progress} of Asha`);
  await clock.advance(3000);
  tab.saver.putBackStray(stray);
  assert.match(tab.form.boxes.progress, /of Asha$/);
  await clock.advance(10_000);
  assert.deepEqual([tab.form.boxes.progress, tab.state.strays], ["wrong!\n\nSecond line", []]);
  takesAll();
  tab.type("progress", "right\n\nSecond line");
  await clock.advance(10_000);
  assert.match(saved(), /^Wen's first line\n\nSecond line of Wen/);
  assert.equal(server.kept.length, 1);
});

test("who types on after wanting it back keeps what they type, and the note", async () => {
  offline();
  const gone = browser.open();
  gone.type("progress", "wrong!\n\nSecond line");
  await clock.advance(500);
  gone.crash();
  const tab = await foundAndRefused("Wen's first line\n\nSecond line");
  browser.rules = () => ({ there: 4000 });
  tab.type("progress", "Mine");
  await clock.advance(3000);
  tab.saver.putBackStray(tab.state.strays[0]);
  tab.type("progress", "Mine, longer");
  await clock.advance(20_000);
  assert.deepEqual([tab.form.boxes.progress, tab.state.strays.length], ["Mine, longer", 1]);
});

test("a text is not let go where its box takes nothing at this moment", async () => {
  offline();
  const gone = browser.open();
  gone.type("progress", "wrong!\n\nSecond line");
  await clock.advance(500);
  gone.crash();
  const tab = await foundAndRefused("Wen's first line\n\nSecond line");
  tab.form.isBusy = true;
  tab.saver.putBackStray(tab.state.strays[0]);
  await clock.advance(1000);
  assert.deepEqual([tab.state.strays.length, (await browser.waiting()).length], [1, 1]);
});
