/* What was said in one block, as lines of runs: blanks count once, tabs part cells, and what stands above or below the
   line has signs of its own. */

import { bareMarker } from "./office.js";
import { shifted } from "./symbols.js";

const TYPED_MARKER = /^\s*(?:\(?\d{1,3}[.)]|\(?[a-z]{1,4}[.)]|[-•–*o▪])\t[^\t]*$/i;

export function withoutMarker(runs, item) {
  item.marker = bareMarker(runs.map((run) => run.text).join(""));
  let left = item.marker.length;
  return runs.map((run) => {
    const gone = Math.min(left, run.text.length);
    left -= gone;
    return { ...run, text: run.text.slice(gone) };
  });
}

/* Neighbours that are raised together are one thing: "10" in bold and plain is still ten. */
function inLine(runs) {
  const all = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (run.shift && last?.shift === run.shift) last.text += run.text;
    else if (run.text) all.push({ ...run });
  }
  return all.map((run) => (run.shift ? { ...run, text: shifted(run.text, run.shift) } : run));
}

export function linesOf(runs, keepsTabs) {
  const lines = [[]];
  for (const run of inLine(runs)) {
    run.text.split("\n").forEach((text, at) => {
      if (at) lines.push([]);
      lines.at(-1).push({ ...run, text });
    });
  }
  return lines.map((line) => trimmed(line, keepsTabs));
}

function trimmed(runs, keepsTabs) {
  const whole = runs.map((run) => run.text).join("");
  const blanks = keepsTabs && /\S.*\t.*\S/.test(whole) && !TYPED_MARKER.test(whole) ? /[^\S\t]+/g : /\s+/g;
  let isAfterBlank = true;
  const all = runs.map((run) => {
    const said = run.text.replace(blanks, " ");
    const text = isAfterBlank ? said.replace(/^ /, "") : said;
    if (text) isAfterBlank = /[ \t]$/.test(text);
    return { ...run, text };
  }).filter((run) => run.text);
  if (all.length) all.at(-1).text = all.at(-1).text.replace(/[ \t]+$/, "");
  return all.filter((run) => run.text);
}
