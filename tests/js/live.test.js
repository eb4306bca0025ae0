/* What tells of a text beside it is brought up to date after the text was saved, and nothing else is. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Live } from "../../static/js/saving/live.js";
import { VirtualClock } from "./support/clock.js";
import { Element, fakeWindow, Form } from "./support/page.js";

let clock;

beforeEach(() => { clock = new VirtualClock(); });

const part = (name, words) => Object.assign(new Element("p", { "data-live": name }), { text: words });

function pageOf(...parts) {
  const body = new Element("body");
  body.append(...parts);
  return body;
}

function open(parts, answers) {
  const window = fakeWindow(clock);
  const asked = [];
  window.document.body.append(...parts);
  window.document.location.href = "https://centres.test/elements/3/#progress";
  const answer = { ok: true, type: "basic", headers: new Headers({ "Content-Type": "text/html; charset=utf-8" }), text: async () => "page", ...answers?.answer };
  window.fetch = async (address) => {
    asked.push(address);
    return answer;
  };
  const texts = [{ saver: { flight: null, isPosting: false } }];
  const live = new Live({ window, clock, texts, parse: () => pageOf(...(answers?.parts ?? [part("status", "Begun")])) });
  return { live, asked, saver: texts[0].saver, document: window.document, says: () => window.document.body.childNodes.map((node) => node.textContent) };
}

test("a while after a saving the marked parts are those of the page as it is now", async () => {
  const page = open([part("status", "Not begun"), Object.assign(new Element("p"), { text: "Left alone" })]);
  page.live.saved();
  await clock.advance(2000);
  page.live.saved();
  await clock.advance(2000);
  assert.deepEqual(page.asked, []);
  await clock.advance(1500);
  assert.deepEqual(page.asked, ["https://centres.test/elements/3/"]);
  assert.deepEqual(page.says(), ["Begun", "Left alone"]);
  await clock.advance(60_000);
  assert.equal(page.asked.length, 1);
});

test("whoever saves all the time is not looked after all the time", async () => {
  const page = open([part("status", "Not begun")]);
  for (let time = 0; time < 12; time += 1) {
    page.live.saved();
    await clock.advance(5000);
  }
  assert.ok(page.asked.length >= 2 && page.asked.length <= 4, String(page.asked.length));
});

test("where nothing is marked nothing is asked", async () => {
  const page = open([new Element("p")]);
  page.live.saved();
  await clock.advance(10_000);
  assert.equal(page.asked.length, 0);
});

test("it waits while a text is on its way", async () => {
  const page = open([part("status", "Not begun")]);
  page.saver.flight = {};
  page.live.saved();
  await clock.advance(5000);
  assert.equal(page.asked.length, 0);
  page.saver.flight = null;
  await clock.advance(5000);
  assert.deepEqual(page.says(), ["Begun"]);
});

test("nothing inside a form of texts changes, nor a part that is being used", async () => {
  const form = new Form({ "data-save": "/texts/1/" }, []);
  form.append(part("status", "In the form"));
  const used = part("missing", "Used");
  const page = open([form, used], { parts: [part("status", "Begun"), part("missing", "Newer")] });
  page.document.activeElement = used;
  page.live.saved();
  await clock.advance(5000);
  assert.deepEqual(page.says(), ["In the form", "Used"]);
});

for (const [what, answer] of [
  ["another page", { ok: false, type: "opaqueredirect" }],
  ["no page", { headers: new Headers({ "Content-Type": "application/json" }) }],
]) {
  test(`an answer that is ${what} changes nothing`, async () => {
    const page = open([part("status", "Not begun")], { answer });
    page.live.saved();
    await clock.advance(5000);
    assert.deepEqual(page.says(), ["Not begun"]);
  });
}
