/* A server that follows the protocol of texts, kept in memory: turns taken once, three-way merge, clashes, sessions. */

import { merged } from "./merge.js";

export const SESSION = "/texts/session/";
const NAMES = { 1: "Asha Verma", 2: "Wen Li", 3: "Clara Moss", 4: "Tom Achebe" };

export const reply = (status, told, { type = "basic", headers = {} } = {}) => ({
  status,
  type,
  ok: status >= 200 && status < 300,
  headers: new Headers({ "Content-Type": told === undefined ? "text/html" : "application/json", ...headers }),
  json: async () => {
    if (told === undefined) throw new SyntaxError("not JSON");
    return structuredClone(told);
  },
});

/* Whether what a page sends is the kept text carried on: that says nothing of its box, builds on it, or says all its words. */
function goesOn(kept, steps) {
  const sent = steps.map((step) => step.boxes[kept.box]).filter(Boolean);
  if (!sent.length || sent.some(({ base }) => [kept.base, kept.mine].includes(base))) return true;
  const words = sent.at(-1).text.split(/\s+/);
  return kept.mine.split(/\s+/).every((word) => words.includes(word));
}

/* Of one from which words were withdrawn its text is not told. */
const asClash = ({ id, box, by, mine, isWithdrawn }) => ({ box, by, ...(isWithdrawn ? {} : { mine }), address: `/texts/kept/${id}/` });

/* `kept` are the texts that wait to be put together. */
export class FakeServer {
  constructor(clock) {
    Object.assign(this, { clock, texts: new Map(), kept: [], sessions: new Map(), refusal: null, requests: [] });
    Object.assign(this, { cleans: (text) => text, sessionEndsAt: null, ids: 0 });
  }

  add(address, boxes) {
    this.texts.set(address, { boxes: { ...boxes }, pages: new Map(), by: null, at: this.clock.now(), history: [{ ...boxes }] });
  }

  signIn(browser, person) { this.sessions.set(browser, { person, token: `token-${browser}-${person}-${this.clock.now()}` }); }
  signOut(browser) { this.sessions.delete(browser); }
  tokenOf(browser) { return this.sessions.get(browser)?.token ?? ""; }

  handle(browser, address, { method, body, headers = {} }) {
    this.requests.push({ browser, address, method, body });
    const session = this.sessions.get(browser);
    if (!session) return reply(401, { signed_out: true });
    if (method === "POST" && headers["X-CSRFToken"] !== session.token) return reply(403);
    if (address === SESSION) return this.session(session, method);
    const text = this.texts.get(address);
    if (!text) return reply(404);
    return method === "GET" ? reply(200, this.asSaved(text, session.person)) : this.save(address, text, session, JSON.parse(body));
  }

  session({ person, token }, method) {
    if (method === "POST") this.sessionEndsAt = this.clock.now() + 8 * 60 * 60 * 1000;
    const ends_at = new Date(this.sessionEndsAt ?? this.clock.now() + 60 * 60 * 1000).toISOString();
    return reply(200, { person, token, ends_at }, { headers: { Date: new Date(this.clock.now()).toUTCString() } });
  }

  asSaved(text, person) {
    const said = new Date(text.at).toISOString().slice(11, 16);
    return { boxes: { ...text.boxes }, at: new Date(text.at).toISOString(), said, by: text.by && text.by !== person ? NAMES[text.by] : "" };
  }

  save(address, text, { person }, sent) {
    if (sent.person !== person) return reply(409, { other_person: true });
    const refusal = this.refusal?.(sent);
    if (refusal) return refusal;
    if (sent.steps.length > 20) return reply(400, { refused: "This page cannot be read." });
    const met = this.kept.filter((one) => one.address === address && one.page === sent.page && goesOn(one, sent.steps));
    const [clashes, written] = [new Map(), new Set()];
    for (const step of sent.steps) {
      if (step.turn <= (text.pages.get(sent.page) ?? 0)) continue;
      text.pages.set(sent.page, step.turn);
      Object.keys(step.boxes).forEach((box) => written.add(box));
      this.take(text, step, { clashes, met });
    }
    const filled = this.fills?.(text.boxes) ?? {};
    Object.assign(text.boxes, filled);
    if (JSON.stringify(text.boxes) !== JSON.stringify(text.history.at(-1))) {
      Object.assign(text, { by: person, at: this.clock.now() });
      text.history.push({ ...text.boxes });
    }
    const told = [...clashes.values()].map((clash) => this.keep(address, text, person, sent, clash));
    const gone = met.filter((one) => written.has(one.box) && !clashes.has(one.box));
    this.kept = this.kept.filter((one) => !gone.includes(one));
    const waiting = met.filter((one) => !written.has(one.box)).map(asClash);
    const answer = { turn: sent.steps.at(-1).turn, ...this.asSaved(text, person), clashes: [...told, ...waiting] };
    return reply(200, { ...answer, merged: this.isMerged(text, sent.steps, clashes), filled: Object.keys(filled) });
  }

  isMerged(text, steps, clashes) {
    const last = Object.assign({}, ...steps.map((step) => step.boxes));
    return Object.entries(last).some(([box, typed]) => !clashes.has(box) && text.boxes[box] !== this.cleans(typed.text));
  }

  /* What a page builds on a text of its own that clashed is still not built on what is saved. */
  take(text, step, { clashes, met }) {
    for (const [box, { base, text: typed }] of Object.entries(step.boxes)) {
      const before = base === text.boxes[box] ? null : met.find((one) => one.box === box);
      const from = clashes.get(box)?.base ?? before?.base ?? base;
      const result = merged(from, this.cleans(typed), text.boxes[box]);
      clashes.delete(box);
      if (result === null) clashes.set(box, { box, base: from, mine: this.cleans(typed), theirs: text.boxes[box] });
      else text.boxes[box] = result;
    }
  }

  /* A page that goes on typing has one kept text, its newest; another one stays as it is, and is no page's any more. */
  keep(address, text, person, { page, steps }, clash) {
    let kept = this.kept.find((one) => one.address === address && one.box === clash.box && one.page === page);
    if (kept && !goesOn(kept, steps)) kept.page = "";
    if (!kept?.page) {
      kept = { id: (this.ids += 1), address, box: clash.box, page, person, by: NAMES[text.by] ?? "" };
      this.kept.push(kept);
    }
    Object.assign(kept, { mine: clash.mine, base: clash.base });
    return asClash(kept);
  }
}

/* The way between one browser and the server. `weather` says of each request what becomes of it. */
export function network({ server, clock, browser, weather = () => ({}) }) {
  return (address, options = {}) => new Promise((resolve, reject) => {
    const { there = 40, back = 40, isLost = false, isAnswerLost = false, answer } = weather(address, options) ?? {};
    const fail = () => reject(new TypeError("Failed to fetch"));
    options.signal?.addEventListener("abort", fail);
    if (isLost) {
      clock.setTimeout(fail, there);
      return;
    }
    clock.setTimeout(() => {
      const given = answer ?? server.handle(browser, address, options);
      if (isAnswerLost) clock.setTimeout(fail, back);
      else clock.setTimeout(() => resolve(given), back);
    }, there);
  });
}
