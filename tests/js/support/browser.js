/* A browser with its storage and its tabs, each of which holds one form; it can crash, sleep and be taken back. */

import { LockedPages } from "../../../static/js/saving/alive.js";
import { Copies } from "../../../static/js/saving/copies.js";
import { Opening } from "../../../static/js/saving/opening.js";
import { Transport } from "../../../static/js/saving/transport.js";
import { TabsClock } from "./clock.js";
import { network } from "./fake_server.js";

export const ADDRESS = "/texts/update.answer/12/";
export const TEXT = "update.answer:12";

export class FakeStorage {
  constructor(room = Infinity) { Object.assign(this, { all: new Map(), room }); }
  get length() { return this.all.size; }
  key(place) { return [...this.all.keys()][place] ?? null; }
  getItem(name) { return this.all.get(name) ?? null; }
  removeItem(name) { this.all.delete(name); }
  setItem(name, value) {
    if (name.length + value.length > this.room) throw new DOMException("full", "QuotaExceededError");
    this.all.set(name, String(value));
  }
}

/* Seals with nothing but the key's name, at once. */
export const fakeSeal = (key) => ({
  seal: async (open) => ({ iv: key, sealed: JSON.stringify(open) }),
  unseal: async ({ iv, sealed }) => {
    if (iv !== key) throw new Error("another key");
    return JSON.parse(sealed);
  },
});

export class FakeLocks {
  constructor() { this.held = new Map(); }
  async request(name, act) {
    const mine = {};
    this.held.set(name, mine);
    await act();
    if (this.held.get(name) === mine) this.held.delete(name);
  }
  async query() { return { held: [...this.held.keys()].map((name) => ({ name })), pending: [] }; }
}

export class FakeForm {
  constructor(bases, { rendered = bases, shown = rendered } = {}) {
    Object.assign(this, { start: { ...bases }, asRendered: { ...rendered }, boxes: { ...shown }, isBusy: false });
  }
  bases() { return { ...this.start }; }
  rendered() { return { ...this.asRendered }; }
  values() { return { ...this.boxes }; }
  show(name, text) {
    if (this.isBusy) return false;
    this.boxes[name] = text;
    return true;
  }
}

let pages = 0;

export class Tab {
  constructor(browser, { form, isRestored = false, onChange = () => {} }) {
    const clock = new TabsClock(browser.clock);
    Object.assign(this, { browser, clock, form, isHidden: false, names: [], states: [] });
    const fetch = (...args) => this.fetched(network({ ...browser, clock: browser.clock, browser: browser.name })(...args));
    const locks = { query: () => browser.locks.query(), request: (name, act) => this.locked(name, act) };
    this.opening = new Opening({
      text: TEXT, address: ADDRESS, form, isRestored, clock,
      copies: browser.copies(clock),
      pages: new LockedPages(locks),
      transport: new Transport({ fetch, clock, person: browser.person, token: browser.server.tokenOf(browser.name) }),
      newPage: () => `page-${(pages += 1)}`,
      onChange: (state) => { this.states.push(state.phase); onChange(state, this); },
    });
    this.started = this.opening.start();
  }

  get saver() { return this.opening.saver; }
  get state() { return this.saver.state(); }
  get phase() { return this.state.phase; }

  /* An answer reaches only a tab that is there, and that is awake. */
  fetched(promise) {
    return new Promise((resolve, reject) => {
      promise.then((given) => this.clock.run(() => resolve(given)), (error) => this.clock.run(() => reject(error)));
    });
  }

  locked(name, act) {
    this.names.push(name);
    return this.browser.locks.request(name, act);
  }

  type(box, text) {
    this.form.boxes[box] = text;
    this.saver.typed();
  }

  hide() {
    this.isHidden = true;
    this.saver.hide();
  }

  see() {
    this.isHidden = false;
    return this.opening.seen();
  }

  crash() {
    this.clock.isGone = true;
    this.names.forEach((name) => this.browser.locks.held.delete(name));
  }

  leave() {
    this.saver.hide({ isGone: true });
    this.crash();
  }

  /* Into the browser's memory: what holds a lock or not, the page is frozen and its locks are gone. */
  sleep() {
    this.saver.hide({ isGone: true });
    this.names.forEach((name) => this.browser.locks.held.delete(name));
    this.clock.isFrozen = true;
  }

  wake() {
    this.clock.thaw();
    return this.saver.back();
  }
}

export class FakeBrowser {
  constructor({ server, clock, name = "laptop", person = 1, weather, storage = new FakeStorage(), seal = fakeSeal(`key-${person}`) }) {
    Object.assign(this, { server, clock, name, person, storage, seal, locks: new FakeLocks() });
    this.weather = (...request) => (this.rules ?? weather)?.(...request);
    server.signIn(name, person);
  }

  copies(clock = this.clock) {
    return new Copies({ storage: this.storage, seal: this.seal, person: this.person, clock });
  }

  /* The server renders what is saved; `cached` is a page of before, `shown` what the browser puts into its boxes. */
  open({ cached, rendered, shown, ...options } = {}) {
    const bases = cached ?? this.server.texts.get(ADDRESS).boxes;
    return new Tab(this, { form: new FakeForm({ ...bases }, { rendered, shown }), ...options });
  }

  /* Every copy that waits for being sent. */
  async waiting() {
    const copies = this.copies();
    const all = await Promise.all(copies.names("text").map(async (name) => ({ ...copies.envelope(name), ...(await copies.read(name)) })));
    return all.filter((kept) => !kept.sent && kept.open);
  }
}
