import assert from "node:assert/strict";
import { test } from "node:test";
import { movedCaret } from "../../static/js/saving/caret.js";
import { namedElements, put, renderedOf, valueOf } from "../../static/js/saving/fields.js";
import { Field, Form, hidden, radio, select, textarea, tick } from "./support/page.js";

const KINDS = {
  "a text of several lines": { fields: () => [textarea("it", "as rendered")], rendered: "as rendered", other: "another\ntext" },
  "a text of one line": { fields: () => [new Field("text", "it", { value: "as rendered" })], rendered: "as rendered", other: "another" },
  "a day": { fields: () => [new Field("date", "it", { value: "2026-11-28" })], rendered: "2026-11-28", other: "2026-12-01" },
  "a number": { fields: () => [new Field("number", "it", { value: "12.50" })], rendered: "12.50", other: "" },
  "a choice from a list": { fields: () => [select("it", ["", "a", "b"], ["a"])], rendered: "a", other: "b" },
  "a list with nothing chosen": { fields: () => [select("it", ["", "a"])], rendered: "", other: "a" },
  "several choices from a list": { fields: () => [select("it", ["a", "b", "c"], ["a", "c"], { isMultiple: true })], rendered: "a\nc", other: "b" },
  "one of several": { fields: () => [radio("it", "maintain"), radio("it", "ratified", true)], rendered: "ratified", other: "maintain" },
  "one of several, none chosen": { fields: () => [radio("it", "yes"), radio("it", "no")], rendered: "", other: "no" },
  "a box to tick": { fields: () => [tick("it", true)], rendered: "True", other: "False" },
  "several boxes to tick": { fields: () => [tick("it", true, "a"), tick("it", false, "b"), tick("it", true, "c")], rendered: "a\nc", other: "b\nc" },
  "a hidden text": { fields: () => [hidden("it", "one")], rendered: "one", other: "two" },
};

for (const [kind, { fields, rendered, other }] of Object.entries(KINDS)) {
  test(`${kind} is read, set, and known as it was rendered`, () => {
    const form = new Form({}, [...fields(), textarea("something else")]);
    const named = namedElements(form, "it");
    assert.equal(valueOf(named), rendered);
    assert.equal(put(named, other), true);
    assert.deepEqual([valueOf(named), renderedOf(named)], [other, rendered]);
    assert.equal(put(named, rendered), true);
    assert.equal(valueOf(named), rendered);
  });
}

test("a choice that the list does not have leaves it as it is, and says so", () => {
  const field = select("it", ["a", "b"], ["a"]);
  assert.equal(put([field], "gone"), false);
  assert.equal(valueOf([field]), "a");
});

test("buttons, files and passwords are no boxes", () => {
  const form = new Form({}, ["submit", "file", "password", "image"].map((type) => new Field(type, "it", { value: "x" })));
  assert.deepEqual(namedElements(form, "it"), []);
  assert.equal(put([], "x"), false);
});

test("where a text is changed round it, the caret stays where the person is", () => {
  const before = "First line\nSecond line";
  const after = "First line of Wen\nSecond line";
  assert.equal(movedCaret(before, after, 3), 3);
  assert.equal(movedCaret(before, after, before.length), after.length);
  assert.equal(movedCaret(before, after, before.length - 4), after.length - 4);
  assert.equal(movedCaret("one two three", "one three", 6), 5);
  assert.equal(movedCaret("", "abc", 0), 0);
});

test("caret and scroll survive in the box that has the focus", () => {
  const field = textarea("it", "First line\nSecond line", { selectionStart: 22, selectionEnd: 22, scrollTop: 40 });
  field.ownerDocument = { activeElement: field };
  put([field], "First line of Wen\nSecond line");
  assert.deepEqual([field.selectionStart, field.scrollTop], [29, 40]);
});
