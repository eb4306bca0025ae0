/* Walks through what was copied and keeps its blocks: texts, headings, items of lists and tables, each in lines.

   It asks a node for nodeType, nodeName, childNodes, data and getAttribute, and nothing else. */

import { asHeading, asLine } from "./escape.js";
import * as office from "./office.js";
import { asMarkdown, isMarked } from "./runs.js";
import { rowsOf } from "./tables.js";

const ELEMENT = 1;
const TEXT = 3;
const COMMENT = 8;
const UNSAID = new Set("audio,canvas,datalist,embed,head,iframe,img,input,link,meta,noscript,object,script,select,style,svg,template,textarea,title,video,xml".split(","));
const BLOCKS = new Set("address,article,aside,body,caption,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,html,li,main,nav,p,pre,section,summary,td,th,tr".split(",").concat("blockquote", "ul", "ol"));
const START = { isBold: false, isItalic: false, href: "", isPre: false, isQuoted: false, isLine: false, list: null, depth: 0, item: null, rank: 0 };

export const nameOf = (node) => node.nodeName.toLowerCase();

export class Reader {
  constructor({ isCell = false, isHead = false } = {}) {
    Object.assign(this, { isCell, isHead, isMarked: false, blocks: [], runs: [], counts: [], hasGap: false, isInMarker: false });
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

  say(text, around) {
    if (this.isInMarker && around.item) around.item.marker += text;
    else this.runs.push({ text: around.isPre ? text : text.replace(/[\r\n]/g, " "), isBold: around.isBold && !around.rank && !this.isHead, isItalic: around.isItalic, href: around.href });
  }

  element(node, around) {
    const name = nameOf(node);
    if (UNSAID.has(name) || office.isUnseen(node)) return;
    if (name === "br") this.say("\n", { ...around, isPre: true });
    else if (office.isMarker(node) && around.item) around.item.marker += textOf(node);
    else if (name === "table") this.table(node, this.within(node, name, around));
    else if (BLOCKS.has(name)) this.block(node, name, around);
    else this.children(node, this.within(node, name, around));
  }

  within(node, name, around) {
    return {
      ...around,
      isBold: office.boldness(node, name, around.isBold),
      isItalic: office.slant(node, name, around.isItalic),
      href: name === "a" ? office.addressOf(node) || around.href : around.href,
      isPre: around.isPre || name === "pre",
      isQuoted: around.isQuoted || office.isQuotation(node, name),
    };
  }

  block(node, name, around) {
    this.close(around);
    const inside = { ...this.within(node, name, around), ...this.facts(node, name, around) };
    this.children(node, inside);
    this.isInMarker = false;
    this.close(inside, name !== "li" && name !== "ul" && name !== "ol");
  }

  /* What a block is beside the styles of its words. */
  facts(node, name, around) {
    if (name === "ul" || name === "ol") {
      return { depth: around.depth + 1, list: { isCounted: name === "ol", next: Number(node.getAttribute("start")) || 1 }, item: around.item };
    }
    const rank = office.headingRank(node, name);
    if (rank && !around.item) return { rank, isLine: false };
    if (name === "li") return { item: this.listItem(node, around), rank: 0 };
    const level = around.item ? 0 : office.levelOfParagraph(node);
    if (level) return { item: { level, marker: "", isOffice: true, block: null }, rank: 0 };
    return { isLine: name === "div" };
  }

  listItem(node, { list, depth }) {
    const level = office.levelOfItem(node) || office.levelOfParagraph(node) || depth || 1;
    const own = Number(node.getAttribute("value"));
    if (list && own) list.next = own;
    return { level, marker: "", number: list?.isCounted ? list.next : null, list, block: null };
  }

  table(node, around) {
    this.close(around);
    const { caption, rows, loose } = rowsOf(node, (cell, isHead) => this.cell(cell, isHead));
    if (caption) this.block(caption, "caption", around);
    if (rows) this.push({ kind: "table", rows, isQuoted: around.isQuoted });
    else loose.forEach((cell) => this.block(cell, "td", around));
  }

  /* A cell is one line. */
  cell(node, isHead) {
    const reader = new Reader({ isCell: true, isHead });
    const blocks = reader.all({ childNodes: [node] });
    return blocks.map((block) => `${block.kind === "item" ? "– " : ""}${block.lines.join(" ")}`).join(" ");
  }

  /* What was said since the last block begins or goes on. */
  close(around, isEnd = false) {
    const runs = this.isOfficeItem(around) ? withoutMarker(this.runs, around.item) : this.runs;
    this.runs = [];
    const lines = linesOf(runs).map((line) => asMarkdown(line, { isCell: this.isCell }));
    while (lines.length && !lines.at(-1)) lines.pop();
    while (lines.length && !lines[0]) lines.shift();
    if (!lines.length) {
      this.hasGap ||= isEnd && runs.length > 0;
      return;
    }
    this.isMarked ||= linesOf(runs).some(isMarked);
    this.add(around, lines);
  }

  isOfficeItem({ item }) { return item?.isOffice && !item.marker && !item.block; }

  add(around, lines) {
    const { item, rank, isQuoted } = around;
    const safe = this.isCell ? lines : lines.map(asLine);
    if (item?.block && this.blocks.at(-1).kind === "item") this.blocks.at(-1).lines.push(...safe.filter(Boolean));
    else if (item?.block) this.push({ kind: "text", lines: safe, isQuoted, isLine: false });
    else if (item) this.addItem(item, safe.filter(Boolean), isQuoted);
    else if (rank) this.push({ kind: "heading", rank, lines: [asHeading(lines.filter(Boolean).join(" "))], isQuoted });
    else this.push({ kind: "text", lines: safe, isQuoted, isLine: around.isLine && !this.hasGap });
  }

  addItem(item, lines, isQuoted) {
    const number = item.isOffice ? this.officeNumber(item) : item.number;
    if (item.list) item.list.next += 1;
    item.block = { kind: "item", level: item.level, number, lines, isQuoted };
    this.push(item.block);
  }

  officeNumber({ level, marker }) {
    const count = office.countOf(marker);
    this.counts.length = Math.min(this.counts.length, level);
    this.counts[level - 1] = Number.isInteger(count) ? count : (this.counts[level - 1] ?? 0) + 1;
    return count === null ? null : this.counts[level - 1];
  }

  push(block) {
    if (block.kind !== "item") this.counts = [];
    this.isMarked ||= block.kind !== "text" || block.isQuoted;
    this.hasGap = false;
    this.blocks.push(block);
  }
}

const textOf = (node) => (node.nodeType === TEXT ? node.data : [...node.childNodes].map(textOf).join(""));

function withoutMarker(runs, item) {
  item.marker = office.bareMarker(runs.map((run) => run.text).join(""));
  let left = item.marker.length;
  return runs.map((run) => {
    const gone = Math.min(left, run.text.length);
    left -= gone;
    return { ...run, text: run.text.slice(gone) };
  });
}

/* Blanks count once, and a line begins and ends with none. */
function linesOf(runs) {
  const lines = [[]];
  for (const run of runs) {
    run.text.split("\n").forEach((text, at) => {
      if (at) lines.push([]);
      lines.at(-1).push({ ...run, text: text.replace(/[\s\u00a0]+/g, " ") });
    });
  }
  return lines.map(trimmed);
}

function trimmed(runs) {
  let isAfterBlank = true;
  const all = runs.map((run) => {
    const text = isAfterBlank ? run.text.replace(/^ /, "") : run.text;
    if (text) isAfterBlank = text.endsWith(" ");
    return { ...run, text };
  }).filter((run) => run.text);
  if (all.length && all.at(-1).text.endsWith(" ")) all.at(-1).text = all.at(-1).text.slice(0, -1);
  return all.filter((run) => run.text);
}
