/* What lies in the browser: sealed, of one person, and gone in time. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { BeatingPages, LockedPages, pagesOf } from "../../static/js/saving/alive.js";
import { Copies, Copy } from "../../static/js/saving/copies.js";
import { Posted, pathOf } from "../../static/js/saving/posted.js";
import { sealWith } from "../../static/js/saving/seal.js";
import { FakeLocks, FakeStorage, fakeSeal } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { Element, Form } from "./support/page.js";

const KEY = Buffer.alloc(32, 7).toString("base64");
const ANOTHER_KEY = Buffer.alloc(32, 8).toString("base64");
const DAY = 24 * 60 * 60 * 1000;

test("what is sealed cannot be read in the storage, and is opened with its own key only", async () => {
  const text = "Łucja – 20,000 signs: ".repeat(12_000);
  const sealed = await sealWith(globalThis.crypto, KEY).seal({ text });
  assert.ok(!JSON.stringify(sealed).includes("signs"));
  assert.deepEqual(await sealWith(globalThis.crypto, KEY).unseal(sealed), { text });
  await assert.rejects(sealWith(globalThis.crypto, ANOTHER_KEY).unseal(sealed));
});

test("without a secure context or a key there is no seal", () => {
  assert.equal(sealWith({}, KEY), null);
  assert.equal(sealWith(undefined, KEY), null);
  assert.equal(sealWith(globalThis.crypto, ""), null);
});

function copiesOf({ person = 1, storage = new FakeStorage(), seal = fakeSeal("a key") } = {}) {
  const clock = new VirtualClock();
  return { clock, storage, copies: new Copies({ storage, seal, person, clock }) };
}

test("a key that is no key keeps nothing and breaks nothing", async () => {
  const { copies } = copiesOf({ seal: sealWith(globalThis.crypto, btoa("short")) });
  assert.equal(await copies.write("a name", { text: "one" }), false);
});

test("copies of 14 days go, and so does what nobody can make sense of", async () => {
  const { clock, storage, copies } = copiesOf();
  storage.setItem("kept:9:of another person", "{broken");
  storage.setItem("something else", "stays");
  await copies.write(copies.nameOf("form", "old"), { text: "one" });
  await clock.advance(13 * DAY);
  await copies.write(copies.nameOf("form", "new"), { text: "two" });
  copies.sweep();
  assert.equal(copies.names("form").length, 2);
  await clock.advance(2 * DAY);
  copies.sweep();
  assert.deepEqual([...storage.all.keys()].sort(), [copies.nameOf("form", "new"), "something else"].sort());
});

test("what was sent for a sleeping page goes after a day", async () => {
  const { clock, storage, copies } = copiesOf();
  await copies.write("kept:1:x", {});
  copies.mark("kept:1:x", { sent: true });
  await clock.advance(DAY + 1000);
  copies.sweep();
  assert.equal(storage.length, 0);
});

test("names of texts are not mixed up by colons, nor those of persons by their first digits", () => {
  const { copies } = copiesOf({ person: 1 });
  copies.storage.setItem(copies.nameOf("text", "update.answer:12", "page"), "{}");
  copies.storage.setItem("kept:12:text:page", "{}");
  assert.equal(copies.names("text", "update.answer").length, 0);
  assert.equal(copies.names("text", "update.answer:12").length, 1);
  assert.equal(copies.names().length, 1);
});

test("signing out takes this person's copies, and this page writes none after it", async () => {
  const { storage, copies } = copiesOf();
  await copies.write(copies.nameOf("form", "a"), {});
  storage.setItem("kept:2:form:b", "{}");
  copies.forget();
  assert.equal(await copies.write(copies.nameOf("form", "a"), {}), false);
  assert.deepEqual([...storage.all.keys()], ["kept:2:form:b"]);
});

test("a storage that throws is a storage that keeps nothing", async () => {
  const forbidden = new Proxy({}, { get() { throw new DOMException("no", "SecurityError"); } });
  const { copies } = copiesOf({ storage: forbidden });
  assert.equal(await copies.write("a", {}), false);
  assert.deepEqual([copies.names(), copies.envelope("a"), await copies.read("a")], [[], null, null]);
  copies.drop("a");
  copies.sweep();
});

function slowly() {
  const waiting = [];
  const seal = { seal: (open) => new Promise((resolve) => { waiting.push(() => resolve({ iv: "", sealed: JSON.stringify(open) })); }) };
  const made = copiesOf({ seal });
  return { ...made, waiting, copy: new Copy({ copies: made.copies, name: "kept:1:it", clock: made.clock }) };
}

test("the first key is written at once, the next a little later, and the newest wins", async () => {
  const { clock, waiting, copy, storage } = slowly();
  copy.write("a");
  assert.equal(waiting.length, 1);
  copy.write("ab");
  copy.write("abc");
  assert.equal(waiting.length, 1);
  await clock.advance(200);
  assert.equal(waiting.length, 2);
  waiting[1]();
  waiting[0]();
  await clock.advance(10);
  assert.equal(JSON.parse(storage.getItem("kept:1:it")).sealed, '"abc"');
});

test("nothing is written after the copy was let go", async () => {
  const { clock, waiting, copy, storage } = slowly();
  copy.write("a");
  copy.drop();
  waiting[0]();
  await clock.advance(1000);
  assert.equal(storage.length, 0);
});

test("a page holds its lock while it has something, and a lock ends with its page", async () => {
  const locks = new FakeLocks();
  const [here, elsewhere] = [new LockedPages(locks), new LockedPages(locks)];
  here.hold("a page");
  here.hold("a page");
  assert.equal(await elsewhere.isAlive("a page"), true);
  here.letGo("a page");
  await new Promise(setImmediate);
  assert.equal(await elsewhere.isAlive("a page"), false);
  assert.ok(pagesOf({ locks }) instanceof LockedPages);
});

test("without locks a page is alive while it is heard", async () => {
  const clock = new VirtualClock();
  const storage = new FakeStorage();
  const [here, elsewhere] = [pagesOf({ storage, clock }), new BeatingPages(storage, clock)];
  here.hold("a page");
  await clock.advance(10 * 60_000);
  assert.equal(await elsewhere.isAlive("a page"), true);
  clock.timers.clear();
  await clock.advance(2 * 60_000);
  assert.equal(await elsewhere.isAlive("a page"), false);
  here.letGo("a page");
  assert.equal(storage.length, 0);
});

test("only what the next page says was taken is let go, and only of the form sent from this tab", () => {
  const tab = new FakeStorage();
  new Posted(tab).add("/a/", "copy of a");
  new Posted(tab).add("/b/", "copy of b");
  assert.deepEqual(new Posted(tab).settle(["/a/", "/c/"]), ["copy of a"]);
  assert.deepEqual(new Posted(tab).settle(["/a/", "/b/"]), []);
  assert.deepEqual(new Posted(null).settle(["/a/"]), []);
});

test("a form goes where its button says, else where it says, else to its own page", () => {
  const here = "https://centres.test/page/?q=1";
  const button = new Element("button", { formaction: "/elsewhere/" });
  assert.equal(pathOf(new Form({ action: "/to/?next=/x/" }, []), button, here), "/elsewhere/");
  assert.equal(pathOf(new Form({ action: "/to/?next=/x/" }, []), null, here), "/to/");
  assert.equal(pathOf(new Form({}, []), new Element("button"), here), "/page/");
});
