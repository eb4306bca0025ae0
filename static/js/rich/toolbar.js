/* The bar above a box: one tab stop, arrow keys between its buttons, and the same acts by keys in the box itself. */

import { EDITS } from "./edits.js";
import { continued, lower, upper } from "./lists.js";
import { typeInto } from "./typing.js";
import { BAR, BUTTONS, FILLERS } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const ACTS = { ...EDITS, lower, upper };
const BY_KEY = Object.fromEntries(BUTTONS.filter((one) => one.key).map((one) => [one.key.toLowerCase(), one.name]));
const BY_ARROW = { ArrowRight: "lower", ArrowLeft: "upper" };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const stateOf = ({ value, selectionStart: from, selectionEnd: to }) => ({ value, from, to });

function type(field, edit) {
  if (edit) typeInto(field, edit);
  return Boolean(edit);
}

export const act = (field, name) => type(field, ACTS[name](stateOf(field), FILLERS[name]));

function drawn(document, inside) {
  const icon = document.createElementNS(SVG, "svg");
  Object.entries({ class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }).forEach(([name, value]) => icon.setAttribute(name, value));
  icon.innerHTML = inside;
  return icon;
}

function button(field, { name, words, key, keys, icon, isApart }) {
  const document = field.ownerDocument;
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: isApart ? "rich-button is-apart" : "rich-button", title: key ? `${words} (Ctrl+${key})` : words, tabIndex: -1 });
  made.setAttribute("aria-label", words);
  if (key || keys) made.setAttribute("aria-keyshortcuts", keys ?? `Control+${key}`);
  made.append(drawn(document, icon));
  made.addEventListener("click", () => { act(field, name); field.focus(); });
  return made;
}

function walkBy(bar, buttons) {
  const go = (to) => {
    buttons.forEach((one) => { one.tabIndex = one === to ? 0 : -1; });
    to.focus();
  };
  buttons[0].tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const places = { Home: 0, End: buttons.length - 1, ...(event.key in STEPS ? { [event.key]: at + STEPS[event.key] } : {}) };
    if (at < 0 || !(event.key in places)) return;
    event.preventDefault();
    go(buttons.at(places[event.key] % buttons.length));
  });
}

/* Keys in the box; Tab goes on to the next thing, as everywhere. */
export function pressed(event, field) {
  const { key, altKey, shiftKey, isComposing } = event;
  const isCommand = (event.ctrlKey || event.metaKey) && !(event.ctrlKey && event.metaKey);
  if (isComposing || field.readOnly) return;
  let isDone = false;
  if (isCommand && !altKey && !shiftKey && BY_KEY[key.toLowerCase()]) isDone = act(field, BY_KEY[key.toLowerCase()]) || true;
  else if (altKey && shiftKey && !isCommand && BY_ARROW[key]) isDone = act(field, BY_ARROW[key]);
  else if (key === "Enter" && !altKey && !shiftKey && !isCommand) isDone = type(field, continued(stateOf(field)));
  if (isDone) event.preventDefault();
}

export function putBar(field) {
  const document = field.ownerDocument;
  const bar = document.createElement("div");
  const buttons = BUTTONS.map((one) => button(field, one));
  bar.className = "rich-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", BAR);
  bar.setAttribute("aria-controls", field.id);
  bar.append(...buttons);
  walkBy(bar, buttons);
  field.before(bar);
  field.addEventListener("keydown", (event) => pressed(event, field));
}
