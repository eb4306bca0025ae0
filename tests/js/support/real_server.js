/* The product's own server, asked over a pair of pipes and answered at once, so that the clock of the play stands still
   meanwhile: Python holds the database and handles each request as a web process does. */

import fs from "node:fs";
import { reply, SESSION } from "./fake_server.js";

const [TO, FROM] = [Number(process.env.TO_SERVER), Number(process.env.FROM_SERVER)];
const PART = Buffer.alloc(65536);

/* The play knows its second box by another name than the element does. */
const OURS = { progress: "progress", outcome: "next_steps" };
const THEIRS = Object.fromEntries(Object.entries(OURS).map(([ours, theirs]) => [theirs, ours]));
const renamed = (boxes, names) =>
  Object.fromEntries(Object.entries(boxes).filter(([name]) => name in names).map(([name, told]) => [names[name], told]));

export const isThere = Boolean(TO && FROM);

export class RealServer {
  constructor(clock) {
    Object.assign(this, { clock, texts: new Map(), kept: [], left: "", people: new Map(), refusal: null });
  }

  ask(what) {
    fs.writeSync(TO, `${JSON.stringify({ ...what, now: this.clock.now() })}\n`);
    while (!this.left.includes("\n")) this.left += PART.toString("utf8", 0, fs.readSync(FROM, PART));
    const end = this.left.indexOf("\n");
    const told = JSON.parse(this.left.slice(0, end));
    this.left = this.left.slice(end + 1);
    return told;
  }

  add(address, boxes) {
    this.ask({ act: "begin", boxes: renamed(boxes, OURS) });
    this.texts.set(address, { boxes: { ...boxes }, history: [{ ...boxes }] });
  }

  signIn(browser, person) {
    this.people.set(browser, person);
    this.ask({ act: "sign in", browser, person });
  }

  signOut(browser) {
    this.people.delete(browser);
    this.ask({ act: "sign out", browser });
  }

  tokenOf(browser) { return `token of ${browser}`; }

  handle(browser, address, { method = "GET", body }) {
    const sent = body ? JSON.parse(body) : null;
    const refusal = sent?.steps && sent.person === this.people.get(browser) ? this.refusal?.(sent) : null;
    if (refusal) return refusal;
    for (const step of sent?.steps ?? []) step.boxes = renamed(step.boxes, OURS);
    const told = this.ask({ act: address === SESSION ? "session" : "save", browser, method, sent });
    if (told.boxes) this.remember(address, told);
    if (told.status >= 300 && told.status < 400) return { ...reply(0), type: "opaqueredirect", ok: false };
    const answer = told.answer?.boxes ? { ...told.answer, boxes: renamed(told.answer.boxes, THEIRS) } : told.answer;
    for (const clash of answer?.clashes ?? []) clash.box = THEIRS[clash.box];
    return reply(told.status, answer ?? undefined);
  }

  remember(address, { boxes, kept }) {
    const text = this.texts.get(address);
    text.boxes = renamed(boxes, THEIRS);
    if (JSON.stringify(text.boxes) !== JSON.stringify(text.history.at(-1))) text.history.push({ ...text.boxes });
    this.kept = kept;
  }
}
