import assert from "node:assert/strict";
import { test } from "node:test";
import { EDITS } from "../../static/js/rich/edits.js";
import { continued, lower, upper } from "../../static/js/rich/lists.js";
import { nextRow } from "../../static/js/rich/rows.js";
import { BUTTONS, FILLERS } from "../../static/js/rich/words.js";

/* In these texts [ and ] are where the choice begins and ends, ^ a caret. */
function state(drawn) {
  const value = drawn.replace(/[[\]^]/g, "");
  const from = drawn.includes("^") ? drawn.indexOf("^") : drawn.indexOf("[");
  return { value, from, to: drawn.includes("^") ? from : drawn.indexOf("]") - 1 };
}

function done(act, drawn) {
  const before = state(drawn);
  const edit = act(before);
  if (!edit) return null;
  const { from, to, text, start = from + text.length, end = start } = edit;
  const value = before.value.slice(0, from) + text + before.value.slice(to);
  if (start === end) return `${value.slice(0, start)}^${value.slice(start)}`;
  return `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`;
}

const ACTS = { ...EDITS, continued, lower, nextRow, upper };
const CASES = [
  ["bold", "a [b] c", "a **[b]** c"],
  ["bold", "a **[b]** c", "a [b] c"],
  ["bold", "a [**b**] c", "a [b] c"],
  ["bold", "a [ b ]c", "a  **[b]** c"],
  ["bold", "a *[b]* c", "a ***[b]*** c"],
  ["italic", "a **[b]** c", "a ***[b]*** c"],
  ["italic", "a ***[b]*** c", "a **[b]** c"],
  ["italic", "[b]", "*[b]*"],
  ["bold", "a^", "a**^**"],
  ["bold", "a**^**", "a^"],
  ["italic", "a **^**", "a ***^***"],
  ["bold", "[- a\n- b]\nc", "- [**a**\n- **b**]\nc"],
  ["bold", "[**a**\nb]", "[**a**\n**b**]"],
  ["bold", "- [**a**\n- **b**]\nc", "- [a\n- b]\nc"],
  ["bold", "**[a**\n**b]**", "[a\nb]"],
  ["italic", "[**a**\n**b**]", "[***a***\n***b***]"],
  ["bold", "one **two^** three", "one **two**^ three"],
  ["italic", "one *two^*", "one *two*^"],
  ["italic", "one **two^**", "one **two*^***"],
  ["bold", "**a** b^", "**a** b**^**"],
  ["numbered", "| a^ | b |", "| a^ | b |"],
  ["list", "[a\n| b |\nc]", "[- a\n| b |\n- c]"],
  ["bold", "[**a**\n\n**b**]", "[a\n\nb]"],
  ["bold", "a [ ]b", null],
  ["heading", "a^b", "# a^b"],
  ["heading", "# a^b", "a^b"],
  ["heading", "## a^b", "# a^b"],
  ["lower_heading", "- a^b", "## a^b"],
  ["heading", "  - a^", "# a^"],
  ["list", "[a\nb]", "[- a\n- b]"],
  ["list", "[- a\n- b]", "[a\nb]"],
  ["list", "[- a\n\nb\n]c", "[- a\n\n- b]\nc"],
  ["list", "1. a^", "- a^"],
  ["list", "> a^", "> - a^"],
  ["list", "^", "- ^"],
  ["numbered", "[a\n\nb]", "[1. a\n\n2. b]"],
  ["numbered", "[- a\n  - b]", "[1. a\n  2. b]"],
  ["numbered", "[1. a\n2. b]", "[a\nb]"],
  ["list", "[a\na]", "[- a\n- a]"],
  ["numbered", "[a\na]", "[1. a\n2. a]"],
  ["quotation", "[5 pupils\nsaid]", "[>  5 pupils\n>  said]"],
  ["quotation", "[>  5 pupils\n>  said]", "[5 pupils\nsaid]"],
  ["quotation", "[a\n\nb]", "[> a\n> \n> b]"],
  ["quotation", "[> a\n> \n> b]", "[a\n\nb]"],
  ["quotation", "^", "> ^"],
  ["continued", "- a^", "- a\n- ^"],
  ["continued", "- a^b", "- a\n- ^b"],
  ["continued", "9. a^\nc", "9. a\n10. ^\nc"],
  ["continued", "2) a^", "2) a\n3) ^"],
  ["continued", "> - a^", "> - a\n> - ^"],
  ["continued", "•\ta^", "•\ta\n•\t^"],
  ["continued", "- a\n- ^", "- a\n^"],
  ["continued", "- a\n  - b\n  - ^", "- a\n  - b\n- ^"],
  ["continued", "3. a\n   - b\n   - ^", "3. a\n   - b\n4. ^"],
  ["continued", "  - ^", "^"],
  ["continued", "a^", null],
  ["continued", "^- a", null],
  ["continued", "- [a]", null],
  ["nextRow", "| a | b |\n| - | - |\n| c | d |^", "| a | b |\n| - | - |\n| c | d |\n| ^  |   |"],
  ["nextRow", "| a | b |\n| - | - |\n| c^ | \\| |\nEnd", "| a | b |\n| - | - |\n| c | \\| |\n| ^  |   |\nEnd"],
  ["nextRow", "| a^ | b |\n| --- | --- |", "| a | b |\n| --- | --- |\n| ^  |   |"],
  ["nextRow", "> | a | b |\n> |-|-|^", "> | a | b |\n> |-|-|\n> | ^  |   |"],
  ["nextRow", "| a | b |\n| - | - |\n|   | ^  |", "| a | b |\n| - | - |\n^"],
  ["nextRow", "| a | b |^", null],
  ["nextRow", "a | b^", null],
  ["nextRow", "^| a |\n| - |", null],
  ["nextRow", "| [a] |\n| - |", null],
  ["lower", "- a\n- b^", "- a\n  - b^"],
  ["lower", "10. a\n11. b^", "10. a\n    1. b^"],
  ["lower", "- a\n  - b^", null],
  ["lower", "- a^", null],
  ["lower", "- a\nb\n- c^", null],
  ["lower", "- a\n[- b\n- c]", "- a\n[  - b\n  - c]"],
  ["upper", "- a\n  - b^", "- a\n- b^"],
  ["upper", "1. a\n   1. b^", "1. a\n2. b^"],
  ["upper", "- a^", null],
];
for (const [name, before, after] of CASES) {
  test(`${name}: ${JSON.stringify(before)}`, () => assert.equal(done(ACTS[name], before), after));
}

test("a link takes the words that are chosen, or an address, or asks for words", () => {
  const link = (drawn) => {
    const { text, start, end, from } = EDITS.link(state(drawn), FILLERS.link);
    return [text, text.slice(start - from, end - from)];
  };
  assert.deepEqual(link("a [our page]"), ["[our page](https://)", "https://"]);
  assert.deepEqual(link("a ^"), ["[words of the link](https://)", "words of the link"]);
  assert.deepEqual(link("a [https://a.example]"), ["[words of the link](https://a.example)", "words of the link"]);
});

test("a link that is one already becomes its words again, and one never breaks over lines", () => {
  const link = (value, chosen) => {
    const from = value.indexOf(chosen);
    const edit = EDITS.link({ value, from, to: from + chosen.length }, FILLERS.link);
    return value.slice(0, edit.from) + edit.text + value.slice(edit.to);
  };
  assert.equal(link("a [two](https://) b", "https://"), "a two b");
  assert.equal(link("a [two](https://x.example) b", "two"), "a two b");
  assert.equal(link("[one](https://x.example) two", "two"), "[one](https://x.example) [two](https://)");
  assert.equal(link("one two\n\nthree", "two\n\nthr"), "one [two](https://)\n\nthree");
  assert.equal(link("after", ""), "[words of the link](https://)after");
  assert.equal(EDITS.link({ value: "after", from: 5, to: 5 }, FILLERS.link).text, " [words of the link](https://)");
});

test("a second table stands below the first one", () => {
  const value = "| a | b |\n| - | - |\n| c | d |\nEnd";
  const { from, text } = EDITS.table({ value, from: 2, to: 3 }, FILLERS.table);
  assert.equal(value.slice(0, from), "| a | b |\n| - | - |\n| c | d |");
  assert.match(text, /^\n\n\| Heading/);
  assert.equal(EDITS.table({ value: "| a |", from: 2, to: 2 }, FILLERS.table).from, 5);
});

test("a table stands apart, and its first heading is chosen", () => {
  const { from, to, text, start, end } = EDITS.table(state("a^"), FILLERS.table);
  assert.deepEqual([from, to], [1, 1]);
  assert.equal(text, "\n\n| Heading | Heading | Heading |\n| --- | --- | --- |\n|   |   |   |\n|   |   |   |");
  assert.equal(text.slice(start - from, end - from), "Heading");
});

test("a table never cuts a sentence in two", () => {
  assert.equal(
    done((one) => EDITS.table(one, FILLERS.table), "One [word] and\nmore.\n\nEnd."),
    "One word and\nmore.\n\n| [Heading] | Heading | Heading |\n| --- | --- | --- |\n|   |   |   |\n|   |   |   |\n\nEnd.",
  );
  for (const drawn of ["One wo^rd.\nmore", "[One word.\nmore\n]", "- One\n- w^ord"]) {
    const { value, from, to } = state(drawn);
    const edit = EDITS.table({ value, from, to }, FILLERS.table);
    assert.deepEqual([edit.from, edit.to, edit.text.startsWith("\n\n| ")], [value.trimEnd().length, value.trimEnd().length, true], drawn);
  }
});

test("every button does something", () => {
  assert.deepEqual(BUTTONS.filter(({ name }) => !(name in ACTS)).map(({ name }) => name), []);
});
