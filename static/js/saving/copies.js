/* The sealed copies of this browser: written, read, let go. Every one belongs to a person and is gone after 14 days. */

const A_LITTLE = 150;
const PREFIX = "kept:";
const DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

export class Copies {
  constructor({ storage, seal, person, clock }) {
    Object.assign(this, { storage, seal, clock, own: `${PREFIX}${person}:` });
    this.canKeep = Boolean(storage && seal && person);
  }

  nameOf(...parts) {
    return this.own + parts.map(encodeURIComponent).join(":");
  }

  /* Says whether it is kept now; a full or forbidden storage only means that it is not. */
  async write(name, open, isWanted = () => true) {
    if (!this.canKeep) return false;
    try {
      const sealed = await this.seal.seal(open);
      if (isWanted()) this.storage.setItem(name, JSON.stringify({ at: this.clock.now(), ...sealed }));
      return true;
    } catch {
      return false;
    }
  }

  /* What lies there, still sealed. */
  envelope(name) {
    try {
      return JSON.parse(this.storage.getItem(name));
    } catch {
      return null;
    }
  }

  /* Null where there is none, or where it was sealed with another key: that one goes by its age. */
  async read(name) {
    const kept = this.envelope(name);
    if (!kept || !this.seal) return null;
    try {
      return { at: kept.at, open: await this.seal.unseal(kept) };
    } catch {
      return null;
    }
  }

  /* A remark on the outside, for the page that wrote it. */
  mark(name, remark) {
    const kept = this.envelope(name);
    if (!kept) return;
    try {
      this.storage.setItem(name, JSON.stringify({ ...kept, ...remark }));
    } catch {
      /* It goes without. */
    }
  }

  drop(name) {
    try {
      this.storage?.removeItem(name);
    } catch {
      /* No storage: nothing is kept. */
    }
  }

  names(...parts) {
    return this.namesFrom(parts.length ? `${this.nameOf(...parts)}:` : this.own);
  }

  namesFrom(start) {
    try {
      const all = Array.from({ length: this.storage.length }, (_, place) => this.storage.key(place));
      return all.filter((name) => name?.startsWith(start));
    } catch {
      return [];
    }
  }

  /* This person's, when signing out; this page keeps nothing after that. */
  forget() {
    this.canKeep = false;
    this.names().forEach((name) => this.drop(name));
  }

  /* Anybody's that are old, or that nobody can make sense of. What was sent stays a day, for a page that sleeps. */
  sweep() {
    for (const name of this.namesFrom(PREFIX)) {
      const kept = this.envelope(name);
      const oldest = this.clock.now() - (kept?.sent ? DAY : DAYS * DAY);
      if (!(kept?.at >= oldest)) this.drop(name);
    }
  }
}

/* One copy that follows a form: written at the first key and a little after each, the newest wins, and nothing is
   written after it went. */
export class Copy {
  constructor({ copies, name, clock, onChange = () => {} }) {
    Object.assign(this, { copies, name, clock, onChange, turn: 0, timer: null, isKept: copies.canKeep, waiting: null });
  }

  works() { return this.isKept; }

  write(open, { atOnce = false } = {}) {
    this.turn += 1;
    this.waiting = open;
    if (this.timer !== null && !atOnce) return Promise.resolve();
    const mine = this.turn;
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => {
      this.timer = null;
      if (this.turn !== mine) this.writeNow();
    }, A_LITTLE);
    return this.writeNow();
  }

  async writeNow() {
    const mine = this.turn;
    if (!this.waiting) return;
    const isKept = await this.copies.write(this.name, this.waiting, () => mine === this.turn);
    if (mine !== this.turn) return;
    const isNew = isKept !== this.isKept;
    this.isKept = isKept;
    if (isNew) this.onChange();
  }

  /* Whether all of it lies there now, also what came while it was written. */
  async secured() {
    let turn;
    do {
      turn = this.turn;
      await this.writeNow();
    } while (turn !== this.turn);
    return this.isKept;
  }

  drop() {
    this.turn += 1;
    this.clock.clearTimeout(this.timer);
    Object.assign(this, { timer: null, waiting: null });
    this.copies.drop(this.name);
  }
}
