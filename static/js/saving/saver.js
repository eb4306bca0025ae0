/* Saves one form: one request at a time, again after failures, with what was left behind by other pages before. */

import { Refusals } from "./refusals.js";
import { AWAY, stateOf } from "./state.js";
import * as steps from "./steps.js";
import { withStray } from "./strays.js";
import { dueAt, PATIENCE, pause, SLEEP } from "./timing.js";

const WHILE_AWAY = 60_000;
const NEWEST_AGAIN = 5_000;

export class Saver {
  constructor({ form, record, transport, address, clock, copy, newPage, onChange = () => {} }) {
    Object.assign(this, { form, record, transport, address, clock, copy, newPage, onChange });
    Object.assign(this, { trouble: null, refusals: new Refusals(), asksAlone: false, failures: 0, tryAt: 0, firstKey: null, lastKey: null, since: null });
    Object.assign(this, { saved: null, found: null, strays: [], wanted: null, adoptions: [], wantsNewest: false, newestAt: 0, heard: 0, isPosting: false });
    Object.assign(this, { flight: null, timer: null, isHeldBack: false, toldTurns: new Set(), lastSeen: clock.now() });
    this.show = (name, text) => this.form.show(name, text);
  }

  /* What the server put into the form beside its base (a refused form) is unsent from the beginning. */
  start() {
    if (this.isUnsent()) this.typed();
    else this.changed();
  }

  shown() { return this.form.values(); }
  isUnsent() { return steps.isUnsent(this.record, this.shown()); }
  isHeld(name, text) { return this.refusals.isHeld(name, text); }

  /* What can be sent: a refused box waits for other words. */
  hasOwn() {
    if (this.record.steps.length || this.refusals.ofForm) return this.record.steps.length > 0;
    const shown = this.shown();
    return steps.untold(this.record, shown).some((name) => !this.isHeld(name, shown[name]));
  }

  typed() {
    const now = this.clock.now();
    Object.assign(this, { isHeldBack: false, isPosting: false, lastSeen: now, wanted: null });
    this.refusals.touched();
    if (this.isUnsent()) {
      this.firstKey ??= now;
      this.lastKey = now;
      this.found = null;
    } else {
      this.firstKey = null;
    }
    this.keep();
    this.changed();
  }

  /* The copy of the browser goes only when the server has answered for all of it. */
  keep({ atOnce = false } = {}) {
    this.refusals.keepOnly(steps.unsentNames(this.record, this.shown()));
    if (!this.isUnsent()) {
      this.since = null;
      this.copy.drop();
      if (steps.isBehind(this.record, this.shown())) this.wantsNewest = true;
      return;
    }
    this.since ??= this.clock.now();
    this.copy.write({ ...steps.toKeep(this.record, this.shown()), since: this.since }, { atOnce });
  }

  changed() {
    this.schedule();
    this.onChange();
  }

  schedule() {
    this.clock.clearTimeout(this.timer);
    const due = this.flight || this.isPosting ? null : this.due();
    if (due !== null) this.timer = this.clock.setTimeout(() => this.go(), Math.max(0, due - this.clock.now()));
  }

  due() {
    const hasWork = this.adoptions.length > 0 || this.wantsNewest || this.hasOwn();
    if (!hasWork) return null;
    if (this.trouble) return this.tryAt;
    if (this.adoptions.length || this.record.steps.length) return this.clock.now();
    const newest = this.wantsNewest ? this.newestAt : Infinity;
    if (!this.hasOwn()) return newest;
    return Math.min(newest, this.firstKey === null ? this.clock.now() : dueAt(this.firstKey, this.lastKey));
  }

  go(options = {}) {
    if (this.flight) return this.flight.ended;
    const job = this.isPosting ? null : this.nextJob(options);
    if (!job) {
      if (!this.isUnsent()) this.trouble = null;
      this.onChange();
      return Promise.resolve();
    }
    this.flight = job;
    job.heard = this.heard;
    this.clock.clearTimeout(this.timer);
    job.ended = job.run().then((answer) => {
      this.flight = null;
      this.answered(job, answer);
    });
    this.onChange();
    return job.ended;
  }

  /* What failed last does not stand in the way of the other: own text and another page's take turns. */
  nextJob({ isLeaving = false, ownFirst = false } = {}) {
    const isOwnFirst = ownFirst || this.failures % 2 === 1;
    if (this.adoptions.length && !(isOwnFirst && this.hasOwn())) return this.adoption(this.adoptions[0]);
    if (this.hasOwn()) return this.ownSave({ isLeaving });
    if (this.wantsNewest) return { kind: "newest", run: () => this.transport.newest(this.address) };
    return null;
  }

  ownSave({ isLeaving }) {
    const most = isLeaving ? steps.MOST_STEPS : undefined;
    const isHeld = (name, text) => this.isHeld(name, text);
    const isAlone = this.asksAlone && this.record.steps.length > 0;
    if (!this.refusals.ofForm && !isAlone) this.record = steps.withNextStep(this.record, this.shown(), { most, isHeld });
    this.firstKey = null;
    const turns = this.record.steps.map((step) => step.turn);
    this.record = steps.sentAgain(this.record, turns.filter((turn) => this.toldTurns.has(turn)));
    turns.forEach((turn) => this.toldTurns.add(turn));
    this.keep({ atOnce: true });
    const sent = { page: this.record.page, steps: steps.overTheWire(this.record.steps), isLeaving };
    return { kind: "save", page: sent.page, turns, isLeaving, run: () => this.transport.save(this.address, sent) };
  }

  adoption(found) {
    const sent = { page: found.page, steps: steps.overTheWire(found.steps) };
    const run = async () => {
      await found.rewritten;
      return this.transport.save(this.address, sent);
    };
    return { kind: "adoption", found, run };
  }

  answered(job, answer) {
    if (answer.kind === "taken" || answer.kind === "newest") {
      Object.assign(this, { failures: 0, trouble: null, isHeldBack: false });
    }
    if (job.kind === "save") this.afterSave(job, answer);
    else if (job.kind === "adoption") this.afterAdoption(job, answer);
    else this.afterNewest(job, answer);
    if (this.strays.includes(this.wanted)) this.putBackStray(this.wanted);
    this.keep();
    this.changed();
  }

  afterSave({ page, turns }, answer) {
    if (page !== this.record.page) return;
    if (answer.kind === "refused") {
      this.refused(turns, answer);
    } else if (answer.kind !== "taken" || answer.turn < turns.at(-1)) {
      this.failed(answer);
    } else {
      const before = this.shown();
      const done = this.record.steps.filter((step) => step.turn <= answer.turn);
      this.record = steps.accepted(this.record, before, answer, this.show);
      if (!done.length) return;
      this.heard += 1;
      this.asksAlone = false;
      const sent = done.flatMap((step) => Object.keys(step.boxes));
      this.refusals.settle(sent);
      this.stamp(answer, { before, sent });
    }
  }

  /* What is left of the steps is asked about alone: only so is it known which of them a box was refused in. */
  refused(turns, answer) {
    Object.assign(this, { trouble: null, failures: 0 });
    this.refusals.take(answer, steps.textsOf(this.record.steps.filter((step) => turns.includes(step.turn))));
    this.record = steps.refused(this.record, turns);
    this.asksAlone = this.record.steps.length > 0;
  }

  /* What we sent ourselves may only have come back cleaned, and what the product filled is nobody's: the server knows. */
  stamp(answer, { before, sent }) {
    const after = this.shown();
    const filled = answer.filled ?? [];
    const isTheirs = (name) => !filled.includes(name) && (!sent.includes(name) || answer.merged === true);
    const isMerged = Object.keys(after).some((name) => isTheirs(name) && !steps.sameWords(after[name], before[name]));
    this.saved = { said: answer.said, by: answer.by, isMerged, undrawable: answer.undrawable };
  }

  failed(answer) {
    const isAway = AWAY.includes(answer.kind);
    this.failures += 1;
    this.trouble = isAway ? answer.kind : answer.isOffline ? "offline" : "trouble";
    this.tryAt = this.clock.now() + (isAway ? WHILE_AWAY : pause(this.failures));
  }

  /* What another page of this person left behind was sent as that page's own steps. */
  afterAdoption(job, answer) {
    const { found } = job;
    if (answer.kind === "refused") {
      this.refusedAdoption(found, answer);
      return;
    }
    if (answer.kind !== "taken") {
      this.failed(answer);
      return;
    }
    if (this.mustAskAgain(found, answer)) return;
    const texts = found.steps.flatMap((step) => Object.entries(step.boxes));
    const isNews = texts.some(([name, { text }]) => this.record.boxes[name] && this.record.boxes[name].base !== text);
    this.adoptions.shift();
    this.finished(found);
    this.read(job, answer);
    if (isNews || answer.clashes.length) this.found = { since: found.since, clashes: answer.clashes };
  }

  /* First under the next turn of its page. Two pages that take over the same one may have used that turn for other boxes,
     so the last time it goes under a name of its own. */
  mustAskAgain(found, answer) {
    const [asked, missing] = [found.asked ?? 0, steps.stillMissing(found.steps, answer)];
    if (asked === 2 || !missing.length) return false;
    Object.assign(found, { steps: missing, asked: asked + 1, page: asked ? this.newPage() : found.page });
    return true;
  }

  /* A refused text stands in its box again where it can, and is unsent there; the rest of it is sent once more. */
  refusedAdoption(found, answer) {
    Object.assign(this, { failures: 0, trouble: null });
    const named = Object.keys(answer.boxes).filter((name) => name in steps.textsOf(found.steps));
    const stuck = named.length ? named.filter((name) => !this.takeBack(found, name)) : Object.keys(steps.textsOf(found.steps));
    if (stuck.length) {
      found.stuck = [...(found.stuck ?? []), ...steps.only(found.steps, stuck)];
      found.words = [found.words, answer.words].filter(Boolean).join(" ");
    }
    const rest = steps.without(found.steps, [...named, ...stuck]);
    if (rest.length) {
      const all = [...found.steps, ...(found.behind ?? [])];
      const ordered = steps.refusedLast(all, Object.keys(steps.textsOf(all)).filter((name) => !(name in steps.textsOf(rest))));
      Object.assign(found, { steps: rest, behind: ordered.filter((step) => step.turn > all.at(-1).turn), rewritten: found.rewrite(ordered) });
      return;
    }
    this.adoptions.shift();
    this.finished(found);
  }

  takeBack(found, name) {
    const { steps: left, since } = found;
    const [shown, change] = [this.shown(), steps.changesOf(left)[name]];
    const own = steps.unsentChanges(this.record, shown)[name];
    const isHere = shown[name] === change.text;
    const fits = own ? steps.goesOnFrom(change, own) : isHere || steps.canTakeBack(this.record, shown, left, name);
    const isFree = !(this.wanted && name in steps.textsOf(this.wanted.steps));
    if (!fits || !isFree || !(isHere || this.form.show(name, change.text))) return false;
    // A page that was woken takes what it had handed over for saved.
    if (!own && this.record.boxes[name]?.isBehind) this.record = steps.laidOver(this.record, left, name);
    this.since ??= since;
    found.isTakenBack = true;
    return true;
  }

  /* All that another page left is answered for; what cannot stand in its box is shown beside the form, once. */
  finished({ stuck, page, since, words, labels, drop, isTakenBack }) {
    if (stuck) this.strays = withStray(this.strays, { page, since, words, labels, drop, steps: stuck });
    else if (isTakenBack) this.dropOnceKept(drop);
    else drop();
  }

  async dropOnceKept(drop) {
    this.keep();
    if (await this.copy.secured()) drop();
  }

  discardStray(stray) {
    this.strays = this.strays.filter((one) => one !== stray);
    stray.drop();
    this.changed();
  }

  /* The person wants it back over what others wrote: it is laid over what it began from, so nothing of theirs goes. A step
     on its way in its box is answered first, unless somebody types meanwhile. */
  putBackStray(stray) {
    const texts = Object.entries(steps.textsOf(stray.steps)).filter(([name]) => name in this.record.boxes);
    this.wanted = this.record.steps.some((step) => texts.some(([name]) => name in step.boxes)) ? stray : null;
    if (this.wanted) return;
    const placed = texts.filter(([name, text]) => this.show(name, text)).map(([name]) => name);
    for (const name of placed) this.record = steps.laidOver(this.record, stray.steps, name);
    this.strays = this.strays.filter((one) => one !== stray);
    const rest = steps.without(stray.steps, placed);
    if (rest.length) this.strays.push({ ...stray, steps: rest });
    this.typed();
    if (!rest.length) this.dropOnceKept(stray.drop);
  }

  /* An answer that was asked for before a later save came through would show an older text. */
  read(job, answer) {
    if (job.heard !== this.heard) {
      this.wantsNewest = true;
      return;
    }
    this.record = steps.refreshed(this.record, this.shown(), answer, this.show);
    if (answer.said) this.saved = { said: answer.said, by: answer.by, isMerged: false };
  }

  afterNewest(job, answer) {
    this.wantsNewest = false;
    this.newestAt = this.clock.now() + NEWEST_AGAIN;
    if (answer.kind === "newest") this.read(job, answer);
    else if (AWAY.includes(answer.kind)) this.failed(answer);
  }

  adopt(found) {
    this.adoptions.push(...found);
    this.changed();
  }

  /* The page is hidden and may never be seen again: everything goes out now, and once more what has no answer. */
  hide({ isGone = false } = {}) {
    this.lastSeen = this.clock.now();
    if (this.isPosting || !this.isUnsent()) return;
    if (this.hasOwn() && !this.flight) this.go({ isLeaving: true, ownFirst: true });
    else if (this.hasOwn()) this.sendBeside(isGone);
    this.keep({ atOnce: true });
  }

  /* A request that is on its way dies with the page, so what it carries goes out beside it; a turn is taken once. */
  sendBeside(isGone) {
    const { turns = [], isLeaving } = this.flight;
    const job = this.ownSave({ isLeaving: true });
    const isSame = job.turns.at(-1) === turns.at(-1);
    if (isSame && (isLeaving || !isGone)) return;
    job.run().then((answer) => {
      if (answer.kind === "taken") this.answered(job, answer);
    });
  }

  /* Something may be better now: the network is back, or somebody looks at the page again. */
  nudge() {
    const now = this.clock.now();
    if (now - this.lastSeen >= SLEEP || AWAY.includes(this.trouble)) this.wantsNewest = true;
    this.lastSeen = now;
    if (this.trouble) this.tryAt = now;
    this.schedule();
  }

  /* The page comes back from the browser's memory. Meanwhile another one may have sent what it had not. */
  async back() {
    if (this.isUnsent() && this.copy.isHandedOver()) {
      this.isPosting = true;
      this.record = steps.handedOver(this.record, this.newPage(), await this.copy.handedOver());
      this.copy.rename(this.record.page);
    }
    this.isPosting = false;
    Object.assign(this, { wantsNewest: true, newestAt: 0 });
    this.nudge();
    this.onChange();
  }

  /* Send what there is and wait for it, but not for ever. Says whether nothing is unsent. */
  async settled(patience) {
    const everything = async () => {
      do await this.go({ ownFirst: true });
      while (this.hasOwn() && !this.trouble);
    };
    let timer;
    const enough = new Promise((resolve) => { timer = this.clock.setTimeout(resolve, patience); });
    await Promise.race([everything(), enough]);
    this.clock.clearTimeout(timer);
    return !this.isUnsent();
  }

  /* The form itself is sent, as a step like any other: what its hidden fields say. Nothing else goes out beside it. */
  posted() {
    const before = this.record;
    this.record = steps.withNextStep(before, this.shown(), { most: steps.MOST_STEPS });
    if (this.record === before) this.record = { ...before, turn: before.turn + 1 };
    this.toldTurns.add(this.record.turn);
    this.isPosting = true;
    this.keep({ atOnce: true });
    this.clock.setTimeout(() => this.stayed(), PATIENCE);
    const base = Object.fromEntries(Object.entries(before.boxes).map(([name, box]) => [name, box.base]));
    return { page: this.record.page, turn: this.record.turn, base };
  }

  /* The page is still here although its form was sent: nothing came of it. */
  stayed() {
    if (!this.isPosting) return;
    this.isPosting = false;
    this.nudge();
  }

  /* The person lets it go: nothing of it is sent or kept any more. */
  letGo() {
    this.isPosting = true;
    this.schedule();
    this.copy.drop();
  }

  holdBack() {
    this.isHeldBack = true;
    this.onChange();
  }

  state() { return stateOf(this); }
}
