/* What the server has refused of a form: all of it, or single boxes. A refused box waits until it says something else,
   and the others are saved meanwhile. */

const wordsOf = (sentences, label) => [label, sentences.join(" ")].filter(Boolean).join(": ");

export class Refusals {
  constructor() {
    Object.assign(this, { ofForm: null, ofBoxes: new Map() });
  }

  /* `carried` is what the refused steps said, box by box. Where none of those boxes is named, all of it is refused. */
  take({ words, boxes, labels }, carried) {
    const named = Object.keys(boxes).filter((name) => name in carried);
    this.ofForm = named.length ? null : words;
    for (const name of named) {
      this.ofBoxes.set(name, { text: carried[name], sentences: boxes[name], words: wordsOf(boxes[name], labels[name]) });
    }
  }

  isHeld(name, text) { return this.ofBoxes.get(name)?.text === text; }

  /* Somebody writes: the whole may be tried again. A box is told by what it says. */
  touched() { this.ofForm = null; }

  settle(names) { names.forEach((name) => this.ofBoxes.delete(name)); }

  /* Only boxes that are unsent can be refused. */
  keepOnly(names) {
    if (!names.length) this.ofForm = null;
    this.settle([...this.ofBoxes.keys()].filter((name) => !names.includes(name)));
  }

  sentences() { return Object.fromEntries([...this.ofBoxes].map(([name, { sentences }]) => [name, sentences])); }

  words(shown) {
    const held = [...this.ofBoxes].filter(([name]) => this.isHeld(name, shown[name])).map(([, { words }]) => words);
    return [...new Set([this.ofForm, ...held].filter(Boolean))].join(" ") || null;
  }
}
