/* Somebody who writes, deletes, loses the network, crashes and comes back, by a seeded chance. Every word is its own. */

import { sameWords, textsOf } from "../../../static/js/saving/steps.js";
import { ADDRESS, FakeBrowser } from "./browser.js";

/* mulberry32: small, and the same everywhere. */
export function chances(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    upTo: (most) => Math.floor(next() * most),
    one: (all) => all[Math.floor(next() * all.length)],
    happens: (share) => next() < share,
  };
}

const JUST_TYPED = 200;

export class Editor {
  constructor({ world, name, person, chance, putsBack = false }) {
    const { server, clock } = world;
    const weather = (address, options) => this.weather(address, options);
    Object.assign(this, { world, name, person, chance, putsBack, count: 0, words: new Map(), falselySaved: [], isOnline: true, asleep: null });
    this.browser = new FakeBrowser({ server, clock, name, person, weather });
    this.open();
  }

  weather() {
    const { chance } = this;
    const slow = () => (chance.happens(0.1) ? chance.upTo(20_000) : chance.upTo(400));
    if (!this.isOnline) return { isLost: true, there: chance.upTo(50) };
    const kind = this.world.isHealed ? 1 : chance.next();
    if (kind < 0.06) return { isLost: true, there: slow() };
    if (kind < 0.12) return { isAnswerLost: true, there: slow(), back: slow() };
    if (kind < 0.16) return { there: slow(), answer: this.world.badGateway() };
    return { there: slow(), back: slow() };
  }

  open(options = {}) {
    this.cached = { ...this.world.server.texts.get(ADDRESS).boxes };
    this.seenUpTo = 0;
    this.tab = this.browser.open({ ...options, onChange: (state, tab) => this.check(state, tab) });
  }

  /* Where the page says "saved", the server has held exactly that text, and not an older one than it said before. */
  check(state, tab) {
    if (state.phase !== "saved" || tab !== (this.tab ?? tab)) return;
    const shown = tab.form.values();
    const { history } = this.world.server.texts.get(ADDRESS);
    const place = history.findLastIndex((one) => Object.keys(shown).every((box) => sameWords(one[box], shown[box])));
    if (place < this.seenUpTo) this.falselySaved.push({ at: this.world.clock.now(), place, seen: this.seenUpTo, shown });
    else this.seenUpTo = Math.max(this.seenUpTo, 0, place);
  }

  move() {
    if (this.asleep) {
      if (this.chance.happens(0.3)) this.wake();
      return;
    }
    const [stray] = this.putsBack ? this.tab.saver.strays : [];
    if (stray && this.chance.happens(0.3)) {
      this.putBack(stray);
      return;
    }
    const kind = this.chance.next();
    if (kind < 0.8) this.edit();
    else if (kind < 0.84) this.isOnline = !this.isOnline;
    else if (kind < 0.86) this.crash();
    else if (kind < 0.88) this.reload();
    else if (kind < 0.9) this.goBackToCachedPage();
    else if (kind < 0.92) this.sleep();
    else if (kind < 0.94) this.world.server.signOut(this.name);
    else if (kind < 0.97) this.signInAgain();
    else this.hideAndSee();
    if (kind >= 0.82 && kind < 0.84 && this.isOnline) this.tab.saver.nudge();
  }

  edit() {
    const { chance, tab } = this;
    const box = chance.one(Object.keys(tab.form.boxes));
    const lines = tab.form.boxes[box].split("\n");
    const place = chance.upTo(lines.length);
    const kind = chance.next();
    if (kind < 0.15) this.deleteWord(lines, place);
    else if (kind < 0.3) lines.splice(place + 1, 0, this.word(box));
    else if (kind < 0.4) lines[place] = `${this.word(box)} ${lines[place]}`;
    else lines[place] = `${lines[place]} ${this.word(box)}`;
    tab.type(box, lines.join("\n"));
  }

  /* What it takes the place of goes by the person's own wish, now or after an answer; nothing of others does. */
  putBack(stray) {
    const wordsOf = (text) => text.split(/\s+/);
    for (const [box, text] of Object.entries(textsOf(stray.steps))) {
      const gone = wordsOf(this.tab.form.boxes[box]).filter((word) => this.words.has(word) && !wordsOf(text).includes(word));
      gone.forEach((word) => this.world.deleted.add(word));
    }
    this.tab.saver.putBackStray(stray);
  }

  word() {
    this.count += 1;
    const word = `${this.name}-${this.count}`;
    this.words.set(word, this.world.clock.now());
    return word;
  }

  deleteWord(lines, place) {
    const words = lines[place].split(" ");
    const [gone] = words.splice(this.chance.upTo(words.length), 1);
    lines[place] = words.join(" ");
    this.world.deleted.add(gone);
  }

  /* No browser keeps what was typed in the very moment of a crash. */
  crash() {
    for (const [word, at] of this.words) if (this.world.clock.now() - at < JUST_TYPED) this.world.deleted.add(word);
    this.tab.crash();
    this.open({ isRestored: true, shown: this.chance.happens(0.5) ? this.cached : undefined });
  }

  reload() {
    this.tab.leave();
    this.open({ isRestored: true, shown: this.tab.form.values() });
  }

  goBackToCachedPage() {
    this.tab.leave();
    this.open({ cached: this.cached, isRestored: true, shown: this.tab.form.values() });
  }

  sleep() {
    this.tab.sleep();
    this.asleep = this.tab;
    if (this.chance.happens(0.5)) this.open();
  }

  wake() {
    if (this.tab !== this.asleep) this.tab.leave();
    this.tab = this.asleep;
    this.asleep = null;
    this.seenUpTo = 0;
    this.tab.wake();
  }

  hideAndSee() {
    this.tab.hide();
    this.world.clock.setTimeout(() => this.tab.see(), this.chance.upTo(400_000));
  }

  signInAgain() {
    this.world.server.signIn(this.name, this.person);
    this.tab.saver.transport.token = this.world.server.tokenOf(this.name);
    this.tab.see();
  }

  heal() {
    this.isOnline = true;
    if (this.asleep) this.wake();
    this.world.server.signIn(this.name, this.person);
    this.tab.see();
  }
}
