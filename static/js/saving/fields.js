/* What stands in a field, whatever its kind, as one text; and a text put into it.

   Several choices stand one on each line, in the order of the form. A lone box to tick is True or False, as the server
   writes it. Works on a form's elements by name, and asks nothing else of the page. */

import { movedCaret } from "./caret.js";

const NEVER = ["submit", "button", "reset", "image", "file", "password"];
const TICKED = "True";
const NOT_TICKED = "False";

const kindOf = (field) => (field.tagName === "TEXTAREA" ? "textarea" : field.type);

export const namedElements = (form, name) => [...form.elements].filter((field) => field.name === name && !NEVER.includes(field.type));

const lines = (values) => values.join("\n");

function ofChoices(fields, isChosen) {
  if (kindOf(fields[0]) === "radio") return fields.find(isChosen)?.value ?? "";
  if (fields.length === 1) return isChosen(fields[0]) ? TICKED : NOT_TICKED;
  return lines(fields.filter(isChosen).map((field) => field.value));
}

const isChoice = (field) => ["radio", "checkbox"].includes(kindOf(field));
const plain = (text) => text.replace(/\r\n?/g, "\n");

/* As it stands now. */
export function valueOf(fields) {
  if (!fields.length) return "";
  if (isChoice(fields[0])) return ofChoices(fields, (field) => field.checked);
  if (kindOf(fields[0]) === "select-multiple") return lines([...fields[0].options].filter((one) => one.selected).map((one) => one.value));
  return plain(fields[0].value);
}

/* As the server rendered it, whatever was typed or put back since. */
export function renderedOf(fields) {
  if (!fields.length) return "";
  if (isChoice(fields[0])) return ofChoices(fields, (field) => field.defaultChecked);
  const [field] = fields;
  const options = field.options ? [...field.options] : [];
  if (kindOf(field) === "select-multiple") return lines(options.filter((one) => one.defaultSelected).map((one) => one.value));
  if (kindOf(field) !== "select-one") return plain(field.defaultValue);
  return (options.findLast((one) => one.defaultSelected) ?? options.find((one) => !one.disabled))?.value ?? "";
}

function setText(field, text) {
  const before = field.value;
  const isHere = field.ownerDocument?.activeElement === field && field.selectionStart !== null && field.selectionStart !== undefined;
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field;
  field.value = text;
  if (isHere) {
    const moved = (place) => movedCaret(before, text, place);
    field.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection);
  }
  field.scrollTop = scrollTop;
}

/* Puts the text into the field; says whether it stands there now. */
export function put(fields, text) {
  if (!fields.length) return false;
  const [field] = fields;
  const chosen = text.split("\n");
  if (kindOf(field) === "radio") fields.forEach((one) => { one.checked = one.value === text; });
  else if (isChoice(field) && fields.length === 1) field.checked = text === TICKED;
  else if (isChoice(field)) fields.forEach((one) => { one.checked = chosen.includes(one.value); });
  else if (kindOf(field) === "select-multiple") [...field.options].forEach((one) => { one.selected = chosen.includes(one.value); });
  else if (kindOf(field) !== "select-one") setText(field, text);
  else if ([...field.options].some((one) => one.value === text)) field.value = text;
  return valueOf(fields) === text;
}

/* What the form calls it. */
export const labelOf = (fields) => (fields[0]?.closest(".field")?.querySelector("legend, label")?.textContent ?? "").trim();

/* A text of a box as a person reads it: what was chosen is told by its label. */
export function wordsOf(fields, text) {
  const [field] = fields;
  if (!field || (fields.length === 1 && kindOf(field) === "checkbox")) return text;
  const told = field.options ? [...field.options].map((one) => [one.value, one.text]) : fields.filter(isChoice).map((one) => [one.value, one.labels?.[0]?.textContent]);
  const labels = new Map(told.filter(([, label]) => label));
  return labels.size ? lines(text.split("\n").map((one) => labels.get(one)?.trim() ?? one)) : text;
}
