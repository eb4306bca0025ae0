/* What one opening of a form knows of its saving: pure, no clock, no page, no network.

   A record is { page, turn, boxes, steps }. A box is { base, from, taken, clash, isBehind }: `base` is the text the next step
   is laid over; `from` what that goes back to, where another page saves the base in our place and it may be refused;
   `taken` the text the server has answered for although the box does not show its base (a clash, or blanks only); it is
   behind where others have changed what is saved since its base, and doubtful where steps on the way build on one that may
   not stand in what is saved. A step is { turn, boxes, again }, with the base and text of each box it carries, and `from`
   where it is known; `steps` are those without an answer yet, the oldest first. */

export const MOST_STEPS = 20;
const MOST_WAITING = 3;

export const plain = (text) => String(text ?? "").replace(/\r\n?/g, "\n");

const withoutBlanks = (text) => plain(text).replace(/[^\S\n]+$/gm, "").trim();

/* A server that cuts blanks at the end must not take the blank from under a person's fingers. */
export const sameWords = (one, other) => withoutBlanks(one) === withoutBlanks(other);

const freshBox = (base, taken = null) => ({ base, taken, clash: null, isBehind: false, isDoubtful: false });

export function opened(page, bases, shown) {
  const boxes = {};
  for (const [name, base] of Object.entries(bases)) {
    const isSame = sameWords(base, shown[name]);
    boxes[name] = freshBox(plain(base), isSame && base !== shown[name] ? shown[name] : null);
  }
  return { page, turn: 0, boxes, steps: [] };
}

const waitingFor = (record, name) => record.steps.filter((step) => name in step.boxes).at(-1)?.boxes[name];

export const baseOf = (record, name) => waitingFor(record, name)?.text ?? record.boxes[name].base;

const changeOf = (record, shown, name) => {
  const from = waitingFor(record, name) ? undefined : record.boxes[name].from;
  return { base: baseOf(record, name), text: shown[name], from };
};

/* The boxes that hold something which no step has carried yet. */
export function untold(record, shown) {
  return Object.keys(record.boxes).filter((name) => {
    if (shown[name] === baseOf(record, name)) return false;
    return waitingFor(record, name) !== undefined || shown[name] !== record.boxes[name].taken;
  });
}

/* Nothing unsent, but not what is saved either: the newest text is wanted. */
export function isBehind(record, shown) {
  return Object.entries(record.boxes).some(([name, box]) => box.isBehind && !box.clash && shown[name] === box.base);
}

export const isUnsent = (record, shown) => record.steps.length > 0 || untold(record, shown).length > 0;

/* The boxes that are not yet answered for. */
export const unsentNames = (record, shown) => [...new Set([...record.steps.flatMap((step) => Object.keys(step.boxes)), ...untold(record, shown)])];

/* What was typed since the last step, as the next one. Where many wait already, they are sent alone first. */
export function withNextStep(record, shown, { most = MOST_WAITING, isHeld = () => false } = {}) {
  const names = untold(record, shown).filter((name) => !isHeld(name, shown[name]));
  if (!names.length || record.steps.length >= most) return record;
  const boxes = Object.fromEntries(names.map((name) => [name, changeOf(record, shown, name)]));
  const turn = record.turn + 1;
  return { ...record, turn, steps: [...record.steps, { turn, boxes, again: false }] };
}

/* These steps are on their way once more, so an answer may be about the first time. */
export function sentAgain(record, turns) {
  return { ...record, steps: record.steps.map((step) => (turns.includes(step.turn) ? { ...step, again: true } : step)) };
}

const wordsOf = (text) => plain(text).split(/\s+/).filter(Boolean);

function counted(text) {
  const counts = new Map();
  wordsOf(text).forEach((word) => counts.set(word, (counts.get(word) ?? 0) + 1));
  return (word) => counts.get(word) ?? 0;
}

/* Whether what the text changed of its base can be seen in what is saved: the words it added, and those it took out. A
   doubt costs one more step and loses nothing, so it is asked strictly. */
export function holds(saved, base, text) {
  const [there, before, mine] = [saved, base, text].map(counted);
  return [...wordsOf(base), ...wordsOf(text)].every((word) => {
    if (mine(word) > before(word)) return there(word) >= mine(word);
    return mine(word) === before(word) || there(word) <= mine(word);
  });
}

/* The server cleans what it keeps: signs without a shape, symbol fonts, accents beside their letters. */
const asCleaned = (text) => plain(text).normalize("NFC").replace(/[^\P{C}\s]|•/gu, "");

/* A clash of this page is told as long as it waits, also where a later text was not taken into it. Of one from which words
   were withdrawn nothing is told, and nothing of it is sent again. */
const isKept = ({ mine }, base, text) => mine === undefined || holds(...[mine, base, text].map(asCleaned));

function boxAfter(box, name, { sent, wasAgain, isWaiting, now, answer, show }) {
  const clash = answer.clashes.find((one) => one.box === name);
  if (clash && wasAgain && !isKept(clash, box.base, sent)) return { ...box, taken: null, clash };
  if (clash) return { ...box, taken: sent ?? box.taken, clash };
  const saved = answer.boxes[name] === undefined ? (sent ?? box.base) : plain(answer.boxes[name]);
  if (sent === undefined) return unsentBoxAfter(box, name, { isWaiting, now, saved, show });
  // An answer to a step sent twice may not repeat a clash: what is not there is told once more, under a new turn.
  const isDoubtful = (wasAgain || box.isDoubtful) && !holds(saved, box.base, sent);
  if (isDoubtful) return { ...box, taken: null, isDoubtful: isWaiting, isBehind: saved !== box.base };
  if (isWaiting || now !== sent) return { ...freshBox(sent), isBehind: saved !== sent };
  return shownAfter(name, { now, saved, show, otherwise: { ...freshBox(sent), isBehind: true } });
}

/* A box that was not part of the step: it follows what is saved unless something is typed in it. */
function unsentBoxAfter(box, name, { isWaiting, now, saved, show }) {
  const isClean = !isWaiting && !box.clash && (now === box.base || now === box.taken);
  const otherwise = { ...box, isBehind: box.isBehind || saved !== box.base };
  return isClean ? shownAfter(name, { now, saved, show, otherwise }) : otherwise;
}

function shownAfter(name, { now, saved, show, otherwise }) {
  if (saved === now) return freshBox(saved);
  if (sameWords(saved, now)) return freshBox(saved, now);
  return show(name, saved) ? freshBox(saved) : otherwise;
}

/* The server has taken everything up to the answer's turn. `show` puts a text into its box, or says false. */
export function accepted(record, shown, answer, show) {
  const done = record.steps.filter((step) => step.turn <= answer.turn);
  const steps = record.steps.filter((step) => step.turn > answer.turn);
  if (!done.length) return record;
  const boxes = {};
  for (const [name, box] of Object.entries(record.boxes)) {
    boxes[name] = boxAfter(box, name, {
      sent: done.filter((step) => name in step.boxes).at(-1)?.boxes[name].text,
      wasAgain: done.some((step) => step.again && name in step.boxes),
      isWaiting: steps.some((step) => name in step.boxes),
      now: shown[name],
      answer,
      show,
    });
  }
  return { ...record, boxes, steps };
}

/* The text as it is saved now, read without sending anything: it comes to stand wherever nothing unsent does. */
export function refreshed(record, shown, answer, show) {
  const boxes = {};
  for (const [name, box] of Object.entries(record.boxes)) {
    const isWaiting = waitingFor(record, name) !== undefined;
    const known = answer.boxes[name] !== undefined;
    const saved = plain(answer.boxes[name]);
    boxes[name] = known ? unsentBoxAfter(box, name, { isWaiting, now: shown[name], saved, show }) : box;
  }
  return { ...record, boxes };
}

/* The last of the steps that were sent is refused, so it is let go, and what builds on it. What they carried stands in
   the boxes and is unsent; the earlier ones may have been taken long ago and are asked about alone. */
export function refused(record, turns) {
  const last = Math.max(...turns);
  return { ...record, steps: record.steps.filter((step) => step.turn < last) };
}

/* What these steps say in the end, box by box. */
export const textsOf = (steps) => Object.fromEntries(steps.flatMap((step) => Object.entries(step.boxes)).map(([name, { text }]) => [name, text]));

function keeping(steps, isKept) {
  const left = steps.map((step) => ({ ...step, boxes: Object.fromEntries(Object.entries(step.boxes).filter(([name]) => isKept(name))) }));
  return left.filter((step) => Object.keys(step.boxes).length > 0);
}

/* The same steps with some of their boxes, or without them. */
export const only = (steps, names) => keeping(steps, (name) => names.includes(name));
export const without = (steps, names) => keeping(steps, (name) => !names.includes(name));

/* Some boxes are refused: the others keep their turns, and those come after all of them, also after the one turn more
   that the others may need. A turn that was taken without a box would never be taken with it. */
export function refusedLast(steps, names) {
  const next = steps.at(-1).turn + 2;
  return [...without(steps, names), ...only(steps, names).map((step, place) => ({ ...step, turn: next + place }))];
}

/* Every text that a box has had in these steps. */
function pastOf(steps, name) {
  const changes = steps.map((step) => step.boxes[name]).filter(Boolean);
  return [changesOf(steps)[name].from, ...changes.flatMap(({ base, text }) => [base, text])];
}

/* Whether the box still says what these steps began from, so that their text can stand in it again. */
export function canTakeBack(record, shown, steps, name) {
  const box = record.boxes[name];
  if (!box || box.clash || waitingFor(record, name) !== undefined) return false;
  const isClean = shown[name] === box.base || shown[name] === box.taken;
  return isClean && pastOf(steps, name).some((text) => sameWords(text, box.base));
}

/* A box whose text is laid over what its steps began from, whatever is saved now: the server puts them together. */
export function laidOver(record, steps, name) {
  const { from } = changesOf(steps)[name];
  return { ...record, boxes: { ...record.boxes, [name]: { ...freshBox(plain(from)), isBehind: true } } };
}

/* Whether a change is held by an earlier one, or begins where that ends. Equal words alone do not tell: what they began
   from may be words that were never saved. */
export const goesOnFrom = ({ base, from, text }, earlier) =>
  earlier.from === from && (earlier.text === base || (earlier.text === text && earlier.base === base));

export function sameTexts(one, other) {
  const [mine, theirs] = [one, other].map(textsOf);
  return Object.keys(mine).length === Object.keys(theirs).length && Object.entries(mine).every(([name, text]) => theirs[name] === text);
}

/* Another page has taken over what this one had not sent: it goes on under a new name, from what it handed over. */
export function handedOver(record, page, changes) {
  const boxes = Object.fromEntries(Object.entries(record.boxes).map(([name, box]) => {
    const { text: base, from } = changes[name] ?? { text: box.base, from: box.from };
    return [name, { ...box, base, from, taken: null, isBehind: true }];
  }));
  return { page, turn: 0, boxes, steps: [] };
}

/* All of it that a browser must keep: the steps without an answer, and what was typed since. */
export function toKeep(record, shown) {
  const boxes = untold(record, shown).map((name) => [name, changeOf(record, shown, name)]);
  return { page: record.page, turn: record.turn, steps: record.steps, boxes: Object.fromEntries(boxes) };
}

/* What another page left behind, as steps of that page. More of them than the server takes end in one: none is left out. */
export function stepsOf(kept) {
  const since = Object.keys(kept.boxes).length ? [{ turn: kept.turn + 1, boxes: kept.boxes }] : [];
  const all = [...kept.steps, ...since];
  const last = all.slice(MOST_STEPS - 1);
  return last.length < 2 ? all : [...all.slice(0, MOST_STEPS - 1), { turn: last.at(-1).turn, boxes: changesOf(last) }];
}

/* Steps as one change of each box: the base of the first, the text of the last, and what the first goes back to. */
export function changesOf(steps) {
  const changes = {};
  for (const [name, { base, text, from = base }] of steps.flatMap((step) => Object.entries(step.boxes))) {
    changes[name] = { base, from, ...changes[name], text };
  }
  return changes;
}

/* What a page has not sent, as one change of each box. */
export const unsentChanges = (record, shown) => changesOf(stepsOf(toKeep(record, shown)));

/* An answer to another page's steps that lacks their words: those boxes once more, as one step under a new turn. */
export function stillMissing(steps, answer) {
  const boxes = {};
  for (const [name, change] of Object.entries(changesOf(steps))) {
    const clash = answer.clashes.find((one) => one.box === name);
    const isThere = clash ? isKept(clash, change.base, change.text) : !(name in answer.boxes) || holds(answer.boxes[name], change.base, change.text);
    if (!isThere) boxes[name] = change;
  }
  return Object.keys(boxes).length ? [{ turn: steps.at(-1).turn + 1, boxes }] : [];
}

export const overTheWire = (steps) => steps.map(({ turn, boxes }) => {
  const told = Object.entries(boxes).map(([name, { base, text }]) => [name, { base, text }]);
  return { turn, boxes: Object.fromEntries(told) };
});
