/* The bar above a box: one tab stop, arrow keys between its buttons, and the same acts by keys in the box itself. */

import { EDITS } from "./edits.js";
import { continued, lower, upper } from "./lists.js";
import { nextRow } from "./rows.js";
import { typeInto } from "./typing.js";
import { BAR, BUTTONS, FILLERS, NOTHING } from "./words.js";

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

const changes = ({ value }, edit) => Boolean(edit) && edit.text !== value.slice(edit.from, edit.to);
const whyNot = (name) => NOTHING[name] ?? (["bold", "italic"].includes(name) ? NOTHING.words : NOTHING.row);

/* Does it, or says why there is nothing to do. */
export function act(field, name, note) {
  const state = stateOf(field);
  const edit = ACTS[name](state, FILLERS[name]);
  note?.say(changes(state, edit) ? "" : whyNot(name));
  return type(field, edit);
}

function drawn(document, inside) {
  const icon = document.createElementNS(SVG, "svg");
  Object.entries({ class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }).forEach(([name, value]) => icon.setAttribute(name, value));
  icon.innerHTML = inside;
  return icon;
}

const titleOf = ({ words, key }) => (key ? `${words} (Ctrl+${key})` : words);

/* A button that has nothing to do where the caret stands says so, and can still be reached and asked. */
function watch(field, made, one) {
  const look = () => {
    const state = stateOf(field);
    const isIdle = !changes(state, ACTS[one.name](state));
    made.setAttribute("aria-disabled", String(isIdle));
    made.title = isIdle ? `${titleOf(one)}. ${NOTHING[one.name]}` : titleOf(one);
  };
  ["input", "keyup", "click", "focus", "select"].forEach((kind) => field.addEventListener(kind, look));
  look();
}

function button(field, one, note) {
  const { name, words, key, keys, icon, isApart } = one;
  const document = field.ownerDocument;
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: isApart ? "rich-button is-apart" : "rich-button", title: titleOf(one), tabIndex: -1 });
  made.setAttribute("aria-label", words);
  if (key || keys) made.setAttribute("aria-keyshortcuts", keys ?? `Control+${key}`);
  made.append(drawn(document, icon));
  made.addEventListener("click", () => { act(field, name, note); field.focus(); });
  if (NOTHING[name]) watch(field, made, one);
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
export function pressed(event, field, note) {
  const { key, altKey, shiftKey, isComposing } = event;
  const isCommand = (event.ctrlKey || event.metaKey) && !(event.ctrlKey && event.metaKey);
  if (isComposing || field.readOnly) return;
  let isDone = false;
  if (isCommand && !altKey && !shiftKey && BY_KEY[key.toLowerCase()]) isDone = act(field, BY_KEY[key.toLowerCase()], note) || true;
  else if (altKey && shiftKey && !isCommand && BY_ARROW[key]) isDone = act(field, BY_ARROW[key], note);
  else if (key === "Enter" && !altKey && !shiftKey && !isCommand) isDone = type(field, continued(stateOf(field)) ?? nextRow(stateOf(field)));
  if (isDone) event.preventDefault();
}

export function putBar(field, note) {
  const document = field.ownerDocument;
  const bar = document.createElement("div");
  const buttons = BUTTONS.map((one) => button(field, one, note));
  bar.className = "rich-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", BAR);
  bar.setAttribute("aria-controls", field.id);
  bar.append(...buttons);
  walkBy(bar, buttons);
  field.before(bar);
  field.addEventListener("keydown", (event) => pressed(event, field, note));
}
