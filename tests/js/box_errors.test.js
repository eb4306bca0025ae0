/* What is refused of a box stands beside it, as the server draws it, until that box is saved. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LockedPages } from "../../static/js/saving/alive.js";
import { Posted } from "../../static/js/saving/posted.js";
import { TextForm } from "../../static/js/saving/text_form.js";
import { Transport } from "../../static/js/saving/transport.js";
import { ADDRESS, FakeBrowser, FakeStorage, TEXT } from "./support/browser.js";
import { VirtualClock } from "./support/clock.js";
import { FakeServer, network, reply } from "./support/fake_server.js";
import { Element, fakeWindow, Form, hidden, radio, textarea } from "./support/page.js";

const TOO_LONG = "At most 10 signs.";
let clock, server, browser;

beforeEach(() => {
  clock = new VirtualClock();
  server = new FakeServer(clock);
  server.add(ADDRESS, { progress: "First line", outcome: "maintain" });
  browser = new FakeBrowser({ server, clock });
});

function wrapped(name, ...inside) {
  const wrapper = new Element("div", { id: `div_id_${name}`, class: "field" });
  wrapper.append(...inside);
  return wrapper;
}

function open() {
  const window = fakeWindow(clock);
  const { boxes } = server.texts.get(ADDRESS);
  const text = textarea("progress", boxes.progress);
  text.setAttribute("aria-describedby", "id_progress_helptext");
  const choices = ["maintain", "ratified"].map((value) => radio("outcome", value, value === boxes.outcome));
  const [hint, group, list] = [new Element("div", { id: "id_progress_helptext" }), new Element("fieldset"), new Element("div", { class: "choices" })];
  list.append(...choices);
  group.append(list);
  const form = new Form({ "data-text": TEXT, "data-save": ADDRESS, action: "/elements/3/", method: "post" },
    [hidden("base", JSON.stringify(boxes)), text, ...choices]);
  form.append(wrapped("progress", hint, text), wrapped("outcome", group));
  window.document.body.append(form);
  const transport = new Transport({ fetch: network({ ...browser, browser: browser.name, clock }), clock, person: 1, token: server.tokenOf("laptop") });
  const world = { copies: browser.copies(), pages: new LockedPages(browser.locks), posted: new Posted(new FakeStorage()) };
  const texts = new TextForm(form, { window, transport, clock, isRestored: false, signIn: "/in/", ...world });
  texts.start();
  const changes = async (act) => {
    act();
    form.dispatchEvent(new Event("input"));
    await clock.advance(3000);
  };
  return { document: window.document, form, text, choices, group, types: (words) => changes(() => { text.value = words; }), changes };
}

const refuse = (boxes) => { server.refusal = () => reply(400, { refused: "Not like this.", boxes }); };
const error = ({ form }, name = "progress") => form.querySelector(`#id_${name}_error`);

test("a refused box is marked as the server marks it, between its hint and its control", async () => {
  refuse({ progress: [TOO_LONG] });
  const page = open();
  await page.types("far too long");
  const wrapper = page.text.parent;
  assert.deepEqual(wrapper.childNodes.map((node) => node.getAttribute("id") ?? node.tagName), ["id_progress_helptext", "id_progress_error", "TEXTAREA"]);
  assert.equal(error(page).querySelector(".field-error").textContent, `Error: ${TOO_LONG}`);
  assert.deepEqual([wrapper.className, page.text.className], ["field has-error", "is-invalid"]);
  assert.equal(page.text.getAttribute("aria-invalid"), "true");
  assert.equal(page.text.getAttribute("aria-describedby"), "id_progress_helptext id_progress_error");
  assert.equal(page.document.title, "Error: Element 3");
  assert.equal(error(page, "outcome"), null);
});

test("it stays while something better is typed, and goes when that is saved", async () => {
  refuse({ progress: [TOO_LONG] });
  const page = open();
  await page.types("far too long");
  server.refusal = null;
  page.text.value = "short";
  page.form.dispatchEvent(new Event("input"));
  assert.notEqual(error(page), null);
  await clock.advance(3000);
  assert.equal(error(page), null);
  assert.deepEqual([page.text.parent.className, page.text.className, page.text.getAttribute("aria-invalid")], ["field", "", null]);
  assert.equal(page.text.getAttribute("aria-describedby"), "id_progress_helptext");
  assert.equal(page.document.title, "Element 3");
});

test("it goes as well when the box says again what is saved", async () => {
  refuse({ progress: [TOO_LONG] });
  const page = open();
  await page.types("far too long");
  await page.types("First line");
  assert.deepEqual([error(page), page.document.title], [null, "Element 3"]);
});

test("other words of the server take the place of the first ones", async () => {
  refuse({ progress: [TOO_LONG] });
  const page = open();
  await page.types("far too long");
  refuse({ progress: ["Not this either.", "Nor that."] });
  await page.types("something else");
  assert.equal(error(page).textContent, "Error: Not this either.Error: Nor that.");
  assert.equal(page.document.title, "Error: Element 3");
});

test("a group of choices is described as a whole, above its choices", async () => {
  refuse({ outcome: ["Choose one of these."] });
  const page = open();
  await page.changes(() => { [page.choices[0].checked, page.choices[1].checked] = [false, true]; });
  assert.deepEqual(page.group.childNodes.map((node) => node.getAttribute("id") ?? node.className), ["id_outcome_error", "choices"]);
  assert.equal(page.group.getAttribute("aria-describedby"), "id_outcome_error");
  assert.equal(page.choices[0].getAttribute("aria-invalid"), "true");
});

test("the title says so as long as another form of the page is refused", async () => {
  refuse({ progress: [TOO_LONG] });
  const page = open();
  page.document.title = "Error: Element 3";
  page.document.body.append(new Element("div", { class: "field has-error" }));
  await page.types("far too long");
  server.refusal = null;
  await page.types("short");
  assert.deepEqual([error(page), page.document.title], [null, "Error: Element 3"]);
});

test("a refusal that names no box marks none", async () => {
  server.refusal = () => reply(409, { refused: "It was sent meanwhile." });
  const page = open();
  await page.types("late");
  assert.deepEqual([error(page), page.document.title], [null, "Element 3"]);
});
