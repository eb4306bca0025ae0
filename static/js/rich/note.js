/* The line below a box that says what a paste left behind, and why a button did nothing. It is there from the beginning,
   since a screen reader hears only what changes in what it knows. */

export class Note {
  constructor(field) {
    const document = field.ownerDocument;
    Object.assign(this, { field, before: null });
    this.element = Object.assign(document.createElement("p"), { className: "rich-note" });
    this.element.setAttribute("role", "status");
    field.after(this.element);
    field.addEventListener("input", () => this.typed());
  }

  /* `before` is the text to which the words do not belong: they go where it is there again. */
  say(words, before = null) {
    this.before = before;
    this.element.textContent = words;
  }

  typed() {
    if (this.before !== null && this.field.value === this.before) this.say("");
  }
}
