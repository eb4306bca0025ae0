/* Which openings of a form are alive in some tab, so that nobody takes over what its own page will still send. */

const BEAT = 5_000;
const SILENT = 90_000; // Browsers slow the timers of hidden tabs to one a minute.

const nameOf = (page) => `kept-page:${page}`;

/* The browser's own locks end with the page, however it ends. */
export class LockedPages {
  constructor(locks) {
    Object.assign(this, { locks, held: new Map() });
  }

  hold(page) {
    if (this.held.has(page)) return;
    this.held.set(page, () => {});
    const until = new Promise((resolve) => { this.held.set(page, resolve); });
    this.locks.request(nameOf(page), () => until).catch(() => {});
  }

  letGo(page) {
    this.held.get(page)?.();
    this.held.delete(page);
  }

  async isAlive(page) {
    const { held = [], pending = [] } = await this.locks.query();
    return [...held, ...pending].some((lock) => lock.name === nameOf(page));
  }
}

/* Without locks a page says every few seconds that it is there. */
export class BeatingPages {
  constructor(storage, clock) {
    Object.assign(this, { storage, clock, timers: new Map() });
  }

  hold(page) {
    if (this.timers.has(page)) return;
    const beat = () => {
      try {
        this.storage.setItem(nameOf(page), String(this.clock.now()));
      } catch {
        /* Then nothing is kept either. */
      }
      this.timers.set(page, this.clock.setTimeout(beat, BEAT));
    };
    beat();
  }

  letGo(page) {
    this.clock.clearTimeout(this.timers.get(page));
    this.timers.delete(page);
    try {
      this.storage?.removeItem(nameOf(page));
    } catch {
      /* It grows silent by itself. */
    }
  }

  async isAlive(page) {
    try {
      return Number(this.storage.getItem(nameOf(page))) > this.clock.now() - SILENT;
    } catch {
      return false;
    }
  }
}

export const pagesOf = ({ locks, storage, clock }) => (locks ? new LockedPages(locks) : new BeatingPages(storage, clock));
