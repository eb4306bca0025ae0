/* One opening of a form of texts: its name, its saver, its copy, and what earlier openings left behind. */

import { Copy } from "./copies.js";
import { Saver } from "./saver.js";
import { changesOf, opened, stepsOf, unsentChanges } from "./steps.js";

const KIND = "text";

/* A name that no other opening has. A page out of the browser's cache carries an old one, so each makes its own. */
export function newName(crypto = globalThis.crypto) {
  if (crypto?.randomUUID) return crypto.randomUUID();
  const hex = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/* The copy of one opening. While there is something in it the page counts as alive. */
class OpeningsCopy extends Copy {
  constructor({ text, page, pages, labels, ...rest }) {
    super({ name: rest.copies.nameOf(KIND, text, page), ...rest });
    Object.assign(this, { text, page, pages, labels });
  }

  write(open, options) {
    this.pages.hold(this.page);
    return super.write({ ...open, labels: this.labels }, options);
  }

  drop() {
    super.drop();
    this.pages.letGo(this.page);
  }

  isHandedOver() {
    return this.copies.envelope(this.name)?.adopted === true;
  }

  /* What the other page sends or has sent in our place, box by box. */
  async handedOver() {
    const kept = await this.copies.read(this.name);
    return kept ? changesOf(stepsOf(kept.open)) : {};
  }

  rename(page) {
    Object.assign(this, { page, name: this.copies.nameOf(KIND, this.text, page) });
  }
}


/* Copies of this text whose page is gone, the oldest first. Each is marked before it is sent, so that a page which
   comes back from the browser's memory sees that another one sends its steps. */
export async function leftBehind({ copies, pages, text, ownPage, known = () => false }) {
  const found = [];
  for (const name of copies.names(KIND, text)) {
    const page = decodeURIComponent(name.split(":").at(-1));
    if (page === ownPage || known(page) || (await pages.isAlive(page))) continue;
    const kept = await copies.read(name);
    if (!kept?.open?.steps || known(page) || copies.envelope(name)?.sent) continue;
    copies.mark(name, { adopted: true });
    const steps = stepsOf(kept.open);
    const drop = () => copies.mark(name, { adopted: true, sent: true });
    const { since, labels } = kept.open;
    const rewrite = async (newer) => {
      await copies.write(name, { page, turn: newer.at(-1).turn, steps: newer, boxes: {}, since, labels });
      copies.mark(name, { adopted: true });
    };
    if (steps.length) found.push({ page, steps, since, labels, drop, rewrite });
  }
  return found.sort((one, other) => one.since - other.since);
}

export function putBack(form) {
  const [shown, rendered] = [form.values(), form.rendered()];
  Object.keys(rendered).filter((name) => shown[name] !== rendered[name]).forEach((name) => form.show(name, rendered[name]));
}

export class Opening {
  /* `isRestored`: the browser brought the page back by itself, and may have put older text into its boxes or have taken
     the whole page out of its cache. What is saved, and our own copy, count. */
  constructor({ text, address, form, copies, pages, transport, clock, isRestored, newPage = newName, onChange = () => {} }) {
    Object.assign(this, { text, copies, pages, adopted: new Set() });
    if (isRestored) putBack(form);
    const page = newPage();
    const changed = () => onChange(this.saver.state());
    this.copy = new OpeningsCopy({ text, page, pages, copies, clock, labels: form.labels?.() ?? {}, onChange: changed });
    const record = opened(page, form.bases(), form.values());
    this.saver = new Saver({ form, record, transport, address, clock, copy: this.copy, newPage, onChange: changed });
    this.saver.wantsNewest = Boolean(isRestored);
  }

  async start() {
    this.saver.start();
    await this.adopt();
  }

  /* One look at a time: two events that say "somebody is here" come together. */
  adopt() {
    this.looking ??= this.look().finally(() => { this.looking = null; });
    return this.looking;
  }

  async look() {
    const { copies, pages, text, saver } = this;
    const found = await leftBehind({ copies, pages, text, ownPage: saver.record.page, known: (page) => this.adopted.has(page) });
    found.forEach(({ page }) => this.adopted.add(page));
    const others = [];
    for (const one of found) if (!(await this.absorbed(one))) others.push(one);
    if (others.length) saver.adopt(others);
  }

  /* A form that came back refused shows what its earlier opening kept: it is unsent here and need not be sent there. */
  async absorbed({ steps, drop }) {
    const [own, theirs] = [unsentChanges(this.saver.record, this.saver.shown()), changesOf(steps)];
    const isHere = Object.entries(theirs).every(([name, change]) => ["base", "from", "text"].every((one) => own[name]?.[one] === change[one]));
    if (!isHere) return false;
    if (await this.copy.secured()) drop();
    return true;
  }

  seen() {
    this.saver.nudge();
    return this.adopt();
  }
}
