/* A page that shows a text and no form of it: what this browser still keeps of it for this person, to copy or let go. */

import { discarding, takeAway } from "./discard.js";
import { stepsOf, sameTexts, textsOf } from "./steps.js";
import { listOf } from "./stray_note.js";
import { KEPT } from "./words.js";

const KIND = "text";

export class LeftText {
  constructor(element, { window, copies, pages, clock }) {
    Object.assign(this, { element, window, document: window.document, copies, pages, clock, text: element.dataset.left });
  }

  async start() {
    const { copies, text } = this;
    const shown = [];
    for (const name of copies.names(KIND, text)) {
      const steps = await this.leftIn(name);
      const twin = steps && shown.find((one) => sameTexts(one.steps, steps.steps));
      if (twin) twin.names.push(name);
      else if (steps) shown.push({ ...steps, names: [name] });
    }
    shown.forEach((left) => this.show(left));
  }

  /* What is alive in another tab is that tab's own to save. */
  async leftIn(name) {
    if (this.copies.envelope(name)?.sent) return null;
    if (await this.pages.isAlive(decodeURIComponent(name.split(":").at(-1)))) return null;
    const kept = await this.copies.read(name);
    if (!kept?.open?.steps) return null;
    const steps = stepsOf(kept.open);
    // A step without an answer may have been taken.
    return steps.length ? { steps, since: kept.open.since, labels: kept.open.labels ?? {}, isSure: !kept.open.steps.length } : null;
  }

  show(left) {
    const { document, element } = this;
    const [note, line, told] = ["div", "p", "span"].map((name) => document.createElement(name));
    const rows = Object.entries(textsOf(left.steps)).map(([name, text]) => ({ label: left.labels[name] ?? name, text }));
    note.className = "kept-note";
    told.setAttribute("role", "status");
    line.textContent = KEPT.left(left.since, this.clock.now(), left.isSure);
    note.append(line, listOf(document, rows));
    const { clipboard } = this.window.navigator;
    if (clipboard) note.append(this.copyButton(clipboard, rows, told), told);
    note.append(discarding(document, () => {
      left.names.forEach((name) => this.copies.mark(name, { adopted: true, sent: true }));
      takeAway(note, element);
    }));
    element.append(note);
  }

  copyButton(clipboard, rows, told) {
    const button = this.document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-link", textContent: KEPT.copy });
    button.addEventListener("click", async () => {
      const words = rows.map(({ label, text }) => `${label}\n${text}`).join("\n\n");
      const isCopied = await clipboard.writeText(words).then(() => true, () => false);
      told.textContent = isCopied ? KEPT.copied : KEPT.notCopied;
    });
    return button;
  }
}
