/* Walks through what was copied and keeps its blocks: texts, headings, items of lists and tables, each in lines; and
   counts what is left behind.

   It asks a node for nodeType, nodeName, childNodes, data and getAttribute, and nothing else. */

import { addressOf, leadsToNote } from "./addresses.js";
import { asHeading, asLine } from "./escape.js";
import { linesOf, withoutMarker } from "./lines.js";
import { marked, whole } from "./numbering.js";
import * as office from "./office.js";
import { pictured } from "./pictures.js";
import { asMarkdown, isMarked } from "./runs.js";
import { asSigns } from "./symbols.js";
import { rowsOf } from "./tables.js";

const ELEMENT = 1;
const TEXT = 3;
const COMMENT = 8;
const named = (names) => new Set(names.split(","));
const UNSAID = named("annotation,annotation-xml,base,col,datalist,head,link,meta,noembed,noscript,script,style,template,title,xml");
const PICTURES = named("canvas,emoji,img,svg,v:imagedata");
const OBJECTS = named("applet,audio,embed,iframe,object,video");
const FIELDS = named("input,select,textarea");
const BLOCKS = named("address,article,aside,body,caption,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,html,li,main,nav,p,pre,section,summary,td,th,tr,blockquote,ul,ol");
const SHIFTED_PARTS = { msup: ["", "sup"], msub: ["", "sub"], msubsup: ["", "sub", "sup"] };
const QUIET_FIELDS = named("hidden,button,submit,reset,image");
const START = { isBold: false, isItalic: false, href: "", shift: "", font: "", isStruck: false, isDone: false, isPre: false, isQuoted: false, isLine: false, list: null, depth: 0, item: null, rank: 0 };

export const nameOf = (node) => node.nodeName.toLowerCase();

export class Reader {
  constructor({ isCell = false, isHead = false, left = {} } = {}) {
    Object.assign(this, { isCell, isHead, left, isMarked: false, blocks: [], runs: [], hasGap: false, isInMarker: false, isInStruck: false, said: 0 });
  }

  all(root) {
    this.children(root, START);
    this.close(START);
    return this.blocks;
  }

  children(node, around) {
    for (const child of node.childNodes) {
      if (child.nodeType === TEXT) this.say(child.data, around);
      else if (child.nodeType === ELEMENT) this.element(child, around);
      else if (child.nodeType === COMMENT) this.comment(child, around);
    }
  }

  comment(node, { item }) {
    if (office.isMarkersBegin(node)) this.isInMarker = Boolean(item);
    if (office.isMarkersEnd(node)) this.isInMarker = false;
  }

  leave(kind) { this.left[kind] = (this.left[kind] ?? 0) + 1; }

  say(text, around) {
    if (this.isInMarker && around.item) this.mark(text, around);
    else if (this.isStruck(text, around)) this.isMarked = true;
    else {
      const typed = around.isPre ? text.replace(/\r\n?/g, "\n") : text.replace(/[\r\n\t]/g, " ");
      const signs = asSigns(typed, around.font);
      for (let at = 0; at < signs.lost; at += 1) this.leave("sign");
      if (signs.text.trim()) this.said += 1;
      this.isMarked ||= signs.text !== typed || Boolean(around.shift && typed.trim());
      this.runs.push({ text: signs.text, shift: around.shift, isBold: around.isBold && !around.rank && !this.isHead, isItalic: around.isItalic, href: around.href });
    }
  }

  /* Words that are no part of what was copied as text: a sign for a picture, a tick, the number of a note. */
  sayInstead(text, around) {
    this.say(text, { ...around, font: "", shift: "" });
    this.isMarked ||= Boolean(text);
  }

  mark(text, { item, font }) {
    item.marker += text;
    item.font ||= text.trim() ? font : "";
  }

  /* One passage is what nothing but blanks interrupts. */
  isStruck(text, { isStruck, isDone, item }) {
    if (!isStruck || isDone || item?.isDone) {
      this.isInStruck &&= !text.trim();
      return false;
    }
    if (text.trim() && !this.isInStruck) this.leave("struck");
    this.isInStruck ||= Boolean(text.trim());
    if (item) item.isStruck = true;
    return true;
  }

  element(node, around) {
    const name = nameOf(node);
    if (UNSAID.has(name) || this.isUnseen(node)) return;
    const inside = this.within(node, name, around);
    const tabs = office.tabsOf(node);
    if (name === "br") this.say("\n", { ...around, isPre: true });
    else if (tabs) this.say("\t".repeat(tabs), { ...around, isPre: true });
    else if (office.isMarker(node) && around.item) this.mark(textOf(node), inside);
    else if (name === "table") this.table(node, inside);
    else if (BLOCKS.has(name)) this.block(node, name, around);
    else this.inline(node, name, inside);
  }

  inline(node, name, inside) {
    const isPicture = PICTURES.has(name) || (node.getAttribute("role") === "img" && !textOf(node).trim());
    if (isPicture) this.picture(node, inside);
    else if (OBJECTS.has(name)) this.leave("object");
    else if (FIELDS.has(name)) this.field(node, name, inside);
    else if (office.isNote(node) || (name === "a" && leadsToNote(node))) this.note(node, inside);
    else if (name === "a") this.link(node, inside);
    else if (name === "q") this.around(node, inside, "“", "”");
    else if (SHIFTED_PARTS[name]) this.shiftedParts(node, SHIFTED_PARTS[name], inside);
    else {
      this.checked(node, name, inside);
      this.children(node, inside);
    }
  }

  checked(node, name, inside) {
    const check = office.checkOf(node, name);
    if (check && !/[☐☑☒✓✔]/.test(textOf(node))) this.tick(check, inside);
  }

  isUnseen(node) {
    const kind = office.unseen(node);
    if (kind === "comment" || (kind === "hidden" && textOf(node).trim())) this.leave(kind);
    return Boolean(kind);
  }

  around(node, inside, before, after) {
    this.sayInstead(before, inside);
    this.children(node, inside);
    this.sayInstead(after, inside);
  }

  shiftedParts(node, shifts, inside) {
    const parts = [...node.childNodes].filter((child) => child.nodeType === ELEMENT);
    parts.forEach((part, at) => this.element(part, { ...inside, shift: shifts[at] || inside.shift }));
  }

  picture(node, inside) {
    const [, no] = /^(un)?checked$/i.exec(node.getAttribute("alt") ?? "") ?? [null, null];
    if (no !== null) {
      this.tick(no ? "☐" : "☑", inside);
      return;
    }
    const { text, isLeft } = pictured(node);
    if (isLeft) this.leave("picture");
    if (text) this.sayInstead(text, inside);
  }

  field(node, name, inside) {
    const check = office.checkOf(node, name);
    const type = (node.getAttribute("type") ?? "").toLowerCase();
    const words = name === "textarea" ? textOf(node) : name === "input" && !check ? node.getAttribute("value") ?? "" : "";
    if (check) this.tick(check, inside);
    else if (name === "input" && QUIET_FIELDS.has(type)) return;
    else if (words.trim()) this.sayInstead(words, inside);
    else this.leave("field");
  }

  tick(check, inside) {
    const { item } = inside;
    if (item) item.isDone ||= check === "☑";
    if (!item?.head) this.sayInstead(`${check} `, inside);
  }

  /* The number of a note stands apart from the word before it. */
  note(node, inside) {
    const sign = textOf(node).replace(/[\s\u00a0[\]]+/g, "");
    if (sign) this.sayInstead(inside.isStruck ? sign : ` [${sign}]`, { ...inside, href: "" });
  }

  /* A link without words is said by its address. */
  link(node, inside) {
    const { href, lost, raw, isUnwrapped } = addressOf(node);
    if (lost && !inside.isStruck) this.leave(lost);
    const [said, pictures] = [this.said, this.left.picture];
    if (isUnwrapped && textOf(node).trim() === raw) this.sayInstead(href, { ...inside, href });
    else this.children(node, { ...inside, href: href || inside.href });
    if (href && said === this.said && pictures !== this.left.picture) this.sayInstead(href.replace(/^mailto:([^?]*).*/i, "$1").replace(/^tel:/i, ""), { ...inside, href });
  }

  within(node, name, around) {
    return {
      ...around,
      isBold: office.boldness(node, name, around.isBold),
      isItalic: office.slant(node, name, around.isItalic),
      isStruck: around.isStruck || office.isStruck(node, name),
      shift: BLOCKS.has(name) || name === "table" ? around.shift : office.shiftOf(node, name, around.shift),
      font: office.fontOf(node, name, around.font),
      isPre: office.isPre(node, name, around.isPre),
      isQuoted: around.isQuoted || office.isQuotation(node, name),
    };
  }

  block(node, name, around) {
    this.close(around);
    const inside = { ...this.within(node, name, around), ...this.facts(node, name, around) };
    if (name !== "li") this.checked(node, name, inside);
    this.children(node, inside);
    this.isInMarker = false;
    this.close(inside, name !== "li" && name !== "ul" && name !== "ol");
    if (name === "li" && inside.item.isStruck && !inside.item.block) this.countOn(inside.item);
  }

  /* What a block is beside the styles of its words. */
  facts(node, name, around) {
    if (name === "ul" || name === "ol") return { depth: around.depth + 1, list: office.listOf(node, name), item: around.item };
    const rank = office.headingRank(node, name);
    if (rank && !around.item) return { rank, isLine: false };
    if (name === "li") return this.itemOf(node, around);
    const level = around.item ? 0 : office.levelOfParagraph(node);
    if (level) return { item: { level, marker: "", font: "", head: "", isOffice: true, block: null }, rank: 0 };
    return { isLine: name === "div" };
  }

  itemOf(node, { list, depth }) {
    const level = office.levelOfItem(node) || office.levelOfParagraph(node) || depth || 1;
    const own = whole(node.getAttribute("value"));
    if (list && own !== null) list.next = own;
    const counting = office.countingOf(node) || list?.counting;
    const isCounted = counting || list?.isCounted;
    const count = list && isCounted ? marked(list.next, counting ?? "", node.getAttribute("data-leveltext") ?? "") : { number: null, label: "" };
    const head = office.checkOf(node, "li");
    return { item: { level, marker: "", font: "", head, ...count, list, block: null }, rank: 0, isDone: head === "☑" };
  }

  table(node, around) {
    this.close(around);
    const { captions, rows, loose } = rowsOf(node, (cell, isHead) => this.cell(cell, isHead, around));
    captions.forEach((caption) => this.block(caption, "caption", around));
    if (rows) this.push({ kind: "table", rows, isQuoted: around.isQuoted });
    else loose.forEach((cell) => this.block(cell, "td", around));
  }

  /* A cell is one line. */
  cell(node, isHead, { isStruck, font }) {
    const reader = new Reader({ isCell: true, isHead, left: this.left });
    reader.element(node, { ...START, isStruck, font });
    reader.close(START);
    if (!reader.blocks.length && office.isColoured(node)) this.leave("colour");
    const markOf = ({ kind, number }) => (kind !== "item" ? "" : number === null ? "– " : `${number}. `);
    return reader.blocks.map((block) => markOf(block) + block.lines.join(" ")).join(" ");
  }

  /* What was said since the last block begins or goes on. */
  close(around, isEnd = false) {
    const runs = this.isOfficeItem(around) ? withoutMarker(this.runs, around.item) : this.runs;
    this.runs = [];
    this.isInStruck = false;
    const said = linesOf(runs, !this.isCell && !around.item && !around.rank);
    const lines = said.map((line) => asMarkdown(line, { isCell: this.isCell }));
    while (lines.length && !lines.at(-1)) lines.pop();
    while (lines.length && !lines[0]) lines.shift();
    if (!lines.length) {
      this.hasGap ||= isEnd && runs.length > 0;
      return;
    }
    this.isMarked ||= said.some(isMarked);
    this.add(around, lines);
  }

  isOfficeItem({ item }) { return item?.isOffice && !item.marker && !item.block; }

  add(around, lines) {
    const { item, rank, isQuoted } = around;
    const safe = this.isCell ? lines : lines.map(asLine);
    const isTabbed = lines.every((line) => line.includes("\t"));
    if (item?.block && this.blocks.at(-1).kind === "item") this.blocks.at(-1).lines.push(...safe.filter(Boolean));
    else if (item?.block) this.push({ kind: "text", lines: safe, isQuoted, isLine: false });
    else if (item) this.addItem(item, lines.filter(Boolean), isQuoted);
    else if (rank) this.push({ kind: "heading", rank, lines: [asHeading(lines.filter(Boolean).join(" "))], isQuoted });
    else this.push({ kind: "text", lines: safe, isQuoted, isLine: around.isLine || isTabbed, isApart: this.hasGap });
  }

  addItem(item, [first, ...others], isQuoted) {
    const { number, label } = item.isOffice ? office.countOf(item.marker, item.font) : item;
    const head = /^[☐☑☒]/.test(first) ? "" : item.head;
    const lines = [[label, head, first].filter(Boolean).join(" "), ...others];
    this.countOn(item);
    item.block = { kind: "item", level: item.level, number: number ?? null, lines: this.isCell ? lines : lines.map(asLine), isQuoted };
    this.push(item.block);
  }

  countOn({ list }) {
    if (list) list.next += list.step;
  }

  push(block) {
    this.isMarked ||= block.kind !== "text" || block.isQuoted;
    this.hasGap = false;
    this.blocks.push(block);
  }
}

const textOf = (node) => (node.nodeType === TEXT ? node.data : [...node.childNodes].map(textOf).join(""));
