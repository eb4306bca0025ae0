/* Ticking the rows of a list: how many are ticked, a range with Shift, all of the page. Without it the ticks and buttons
   work as they stand. */

const ticks = [...document.querySelectorAll("td.tick input")];
const form = document.getElementById("many");
const count = form?.querySelector("[data-many-count]");
const every = form?.querySelector("input[name=every]");
let last = -1;

function tell() {
  const ticked = ticks.filter((tick) => tick.checked).length;
  const { none, one, several, all: whole } = count.dataset;
  const some = ticked === 0 ? none : ticked === 1 ? one : several.replace("{n}", ticked);
  count.textContent = every.checked ? whole : some;
  ticks.forEach((tick) => tick.closest("tr").classList.toggle("is-ticked", tick.checked || every.checked));
  if (all) {
    all.checked = ticked === ticks.length && ticked > 0;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
  }
}

function tickAll() {
  every.checked = false;
  ticks.forEach((tick) => { tick.checked = all.checked; });
  tell();
}

function headTick() {
  const words = document.getElementById("many-tick");
  if (!words) return null;
  const box = document.createElement("input");
  box.type = "checkbox";
  box.className = "form-check-input";
  box.title = words.dataset.all;
  box.setAttribute("aria-label", words.dataset.all);
  words.classList.add("visually-hidden");
  words.after(box);
  box.addEventListener("change", tickAll);
  return box;
}

function tickedWith(event) {
  const here = ticks.indexOf(event.target);
  if (event.shiftKey && last >= 0) {
    const [from, to] = here < last ? [here, last] : [last, here];
    ticks.slice(from, to + 1).forEach((tick) => { tick.checked = event.target.checked; });
  }
  last = here;
  every.checked = false;  // who ticks single rows means those
  tell();
}

let all = null;
if (form && ticks.length) {
  all = headTick();
  ticks.forEach((tick) => tick.addEventListener("click", tickedWith));
  every.addEventListener("change", tell);
  tell();
  addEventListener("pageshow", tell);  // a browser that goes back ticks again what was ticked, after this has run
}

/** One of the ticks was changed by a key. */
export function tickedByKey(tick) {
  last = ticks.indexOf(tick);
  if (last < 0 || !form) return;
  every.checked = false;
  tell();
}
