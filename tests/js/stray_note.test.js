/* What could not be saved, on the page: every value with its label, to be put back or let go. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { StrayNote } from "../../static/js/saving/stray_note.js";
import { VirtualClock } from "./support/clock.js";
import { Element, FakeDocument, Form, select, textarea } from "./support/page.js";

const wrapped = (label, field) => {
  const wrapper = new Element("div", { class: "field" });
  wrapper.append(Object.assign(new Element("label"), { text: label }), field);
  return wrapper;
};

function open(boxes) {
  const [clock, document, heard] = [new VirtualClock(), new FakeDocument(), []];
  const [text, outcome] = [textarea("progress"), select("outcome", ["", "ratified"])];
  outcome.options[1].text = "Ratified as it stands";
  const form = Object.assign(new Form({}, [text, outcome]), { ownerDocument: document });
  form.append(wrapped("Progress so far", text), wrapped("Outcome", outcome));
  const stray = { page: "gone", since: clock.now(), words: "Too long.", steps: [{ turn: 1, boxes }] };
  const note = new StrayNote({ document, form, stray, clock, onPutBack: () => heard.push("back"), onDiscard: () => heard.push("gone") });
  return { document, form, heard, note, list: note.note.querySelector("dl") };
}

const rows = (list) => list.childNodes.map((node) => `${node.tagName} ${node.textContent}`);

test("each value stands under its label, a choice in its words", () => {
  const { list, note } = open({ progress: { base: "", text: "long words" }, outcome: { base: "", text: "ratified" } });
  assert.deepEqual(rows(list), ["DT Progress so far", "DD long words", "DT Outcome", "DD Ratified as it stands"]);
  assert.match(note.note.textContent, /^What you typed today at 10:42 could not be saved: Too long\./);
});

test("it can be put back where its box is there", () => {
  const { form, heard } = open({ progress: { base: "", text: "long words" } });
  form.button("Put it back").click();
  assert.deepEqual(heard, ["back"]);
  assert.equal(open({ gone: { base: "", text: "words" } }).form.button("Put it back"), null);
});

test("when it goes, whoever stood in it stands at the form", () => {
  const { document, form, note } = open({ progress: { base: "", text: "long words" } });
  form.button("Put it back").focus();
  note.remove();
  assert.deepEqual([document.activeElement, form.querySelector(".kept-note")], [form, null]);
});
