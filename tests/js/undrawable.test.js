/* The note about signs that cannot be printed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Undrawable } from "../../static/js/saving/undrawable.js";
import { Element, Form } from "./support/page.js";

function page() {
  const form = new Form({}, []);
  const note = new Element("p", { "data-undrawable": "", hidden: "" });
  const signs = new Element("strong", { "data-signs": "" });
  note.hidden = true;
  note.append(signs);
  form.append(note);
  return { form, note, signs };
}

test("the signs of the server's answer are told, and the note goes with them", () => {
  const { form, note, signs } = page();
  const undrawable = new Undrawable(form);

  undrawable.show("𒀀 (U+12000)");
  assert.deepEqual([signs.textContent, note.hidden], ["𒀀 (U+12000)", false]);

  undrawable.show("");
  assert.deepEqual([signs.textContent, note.hidden], ["", true]);
});

test("an answer that says nothing of it leaves the note as it was", () => {
  const { form, note } = page();
  const undrawable = new Undrawable(form);

  undrawable.show(undefined);
  assert.equal(note.hidden, true);
});

test("a form without the note is left alone", () => {
  assert.doesNotThrow(() => new Undrawable(new Form({}, [])).show("𒀀"));
});
