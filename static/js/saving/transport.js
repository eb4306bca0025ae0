/* The way to the server and back: one request, one answer that is understood; never an exception. */

import { isSignedOut, noAnswer, understood } from "./answer.js";
import { PATIENCE } from "./timing.js";

export const SESSION = "/texts/session/";
// Browsers carry at most 64 kB of a page that is going away.
const MOST_WHEN_LEAVING = 60_000;

const weight = (body) => new TextEncoder().encode(body).length;

export class Transport {
  constructor({ fetch, clock, person, token, renew = () => {} }) {
    Object.assign(this, { fetch, clock, person, token, renew });
  }

  /* The token is old after somebody signed in again in another tab: it is fetched anew, once. */
  async save(address, { page, steps, isLeaving = false }) {
    const body = JSON.stringify({ person: this.person, page, steps });
    const keepalive = isLeaving && weight(body) < MOST_WHEN_LEAVING;
    const send = () => this.understand(address, { method: "POST", body, keepalive });
    const answer = this.checked(await send(), "taken");
    if (answer.kind !== "stale_token") return answer;
    const session = await this.session();
    if (session.kind !== "session") return session;
    const second = this.checked(await send(), "taken");
    return second.kind === "stale_token" ? { kind: "trouble", isOffline: false } : second;
  }

  async newest(address) {
    return this.checked(await this.understand(address, { method: "GET" }), "newest");
  }

  /* Who is signed in and until when; with `goOn` the session begins anew. */
  async session({ goOn = false } = {}) {
    const response = await this.ask(SESSION, goOn ? { method: "POST", body: "" } : { method: "GET" });
    if (!response) return noAnswer;
    if (isSignedOut(response)) return { kind: "signed_out" };
    const told = response.ok ? await response.json().catch(() => null) : null;
    if (!told?.token) return { kind: "trouble", isOffline: false };
    this.token = told.token;
    this.renew(told.token);
    if (told.person !== this.person) return { kind: "other_person" };
    return { kind: "session", endsAt: Date.parse(told.ends_at) - this.behind(response) };
  }

  /* By how much the server's clock is ahead of ours. */
  behind(response) {
    const there = Date.parse(response.headers.get("Date") ?? "");
    return Number.isNaN(there) ? 0 : there - this.clock.now();
  }

  checked(answer, wanted) {
    const isAnswer = !["taken", "newest"].includes(answer.kind) || answer.kind === wanted;
    return isAnswer ? answer : { kind: "trouble", isOffline: false };
  }

  async understand(address, options) {
    const response = await this.ask(address, options);
    return response ? understood(response) : noAnswer;
  }

  async ask(address, { method, body, keepalive = false }) {
    const gone = new AbortController();
    const patience = this.clock.setTimeout(() => gone.abort(), PATIENCE);
    const headers = { Accept: "application/json" };
    if (method === "POST") Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    try {
      return await this.fetch(address, {
        method, body, headers, keepalive, credentials: "same-origin", redirect: "manual", cache: "no-store", signal: gone.signal,
      });
    } catch {
      return null;
    } finally {
      this.clock.clearTimeout(patience);
    }
  }
}
