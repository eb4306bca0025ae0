/* Blocks written down as Markdown, and what was copied turned into it. */

import { Reader } from "./reader.js";

const DEEPEST = 2;

function rowsOf({ rows: [head, ...others] }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...others.map(line)];
}

/* Two levels of headings and of lists are what there is; the uppermost heading is one of the first. */
class Writer {
  constructor(blocks) {
    this.upper = Math.min(...blocks.filter((block) => block.kind === "heading").map((block) => block.rank));
    this.lists = [];
  }

  linesOf(block, before) {
    if (block.kind === "item") return this.itemOf(block, before);
    this.lists = [];
    const apart = before && !(block.isLine && before.isLine && !block.isApart && block.isQuoted === before.isQuoted) ? [""] : [];
    if (block.kind === "table") return [...apart, ...rowsOf(block)];
    if (block.kind === "heading") return [...apart, `${block.rank === this.upper ? "#" : "##"} ${block.lines[0]}`];
    return [...apart, ...block.lines];
  }

  /* A list that does not begin with 1 begins only after a blank line. */
  itemOf({ level, number, lines, isQuoted }, before) {
    if (before?.isQuoted !== isQuoted) this.lists = [];
    const depth = Math.min(level, DEEPEST, this.lists.length + 1);
    const last = this.lists[depth - 1];
    const mark = number === null ? "- " : `${number}. `;
    const indent = depth > 1 ? " ".repeat(this.lists[0].width) : "";
    const isAnew = number > 1 && !last?.isCounted;
    const apart = before && (!this.lists.length || isAnew) ? [""] : [];
    this.lists = [...this.lists.slice(0, depth - 1), { width: mark.length, isCounted: number !== null }];
    return [...apart, ...lines.map((line, at) => indent + (at ? " ".repeat(mark.length) : mark) + line)];
  }
}

/* The blank line between a quotation and what is not stands outside of it. */
function quoted(lines, block, before, mark) {
  if (!block.isQuoted) return lines;
  return lines.map((line, at) => (line ? mark + line : at || before.isQuoted ? ">" : ""));
}

export function written(blocks) {
  const writer = new Writer(blocks);
  const all = blocks.map((block, at) => writer.linesOf(block, blocks[at - 1]));
  const isLikeMore = all.some((lines, at) => blocks[at].isQuoted && lines.some((line) => /^\d/.test(line))); // "> 5" is more than five
  return all.flatMap((lines, at) => quoted(lines, blocks[at], blocks[at - 1], isLikeMore ? ">  " : "> ")).join("\n");
}

/* What was copied as Markdown, whether it is one piece of running text, whether plain text says as much, and how much
   of what is left behind. */
export function markdownOf(root) {
  const reader = new Reader();
  const blocks = reader.all(root);
  const isRunning = blocks.length === 1 && blocks[0].kind === "text" && !blocks[0].isQuoted;
  return { text: written(blocks), isRunning, isMarked: reader.isMarked, left: reader.left };
}
