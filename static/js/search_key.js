/* The key / goes to the field of the search, Escape leaves it. Without it the field is a form like any other. */

import { areOn } from "./letter_keys.js";

const WRITTEN_IN = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

function field() {
  return [...document.querySelectorAll("[data-search-key]")].find((one) => one.checkVisibility());
}

function goesToSearch(event) {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.defaultPrevented;
  return event.key === "/" && plain && areOn() && !event.target.closest(WRITTEN_IN);
}

document.addEventListener("keydown", (event) => {
  if (goesToSearch(event)) {
    const found = field();
    const link = document.querySelector(".header-search-link");
    if (!found && !link) return;
    event.preventDefault();
    if (found) found.select();
    (found ?? link).focus();
  } else if (event.key === "Escape" && event.target.matches("[data-search-key]")) {
    event.target.blur();
  }
});
