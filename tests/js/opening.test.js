/* What is left behind by crashes, duplicated tabs, and browsers that bring pages back. */

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

test("what a crash left behind is sent as steps of its own page, and said with its time", async () => {
  const typedAt = clock.now();
  const gone = await crashedWith("typed before the crash");
  online();
  await clock.advance(3 * 24 * 60 * MINUTE);
  const tab = browser.open();
  await clock.advance(1000);
  assert.deepEqual([saved(), tab.form.boxes.progress], ["typed before the crash", "typed before the crash"]);
  assert.deepEqual(pagesOf(), [gone.saver.record.page]);
  assert.deepEqual([tab.phase, tab.state.found], ["saved", { since: typedAt, clashes: [] }]);
  assert.equal((await browser.waiting()).length, 0);
});

test("a crash between a step and its answer does not save it twice", async () => {
  browser.rules = () => ({ isAnswerLost: true, back: 60_000 });
  const before = browser.open();
  before.type("progress", "sent, but who knows");
  await clock.advance(2500);
  before.crash();
  online();
  const tab = browser.open();
  await clock.advance(1000);
  assert.deepEqual([saved(), tab.phase, tab.state.found], ["sent, but who knows", "saved", null]);
  assert.equal(server.texts.get(ADDRESS).history.length, 2);
});

test("what others saved since is put together with what was left behind", async () => {
  await crashedWith("First line of Asha\n\nSecond line");
  online();
  await somebodyElseSaves({ progress: "First line\n\nSecond line of Wen" });
  const tab = browser.open();
  await clock.advance(1000);
  assert.equal(saved(), "First line of Asha\n\nSecond line of Wen");
  assert.equal(tab.form.boxes.progress, saved());
});

test("left behind and changed in the same place by others: both are kept, and the line leads there", async () => {
  await crashedWith("Asha's line\n\nSecond line");
  online();
  await somebodyElseSaves({ progress: "Wen's line\n\nSecond line" });
  const tab = browser.open();
  await clock.advance(1000);
  assert.deepEqual([tab.phase, tab.state.clashes[0].address], ["clash", "/texts/kept/1/"]);
  assert.equal(tab.form.boxes.progress, "Wen's line\n\nSecond line");
});

test("a clash of what was left behind, whose answer was lost, is asked for once more", async () => {
  await crashedWith("Asha's line\n\nSecond line");
  online();
  await somebodyElseSaves({ progress: "Wen's line\n\nSecond line" });
  browser.rules = () => ({ isAnswerLost: true });
  const tab = browser.open();
  await clock.advance(1000);
  online();
  await clock.advance(10_000);
  assert.equal(tab.phase, "clash");
  assert.ok(!tab.states.includes("saved"));
});

test("what was left behind and is refused is shown with the server's words, and stays", async () => {
  await crashedWith("late");
  online();
  server.refusal = () => reply(409, { refused: "It was sent meanwhile." });
  const tab = browser.open();
  await clock.advance(1000);
  const [stray] = tab.state.strays;
  assert.deepEqual([stray.words, stray.steps[0].boxes.progress.text], ["It was sent meanwhile.", "late"]);
  assert.equal((await browser.waiting()).length, 1);
  assert.equal(tab.phase, "left");
});

const noBangs = ({ steps }) => {
  const wrong = [...new Set(steps.flatMap((step) => Object.entries(step.boxes)).filter(([, { text }]) => text.includes("!")).map(([name]) => name))];
  return wrong.length ? reply(400, { refused: "No bangs.", boxes: Object.fromEntries(wrong.map((name) => [name, ["No bangs."]])) }) : null;
};

test("a refused text stands in its box again after a reload, and the sound ones beside it are saved", async () => {
  offline();
  const gone = browser.open();
  gone.type("progress", "wrong!");
  gone.type("outcome", "ratified");
  await clock.advance(500);
  gone.crash();
  online();
  server.refusal = noBangs;
  const tab = browser.open();
  await clock.advance(5000);
  assert.deepEqual(tab.form.boxes, { progress: "wrong!", outcome: "ratified" });
  assert.deepEqual([saved(), saved("outcome")], [START, "ratified"]);
  assert.deepEqual([tab.phase, tab.state.words, tab.state.refused, tab.state.strays], ["refused", "No bangs.", { progress: ["No bangs."] }, []]);
  assert.equal((await browser.waiting()).length, 1);
});

test("reloading again and again does not pile it up", async () => {
  server.refusal = noBangs;
  await crashedWith("wrong!");
  online();
  for (let time = 0; time < 3; time += 1) {
    const tab = browser.open({ isRestored: true });
    await clock.advance(5000);
    assert.deepEqual([tab.form.boxes.progress, tab.state.strays, (await browser.waiting()).length], ["wrong!", [], 1]);
    tab.leave();
  }
});

test("over other words of somebody else it is not put back by itself, but when the person wants it", async () => {
  await crashedWith("wrong!");
  await crashedWith("wrong!");
  online();
  await somebodyElseSaves({ progress: "Wen's text" });
  server.refusal = noBangs;
  const tab = browser.open();
  await clock.advance(5000);
  assert.deepEqual([tab.form.boxes.progress, tab.phase, tab.state.strays.length], ["Wen's text", "left", 1]);
  tab.saver.putBackStray(tab.state.strays[0]);
  await clock.advance(5000);
  assert.deepEqual([tab.form.boxes.progress, tab.phase, tab.state.strays.length], ["wrong!", "refused", 0]);
  tab.type("progress", "right");
  await clock.advance(5000);
  assert.deepEqual([saved(), server.kept.map((kept) => kept.mine), tab.phase], ["Wen's text", ["right"], "clash"]);
});

test("while it cannot be sent the line says since when it is kept", async () => {
  const typedAt = clock.now();
  await crashedWith("typed before the crash");
  await clock.advance(10 * MINUTE);
  const tab = browser.open();
  await clock.advance(1000);
  assert.deepEqual([tab.phase, tab.state.since, tab.state.isKept], ["offline", typedAt, true]);
});

test("another page's text that cannot be saved does not stand in the way of what is typed now", async () => {
  const gone = await crashedWith("somehow broken");
  browser.rules = (_, { body }) => (body?.includes(`"${gone.saver.record.page}"`) ? { answer: reply(500) } : {});
  const tab = browser.open();
  tab.type("outcome", "ratified");
  await clock.advance(10_000);
  assert.equal(saved("outcome"), "ratified");
  assert.equal((await browser.waiting()).length, 1);
});

test("a duplicated tab has a page of its own, and takes nothing that is alive elsewhere", async () => {
  offline();
  const first = browser.open();
  first.type("progress", "First line of one tab\n\nSecond line");
  await clock.advance(500);
  const second = browser.open();
  second.type("progress", "First line\n\nSecond line of the other");
  await clock.advance(500);
  assert.equal((await browser.waiting()).length, 2);
  online();
  await clock.advance(20_000);
  assert.equal(saved(), "First line of one tab\n\nSecond line of the other");
  assert.deepEqual(new Set(pagesOf()), new Set([first.saver.record.page, second.saver.record.page]));
});

test("a tab that died while another was open is taken over when somebody looks at that one", async () => {
  const second = browser.open();
  await crashedWith("typed before the crash");
  online();
  await second.see();
  await clock.advance(1000);
  assert.equal(saved(), "typed before the crash");
});

test("two tabs that find the same text save it once", async () => {
  await crashedWith("typed before the crash");
  online();
  browser.open();
  browser.open();
  await clock.advance(5000);
  assert.deepEqual([saved(), server.texts.get(ADDRESS).history.length, server.kept.length], ["typed before the crash", 2, 0]);
});

test("the same words in a second copy are one note, and the newer copy is the one that stays", async () => {
  await crashedWith("wrong!");
  online();
  await somebodyElseSaves({ progress: "Wen's text" });
  server.refusal = noBangs;
  const tab = browser.open();
  await clock.advance(5000);
  const copies = browser.copies();
  copies.names("text").forEach((name) => copies.mark(name, { sent: true }));
  await crashedWith("wrong!", { cached: { progress: START, outcome: "maintain" } });
  online();
  await tab.see();
  await clock.advance(5000);
  assert.deepEqual([tab.state.strays.length, (await browser.waiting()).length], [1, 1]);
  tab.saver.discardStray(tab.state.strays[0]);
  assert.deepEqual([tab.phase, (await browser.waiting()).length], ["untouched", 0]);
});

test("two pages that take over the same copy, one refused and one not, lose none of it", async () => {
  offline();
  const gone = browser.open();
  gone.type("progress", "wrong!");
  gone.type("outcome", "ratified");
  await clock.advance(500);
  gone.crash();
  online();
  server.refusal = noBangs;
  const [first, second] = [browser.open(), browser.open()];
  await clock.advance(100);
  first.crash();
  server.refusal = null;
  await clock.advance(10_000);
  second.crash();
  browser.open();
  await clock.advance(10_000);
  assert.deepEqual([saved(), saved("outcome"), (await browser.waiting()).length], ["wrong!", "ratified", 0]);
});

test("nor where their page has an older text that waits to be put together", async () => {
  await somebodyElseSaves({ progress: "Wen's text" });
  const gone = browser.open({ cached: { progress: START, outcome: "maintain" } });
  gone.type("progress", "mine");
  await clock.advance(3000);
  assert.deepEqual(server.kept.map(({ mine }) => mine), ["mine"]);
  offline();
  gone.type("progress", "mine, wrong!");
  gone.type("outcome", "ratified");
  await clock.advance(500);
  gone.crash();
  const second = browser.open();
  await clock.advance(100);
  second.sleep();
  online();
  server.refusal = noBangs;
  const first = browser.open();
  await clock.advance(150);
  first.crash();
  server.refusal = null;
  second.wake();
  await clock.advance(MINUTE);
  second.crash();
  browser.open();
  await clock.advance(10_000);
  assert.deepEqual([server.kept.map(({ mine }) => mine), saved("outcome")], [["mine, wrong!"], "ratified"]);
  assert.equal((await browser.waiting()).length, 0);
});

async function foundWhereItWasKept(typed) {
  await somebodyElseSaves({ progress: "Wen's text" });
  browser.rules = () => ({ isAnswerLost: true });
  const gone = browser.open({ cached: { progress: START, outcome: "maintain" } });
  gone.type("progress", typed);
  await clock.advance(3000);
  gone.crash();
  online();
  return () => server.kept.map(({ mine }) => mine);
}

test("what was cleaned when it was kept is not sent and kept once more", async () => {
  server.cleans = (text) => text.normalize("NFC").replaceAll("\uf0b7", "•").replaceAll("\u200b", "");
  const kept = await foundWhereItWasKept("\uf0b7 my cafe\u0301\u200b");
  const before = posts().length;
  browser.open();
  await clock.advance(MINUTE);
  assert.deepEqual([kept(), posts().length - before], [["• my café"], 1]);
  assert.equal((await browser.waiting()).length, 0);
});

test("what was kept and withdrawn since is not sent again by the browser itself", async () => {
  const kept = await foundWhereItWasKept("Zebedee reads");
  Object.assign(server.kept[0], { mine: "[content withdrawn] reads", isWithdrawn: true });
  browser.open();
  await clock.advance(MINUTE);
  assert.deepEqual(kept(), ["[content withdrawn] reads"]);
  assert.equal((await browser.waiting()).length, 0);
});
