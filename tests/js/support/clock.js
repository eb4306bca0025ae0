/* A clock that stands still until a test moves it. */

const settle = () => new Promise((resolve) => { setImmediate(resolve); });

export class VirtualClock {
  constructor(start = Date.UTC(2026, 10, 28, 10, 42)) {
    Object.assign(this, { time: start, timers: new Map(), count: 0 });
  }

  now() { return this.time; }

  setTimeout(act, delay = 0) {
    this.count += 1;
    this.timers.set(this.count, { at: this.time + Math.max(0, delay), act, order: this.count });
    return this.count;
  }

  clearTimeout(timer) { this.timers.delete(timer); }

  next() {
    return [...this.timers.entries()].sort(([, a], [, b]) => a.at - b.at || a.order - b.order)[0];
  }

  async advance(distance) {
    const until = this.time + distance;
    await settle();
    for (let due = this.next(); due && due[1].at <= until; due = this.next()) {
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].act();
      await settle();
    }
    this.time = until;
  }
}

/* The same clock as one tab sees it: it stops with the tab, and sleeps with it. */
export class TabsClock {
  constructor(clock) {
    Object.assign(this, { clock, isGone: false, isFrozen: false, asleep: [] });
  }

  now() { return this.clock.now(); }

  setTimeout(act, delay) { return this.clock.setTimeout(() => this.run(act), delay); }

  clearTimeout(timer) { this.clock.clearTimeout(timer); }

  run(act) {
    if (this.isGone) return;
    if (this.isFrozen) this.asleep.push(act);
    else act();
  }

  thaw() {
    this.isFrozen = false;
    this.asleep.splice(0).forEach((act) => act());
  }
}
