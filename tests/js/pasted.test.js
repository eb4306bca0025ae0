import assert from "node:assert/strict";
import { test } from "node:test";
import { inert } from "../../static/js/rich/inert.js";
import { markdownOf } from "../../static/js/rich/markdown.js";
import { Note } from "../../static/js/rich/note.js";
import { fitted, pasted } from "../../static/js/rich/paste.js";
import { GOOGLE_DOCS, GOOGLE_DOCS_AS_MARKDOWN, OUTLOOK, OUTLOOK_AS_MARKDOWN, WORD, WORD_AS_MARKDOWN } from "./support/clipboards.js";
import { parsed } from "./support/html.js";

const read = (html) => markdownOf(parsed(inert(html)));
const said = (html) => { const copied = read(html); return copied.isMarked ? copied.text : null; };
const BOLD = "<b>So</b> ";

const PROGRAMS = { Word: [WORD, WORD_AS_MARKDOWN], "Google Docs": [GOOGLE_DOCS, GOOGLE_DOCS_AS_MARKDOWN], Outlook: [OUTLOOK, OUTLOOK_AS_MARKDOWN] };
for (const [program, [html, markdown]] of Object.entries(PROGRAMS)) {
  test(`${program}: what a text can hold comes with it`, () => assert.equal(said(html), markdown));
}

const SHAPES = {
  "three levels of heading are two": ["<h2>A</h2><h3>B</h3><h4>C</h4>", "# A\n\n## B\n\n## C"],
  "Word on the web says its headings and levels by roles": [
    '<p role="heading" aria-level="1"><span>A</span></p><div><ul><li aria-level="1"><p>B</p></li></ul></div><div><ul><li data-aria-level="2"><p>C</p></li></ul></div>',
    "# A\n\n- B\n  - C",
  ],
  "a bold that is switched off inside is not bold": ['<p><b>So <span style="font-weight:400">not</span></b> it</p>', "**So** not it"],
  "a mark never stands on a blank": ["<p>a<b> b </b>c</p>", "a **b** c"],
  "a mark that could not be read is left out": ["<p>a<b>(b)</b>c <i>d</i></p>", "a(b)c *d*"],
  "bold within italic": ["<p><i>a <b>b</b> c</i></p>", "*a* ***b*** *c*"],
  "lines of a paragraph stay lines": ["<p><b>a</b><br>b<br><br>c</p>", "**a**\nb\n\nc"],
  "lines that are parts of a mail are lines": ["<div>a</div><div><b>b</b></div><div><br></div><div>c</div>", "a\n**b**\n\nc"],
  "a paragraph of an item stands under it": ["<ul><li><p>a</p><p>b</p></li></ul>", "- a\n  b"],
  "an item that holds nothing but a list": ["<ul><li><ul><li>a</li></ul></li></ul>", "- a"],
  "a quotation that begins with a number is no comparison": ["<blockquote><p>2 of 5</p><ol><li>a<ul><li>b</li></ul></li></ol></blockquote>", ">  2 of 5\n>\n>  1. a\n>     - b"],
  "a list counts on": ['<ol start="9"><li>a</li><li>b<ol><li>c</li></ol></li></ol>', "9. a\n10. b\n    1. c"],
  "cells that reach over others": [
    '<table><tr><th colspan="2">a</th><th>b</th></tr><tr><td rowspan="2">c</td><td>d</td><td>e</td></tr><tr><td>f</td><td>g</td></tr></table>',
    "| a |  | b |\n| --- | --- | --- |\n| c | d | e |\n|  | f | g |",
  ],
  "a table that lays out a page is none": ["<table><tr><td><p>a</p><table><tr><td>b</td><td><b>c</b></td></tr></table></td></tr></table>", "a\n\nb\n\n**c**"],
  "an address that is its own name needs no mark": ['<p><b>x</b> <a href="https://a.example/">https://a.example</a></p>', "**x** https://a.example"],
  "signs of an address that would end the link": ['<p><a href="https://a.example/b (c)">d [e]</a></p>', "[d \\[e\\]](https://a.example/b%20%28c%29)"],
};
for (const [name, [html, markdown]] of Object.entries(SHAPES)) test(name, () => assert.equal(said(html), markdown));

const LIKE_MARKS = {
  "# a": "\\# a", "1. a": "1\\. a", "2) a": "2\\) a", "- a": "\\- a", "+ a": "\\+ a", "&gt; a": "\\> a", "| a": "\\| a", "|-|": "\\|-|", "---": "\\---",
  "5 * 3": "5 * 3", "*a*": "\\*a\\*", "a_b": "a_b", "_a_": "\\_a\\_", "[a](b)": "[a\\](b)", "[a]": "[a]", "a\\*": "a\\\\\\*", "C:\\dir": "C:\\dir", "#1": "#1", "2026.": "2026\\.", "3.5": "3.5",
};
for (const [typed, escaped] of Object.entries(LIKE_MARKS)) {
  test(`"${typed}" is pasted as it was`, () => assert.equal(said(`<p>${BOLD}</p><p>${typed}</p>`), `**So**\n\n${escaped}`));
}

const HOSTILE = [
  '<img src=x onerror="alert(1)"><b>a</b>', "<script>alert(1)</script><b>a</b>", "<b>a</b><style>b{}</style>", '<b onclick="alert(1)">a</b>',
  '<b>a</b><iframe src="https://b.example">c</iframe>', '<svg><a href="javascript:alert(1)">b</a></svg><b>a</b>', "<b>a</b><template><p>c</p></template>",
];
for (const html of HOSTILE) test(`nothing but words is taken of ${html}`, () => assert.equal(said(html), "**a**"));

for (const href of ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///c:/x", "//a.example", "#a", "/a"]) {
  test(`"${href.trim()}" is no link`, () => assert.equal(said(`<p><b>a</b> <a href="${href}">b</a></p>`), "**a** b"));
}

for (const html of ["", "<p>a</p>", "<p>a</p><p># b</p>", "<span style='color:red'>a</span>", '<a href="https://a.example">https://a.example</a>', "<b> </b>", "<table><tr><td>a</td></tr></table>"]) {
  test(`plain text says as much as ${html || "nothing"}`, () => assert.equal(said(html), null));
}

/* Trees by chance: whatever they are, each letter comes out once, and in its place. */
function random(seed) {
  let state = seed;
  return (most) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor((state / 2147483648) * most); };
}
const TAGS = ["p", "div", "b", "i", "span", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "h1", "h3", "a", "pre", "o:p", "section", "caption", "font"];
function tree(next, depth = 0) {
  return Array.from({ length: 1 + next(3) }, () => {
    if (depth > 5 || next(3) === 0) return [..."abcdefg"].slice(0, 1 + next(6)).join(next(2) ? "" : " ") + ["*", "#", "|", "_", "\\", " "][next(6)];
    const tag = TAGS[next(TAGS.length)];
    return `<${tag}>${tree(next, depth + 1)}</${tag}>`;
  }).join("");
}
const letters = (text) => text.replace(/[^a-z]/g, "");
/* A table shows cells in rows, and nothing else. */
const textOf = (node) => (node.nodeType === 3 ? node.data : node.childNodes.map(textOf).join(""));
const IN_ROWS = new Set(["TABLE", "THEAD", "TBODY", "TR"]);
function loose(node) {
  return node.childNodes.some((child) => (IN_ROWS.has(node.nodeName) && child.nodeType === 3) || loose(child) || (IN_ROWS.has(node.nodeName) && !["TR", "TBODY", "THEAD", "TD", "TH", "CAPTION"].includes(child.nodeName)) || (node.nodeName === "TABLE" && ["TD", "TH"].includes(child.nodeName)) || (node.nodeName === "TR" && !["TD", "TH"].includes(child.nodeName)));
}
test("letters in are letters out, whatever is nested in what", () => {
  let looked = 0;
  for (let seed = 1; seed < 6000; seed += 1) {
    const html = tree(random(seed));
    const root = parsed(html);
    if (loose(root)) continue; // a parser of HTML puts such text elsewhere
    const copied = markdownOf(root);
    if (!copied.isMarked) continue;
    looked += 1;
    assert.equal(letters(copied.text), letters(textOf(root)), html);
  }
  assert.ok(looked > 900, String(looked));
});

test("blocks stand apart from what is there already, and running text does not", () => {
  const list = { text: "- a", isRunning: false };
  assert.equal(fitted(list, "", ""), "- a");
  assert.equal(fitted(list, "Before ", "after"), "\n\n- a\n\n");
  assert.equal(fitted(list, "Before\n", "\nafter"), "\n- a\n");
  assert.equal(fitted(list, "Before\n\n", "\n\nafter"), "- a");
  assert.equal(fitted({ text: "**a**", isRunning: true }, "Before ", "after"), "**a**");
});

function box(value, { isTyped = true } = {}) {
  const calls = [];
  const field = Object.assign(new EventTarget(), { value, selectionStart: value.length, selectionEnd: value.length, focus() {}, readOnly: false, disabled: false });
  field.setSelectionRange = (from, to) => Object.assign(field, { selectionStart: from, selectionEnd: to });
  field.setRangeText = (text, from, to) => { field.value = field.value.slice(0, from) + text + field.value.slice(to); };
  const document = { execCommand: (...call) => { calls.push(call); return isTyped; } };
  const told = [];
  const note = { say: (words) => told.push(words) };
  const DOMParser = class { parseFromString(html) { return { body: parsed(html) }; } };
  field.ownerDocument = Object.assign(document, { defaultView: { document, DOMParser, Event } });
  return { field, calls, note, told };
}
const paste = (html, { plain = "plain", files = [] } = {}) => Object.assign(new Event("paste", { cancelable: true }), { clipboardData: { files, getData: (type) => (type === "text/html" ? html : plain) } });

test("a paste is one step that is typed", () => {
  const { field, calls, note, told } = box("Before");
  const event = paste("<ul><li>a</li></ul>");
  pasted(event, field, note);
  assert.deepEqual([calls, told], [[["insertText", false, "\n\n- a"]], [""]]);
  assert.ok(event.defaultPrevented);
});

test("where nothing can be typed for the person, the box says that it has changed", () => {
  const { field, note } = box("Before ", { isTyped: false });
  let heard = 0;
  field.addEventListener("input", () => { heard += 1; });
  pasted(paste("<b>a</b>"), field, note);
  assert.deepEqual([field.value, heard], ["Before **a**", 1]);
});

test("plain text is left to the browser", () => {
  const { field, calls, note } = box("");
  const event = paste("<p>a</p>");
  pasted(event, field, note);
  assert.deepEqual([calls, event.defaultPrevented], [[], false]);
});

test("what is left behind is told, whoever typed the rest", () => {
  const UNDO = "Undo (Ctrl+Z) takes the paste back.";
  const { field, calls, note, told } = box("");
  for (const one of [
    paste("<b>a</b><img src=x><s>b</s>"), paste('<p>a <a href="file:///x">b</a></p>'), paste("<img src=x>", { plain: "" }),
    paste("<s>a</s>"), paste("", { plain: "", files: [{ type: "image/png" }] }), paste("", { plain: "a", files: [{ type: "image/png" }] }), paste("<p>a</p>", { plain: "" }),
  ]) pasted(one, field, note);
  assert.deepEqual(told, [`Left behind: 1 picture, 1 struck-out passage. ${UNDO}`, `Left behind: 1 link to a file. ${UNDO}`, "Left behind: 1 picture.", "Left behind: 1 struck-out passage.", "Left behind: 1 picture.", "", ""]);
  assert.deepEqual(calls.map(([, , text]) => text), ["**a**", "a"]);
});

test("what a box has no room for is told", () => {
  for (const [html, plain, words] of [["<b>abcd</b>", "abcd", "Left behind: 8 signs"], ["", "ab\r\ncd", "Left behind: 3 signs"], ["", "ab", ""]]) {
    const { field, note, told } = box("Before");
    pasted(paste(html, { plain }), Object.assign(field, { maxLength: 8 }), note);
    assert.equal(told[0].split(" for which")[0], words);
  }
});

test("the line goes when the paste is taken back, and not before", () => {
  const { field } = box("Before");
  const line = { setAttribute() {}, textContent: "" };
  Object.assign(field, { after() {} });
  field.ownerDocument.createElement = () => line;
  const note = new Note(field);
  note.say("Left behind: 1 picture.", "Before");
  field.value = "Before a";
  field.dispatchEvent(new Event("input"));
  assert.equal(line.textContent, "Left behind: 1 picture.");
  field.value = "Before";
  field.dispatchEvent(new Event("input"));
  assert.equal(line.textContent, "");
});
