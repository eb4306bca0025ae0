/* What the server refuses of a box, said beside it with the markup of a form that came back from the server. */

import { shapeOf } from "./shapes.js";
import { ERROR } from "./words.js";

const WRAPPER = ".field";
const withoutError = (title) => (title.startsWith(ERROR) ? title.slice(ERROR.length).trimStart() : title);

export class BoxErrors {
  constructor({ document, fields }) {
    Object.assign(this, { document, fields, shown: new Map() });
  }

  /* The refused boxes by name, each with its sentences. */
  show(refused) {
    const changed = Object.keys(this.fields).filter((name) => (this.shown.get(name) ?? "") !== (refused[name] ?? []).join("\n"));
    for (const name of changed) {
      const wrapper = this.fields[name][0]?.closest(WRAPPER);
      if (wrapper) this.mark(name, wrapper, refused[name] ?? []);
    }
    if (changed.length) this.entitle();
  }

  mark(name, wrapper, sentences) {
    const isRefused = sentences.length > 0;
    const id = `${wrapper.getAttribute("id").replace("div_", "")}_error`;
    wrapper.querySelector(`#${id}`)?.remove();
    if (isRefused) this.place(this.drawn(id, sentences), wrapper, this.fields[name][0]);
    wrapper.classList.toggle("has-error", isRefused);
    for (const field of this.fields[name]) {
      field.classList.toggle("is-invalid", isRefused);
      if (isRefused) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    const group = wrapper.querySelector("fieldset");
    (group ? [group] : this.fields[name]).forEach((described) => describe(described, id, isRefused));
    if (isRefused) this.shown.set(name, sentences.join("\n"));
    else this.shown.delete(name);
  }

  /* Between the hint and the control; before a lone box to tick. */
  place(error, wrapper, field) {
    const choices = wrapper.querySelector(".choices");
    if (choices) choices.before(error);
    else if (field.type === "checkbox") wrapper.prepend(error);
    else (wrapper.querySelector("[role=toolbar]") ?? field).before(error);
  }

  drawn(id, sentences) {
    const error = this.document.createElement("div");
    error.setAttribute("id", id);
    error.append(...sentences.map((sentence) => this.line(sentence)));
    return error;
  }

  line(sentence) {
    const [line, words, hidden] = ["p", "span", "span"].map((name) => this.document.createElement(name));
    line.className = "field-error";
    hidden.className = "visually-hidden";
    hidden.textContent = `${ERROR} `;
    words.append(hidden, sentence);
    line.append(shapeOf(this.document, "bad"), words);
    return line;
  }

  /* Another form of the page may have come back refused. */
  entitle() {
    const { document } = this;
    const isWrong = this.shown.size > 0 || document.querySelector(".has-error, .error-summary") !== null;
    document.title = isWrong ? `${ERROR} ${withoutError(document.title)}` : withoutError(document.title);
  }
}

function describe(element, id, isDescribed) {
  const others = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  const all = isDescribed ? [...others, id] : others;
  if (all.length) element.setAttribute("aria-describedby", all.join(" "));
  else element.removeAttribute("aria-describedby");
}
