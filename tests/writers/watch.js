/* Stands beside a page: types and takes out words as keys do, and notes each "saved" with the texts it was said of and
   the real time, which the page's own clock need not be. */

{
  const { now } = Date;
  const entries = performance.getEntriesByType.bind(performance);
  const opening = Math.random();
  const line = () => document.querySelector("[data-save-state]");
  const fields = () => [...document.querySelectorAll("form[data-save] textarea")];
  const boxes = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));

  /* Where a word may stand: at either end, and at every blank and line break. */
  const gaps = (text) => [0, ...[...text.matchAll(/\s/g)].map((found) => found.index), text.length];

  const note = (changes) => {
    const isGood = line()?.classList.contains("tone-good");
    if (isGood && changes.some(({ target }) => line().contains(target))) window.said({ at: now(), opening, boxes: boxes() });
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });

  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith("kept:"));

  window.writing = {
    entries,

    type(place, chance, word, isLine) {
      const field = fields()[place];
      if (!field) return false;
      const all = gaps(field.value);
      const gap = all[Math.floor(chance * all.length)];
      field.focus();
      field.setSelectionRange(gap, gap);
      return document.execCommand("insertText", false, isLine ? `\n${word}\n` : ` ${word} `);
    },

    takeOut(place, chance) {
      const field = fields()[place];
      const words = field ? [...field.value.matchAll(/\S+/g)] : [];
      if (!words.length) return null;
      const word = words[Math.floor(chance * words.length)];
      field.focus();
      field.setSelectionRange(word.index, word.index + word[0].length);
      return document.execCommand("delete") ? word[0] : null;
    },

    isThere: () => fields().length > 0 && line()?.querySelector(".save-state-line") !== null,

    isAtRest() {
      const isTold = !/^(Saving|Not saved|You are|Somebody else)/.test(line()?.textContent.trim() ?? "");
      return isTold && kept().every((name) => JSON.parse(localStorage[name])?.sent);
    },

    told: () => [document.title, line()?.textContent.trim(), ...kept().map((name) => `${name} ${localStorage[name].slice(0, 80)}`)].join("\n"),
  };
}
