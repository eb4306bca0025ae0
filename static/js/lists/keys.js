/* Keys of a list of rows: j and k go down and up, x ticks, Enter opens, ? says so at the foot of the page. */

import { areOn } from "../letter_keys.js";

function isTyping(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])");
}

/** The row itself, where nothing in it opens or ticks it. */
function itself(row) {
  row.tabIndex = -1;
  return row;
}

function explain() {
  const fold = document.querySelector("[data-keys]");
  if (!fold) return;
  fold.open = !fold.open;
  fold.querySelector("summary").focus();
}

/** `linkOf` and `tickOf` give of a row what opens and what ticks it, or nothing; `ticked` hears of a tick by a key. */
export function walkByKeys(rows, { linkOf, tickOf = () => null, ticked = () => {} }) {
  let at = -1;

  function goTo(place) {
    at = Math.max(0, Math.min(rows.length - 1, place));
    (linkOf(rows[at]) ?? tickOf(rows[at]) ?? itself(rows[at])).focus();
    rows[at].scrollIntoView({ block: "nearest" });
  }

  function tick(row) {
    const box = tickOf(row);
    if (!box) return;
    box.checked = !box.checked;
    ticked(box);
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const row = rows.find((one) => one.contains(event.target));
    const here = row ? rows.indexOf(row) : at;
    const letter = areOn() ? event.key : "";
    if (letter === "j") goTo(here + 1);
    else if (letter === "k") goTo(here - 1);
    else if (letter === "x" && here >= 0) tick(rows[here]);
    else if (letter === "?") explain();
    else if (event.key === "Enter" && row && event.target === tickOf(row)) linkOf(row)?.click();
    else return;
    event.preventDefault();
  });
}
