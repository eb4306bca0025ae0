/* Letting text go asks first, in place: whoever pressed the wrong key keeps what was typed. */

import { KEPT } from "./words.js";

const buttonOf = (document, label, act) => {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-link", textContent: label });
  button.addEventListener("click", act);
  return button;
};

/* The button, and after it was pressed its question. The focus is on the answer that keeps everything. */
export function discarding(document, discard) {
  const place = document.createElement("span");
  place.className = "kept-discard";
  const first = buttonOf(document, KEPT.discard, () => ask());
  const keep = () => {
    place.replaceChildren(first);
    first.focus();
  };
  function ask() {
    const [group, question] = ["span", "span"].map((name) => document.createElement(name));
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", KEPT.really);
    question.textContent = KEPT.really;
    const stay = buttonOf(document, KEPT.keep, keep);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      keep();
    });
    group.append(question, buttonOf(document, KEPT.reallyDiscard, discard), stay);
    place.replaceChildren(group);
    stay.focus();
  }
  place.append(first);
  return place;
}

/* The note goes, and whoever stood in it stands at its form again. */
export function takeAway(note, form) {
  const stoodThere = note.contains(form.ownerDocument?.activeElement);
  note.remove();
  if (!stoodThere) return;
  if (!form.hasAttribute("tabindex")) form.setAttribute("tabindex", "-1");
  form.focus();
}
