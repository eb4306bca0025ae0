/* What stands round the texts: signing out, the end of a session, parts fetched by htmx, a button pressed twice. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Once } from "../../static/js/saving/once.js";
import { SessionBanner, SessionEnd } from "../../static/js/saving/session_end.js";
import { SignOut } from "../../static/js/saving/sign_out.js";
import { isForeign, Swaps } from "../../static/js/saving/swaps.js";
import { Transport } from "../../static/js/saving/transport.js";
import { ADDRESS, FakeBrowser } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, network } from "./support/fake_server.js";
import { Element, FakeDocument, fakeWindow, Field, Form } from "./support/page.js";

const MINUTE = 60_000;
let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: "First line", outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

function signOut({ tabs = [], says = false } = {}) {
  const asked = [];
  const form = new Form({ "data-forget-kept": "", method: "post" }, []);
  const window = fakeWindow(clock);
  window.document.querySelectorAll = () => [form];
  const copies = browser.copies();
  const ask = async (button) => { asked.push(button); return says; };
  new SignOut({ window, copies, texts: tabs.map((tab) => ({ saver: tab.saver })), ask }).start();
  return { form, asked };
}

const kept = () => browser.copies().names().length;

test("with nothing unsent signing out asks nothing", async () => {
  const { form, asked } = signOut({ tabs: [browser.open()] });
  form.requestSubmit();
  assert.deepEqual([form.sent.length, asked.length, kept()], [1, 0, 0]);
});

test("a form that was typed in and not sent is asked about as well", async () => {
  await browser.copies().write(browser.copies().nameOf("form", "x"), {});
  const { form, asked } = signOut({ tabs: [browser.open()] });
  form.requestSubmit();
  await clock.advance(500);
  assert.deepEqual([form.sent.length, asked.length, kept()], [0, 1, 1]);
});

test("what is unsent is sent first, and then nothing is asked", async () => {
  const tab = browser.open();
  tab.type("progress", "the last words");
  const { form, asked } = signOut({ tabs: [tab] });
  form.requestSubmit();
  assert.equal(form.sent.length, 0);
  await clock.advance(500);
  assert.deepEqual([form.sent.length, asked.length, server.texts.get(ADDRESS).boxes.progress], [1, 0, "the last words"]);
});

test("what stays unsent is asked about: staying keeps it, letting it go takes it away", async () => {
  browser.rules = () => ({ isLost: true });
  const tab = browser.open();
  tab.type("progress", "the last words");
  await clock.advance(300);
  const staying = signOut({ tabs: [tab] });
  staying.form.requestSubmit();
  await clock.advance(3000);
  assert.deepEqual([staying.form.sent.length, staying.asked.length, kept()], [0, 1, 1]);
  const going = signOut({ tabs: [tab], says: true });
  going.form.requestSubmit();
  await clock.advance(3000);
  assert.deepEqual([going.form.sent.length, kept()], [1, 0]);
  tab.leave();
  await clock.advance(1000);
  assert.equal(kept(), 0);
});

test("text that another page left behind is asked about as well", async () => {
  browser.rules = () => ({ isLost: true });
  const gone = browser.open();
  gone.type("progress", "left behind");
  await clock.advance(300);
  gone.crash();
  const { form, asked } = signOut();
  form.requestSubmit();
  await clock.advance(3000);
  assert.deepEqual([form.sent.length, asked.length], [0, 1]);
});

function session({ endsIn, ...more }) {
  server.sessionEndsAt = clock.now() + endsIn;
  const document = new FakeDocument();
  const transport = new Transport({ fetch: network({ ...browser, browser: browser.name, clock }), clock, person: 1, token: server.tokenOf("laptop") });
  const banner = new SessionBanner({ document, signIn: "/in/" });
  const end = new SessionEnd({ transport, clock, banner, ...more });
  end.start();
  return { end, banner, document, words: () => document.body.textContent };
}

test("ten minutes before the session ends a banner says so, once, with a button that goes on", async () => {
  const { document, words } = session({ endsIn: 60 * MINUTE });
  await clock.advance(49 * MINUTE);
  assert.equal(words(), "");
  await clock.advance(2 * MINUTE);
  assert.match(words(), /^You will be signed out at \d\d:\d\d/);
  const [box] = document.body.childNodes;
  assert.equal(box.getAttribute("role"), "alert");
  await clock.advance(3 * MINUTE);
  assert.equal(document.body.childNodes[0], box);
  document.body.button("Stay signed in").click();
  await clock.advance(1000);
  assert.match(words(), /^You are signed in until \d\d:\d\d\.$/);
  assert.equal(document.activeElement, document.body.childNodes[0]);
});

test("a page that only shows asks nothing until the end is near, and is warned all the same", async () => {
  const { words } = session({ endsIn: 60 * MINUTE, left: 3600, asksAtOnce: false });
  await clock.advance(49 * MINUTE);
  assert.deepEqual([words(), server.requests.length], ["", 0]);
  await clock.advance(2 * MINUTE);
  assert.match(words(), /^You will be signed out at/);
  assert.match(words(), /What you typed stays on this page/);
});

test("a session that another tab went on with is not warned of", async () => {
  const { words } = session({ endsIn: 60 * MINUTE });
  await clock.advance(30 * MINUTE);
  server.sessionEndsAt = clock.now() + 8 * 60 * MINUTE;
  await clock.advance(25 * MINUTE);
  assert.equal(words(), "");
});

test("a computer that slept over it is told when it wakes", async () => {
  const { words } = session({ endsIn: 60 * MINUTE });
  await clock.advance(MINUTE);
  clock.time += 55 * MINUTE;
  await clock.advance(20_000);
  assert.match(words(), /^You will be signed out/);
});

test("a clock that goes wrong does not matter", async () => {
  const { end } = session({ endsIn: 60 * MINUTE });
  const aheadBy = 3 * 60 * MINUTE;
  const handle = server.session.bind(server);
  server.session = (...all) => {
    const given = handle(...all);
    given.headers.set("Date", new Date(clock.now() + aheadBy).toUTCString());
    const told = given.json;
    given.json = async () => ({ ...(await told()), ends_at: new Date(clock.now() + aheadBy + 30 * MINUTE).toISOString() });
    return given;
  };
  const asked = end.ask();
  await clock.advance(1000);
  await asked;
  assert.ok(Math.abs(end.endsAt - clock.now() - 30 * MINUTE) <= 2000);
});

test("an ended session is said with a way to sign in, and taken back after that", async () => {
  const { end, words } = session({ endsIn: 5 * MINUTE });
  await clock.advance(10_000);
  server.signOut("laptop");
  await clock.advance(2 * MINUTE);
  assert.match(words(), /^You are signed out/);
  server.signIn("laptop", 1);
  server.sessionEndsAt = clock.now() + 60 * MINUTE;
  end.seen();
  await clock.advance(1000);
  assert.equal(words(), "");
});

test("going on that fails says so and keeps its button", async () => {
  const { document, words } = session({ endsIn: 5 * MINUTE });
  await clock.advance(10_000);
  browser.rules = () => ({ isLost: true });
  document.body.button("Stay signed in").click();
  await clock.advance(1000);
  assert.match(words(), /That did not work/);
  assert.ok(document.body.button("Stay signed in"));
});

const HERE = "https://centres.test/page/";

for (const [what, xhr, isRefused] of [
  ["a part of the page", { status: 200, responseText: "<div>80%</div>", responseURL: `${HERE}progress/` }, false],
  ["a whole page", { status: 200, responseText: "\n<!DOCTYPE html><html>", responseURL: `${HERE}progress/` }, true],
  ["an answer from elsewhere", { status: 200, responseText: "<div></div>", responseURL: "https://centres.test/accounts/login/" }, true],
  ["an error", { status: 502, responseText: "<div>80%</div>", responseURL: `${HERE}progress/` }, true],
]) {
  test(`${what} ${isRefused ? "never lands" : "lands"} in a page`, () => {
    assert.equal(isForeign(xhr, "/page/progress/", HERE), isRefused);
  });
}

test("instead of a foreign answer one line says what happened, and the polling ends where nobody is signed in", () => {
  const document = new FakeDocument();
  const part = new Element("div");
  document.body.append(part);
  new Swaps(document).start();
  const told = (name, detail) => {
    const event = new Event(name, { cancelable: true });
    event.detail = detail;
    document.body.dispatchEvent(event);
    return event;
  };
  const answer = (xhr) => ({ xhr: { responseURL: "", ...xhr }, target: part, elt: part, pathInfo: { requestPath: "/progress/" }, shouldSwap: true });
  const broken = answer({ status: 502 });
  told("htmx:beforeSwap", broken);
  told("htmx:beforeSwap", answer({ status: 502 }));
  assert.equal(broken.shouldSwap, false);
  assert.equal(document.body.childNodes.length, 2);
  assert.equal(told("htmx:beforeRequest", { elt: part }).defaultPrevented, false);
  told("htmx:beforeSwap", answer({ status: 200, responseText: "<div>80%</div>" }));
  assert.equal(document.body.childNodes.length, 1);
  told("htmx:beforeSwap", answer({ status: 200, responseText: "<!doctype html>" }));
  assert.match(document.body.textContent, /^You are signed out/);
  assert.equal(told("htmx:beforeRequest", { elt: part }).defaultPrevented, true);
});

function twice(facts = { method: "post" }) {
  const window = fakeWindow(clock);
  const once = new Once({ window, clock });
  const button = new Field("submit", "save");
  const form = new Form(facts, [button]);
  const event = (given) => Object.defineProperty(given, "target", { value: form });
  form.window = { before: (_, given) => once.before(event(given)), after: (_, given) => once.after(given) };
  once.start();
  return { window, form, button };
}

test("a form pressed twice is sent once, and its button can still be reached", async () => {
  const { window, form, button } = twice();
  form.requestSubmit(button);
  form.requestSubmit(button);
  assert.deepEqual([form.sent.length, button.getAttribute("aria-disabled"), button.disabled], [1, "true", undefined]);
  window.dispatchEvent(new Event("pageshow"));
  assert.equal(button.hasAttribute("aria-disabled"), false);
  form.requestSubmit(button);
  assert.equal(form.sent.length, 2);
  await clock.advance(30_000);
  form.requestSubmit(button);
  assert.equal(form.sent.length, 3);
});

test("a form that only asks, or that was held back, may be sent again", () => {
  const asking = twice({ method: "get" });
  asking.form.requestSubmit();
  asking.form.requestSubmit();
  assert.equal(asking.form.sent.length, 2);
  const held = twice();
  held.form.addEventListener("submit", (event) => event.preventDefault(), { once: true });
  held.form.requestSubmit();
  held.form.requestSubmit();
  assert.equal(held.form.sent.length, 1);
});
