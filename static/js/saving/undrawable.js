/* Signs that no font of the server has, told below the form: a document shows their numbers instead. */

export class Undrawable {
  constructor(form) {
    this.note = form.querySelector("[data-undrawable]");
    this.signs = this.note?.querySelector("[data-signs]");
  }

  show(signs) {
    if (!this.signs || typeof signs !== "string") return;
    this.signs.textContent = signs;
    this.note.hidden = !signs;
  }
}
