/* What htmx fetches is a part of a page. A whole page, somebody else's redirect or an error never lands inside one. */

import { SWAPS } from "./words.js";

const WHOLE_PAGE = /<!doctype|<html[\s>]|<body[\s>]/i;

export function isForeign({ status, responseText = "", responseURL = "" }, asked, origin) {
  const isElsewhere = Boolean(responseURL) && new URL(responseURL).pathname !== new URL(asked || responseURL, origin).pathname;
  return status >= 400 || isElsewhere || WHOLE_PAGE.test(responseText);
}

export class Swaps {
  constructor(document) {
    Object.assign(this, { document, stopped: new WeakSet(), lines: new WeakMap() });
  }

  start() {
    const { body } = this.document;
    body.addEventListener("htmx:beforeSwap", (event) => this.beforeSwap(event));
    body.addEventListener("htmx:sendError", ({ detail }) => this.say(detail.target ?? detail.elt, SWAPS.failed));
    body.addEventListener("htmx:beforeRequest", (event) => {
      if (this.stopped.has(event.detail.elt)) event.preventDefault();
    });
  }

  beforeSwap({ detail }) {
    const { xhr, target, elt, pathInfo } = detail;
    if (!isForeign(xhr, pathInfo?.requestPath, this.document.location.href)) {
      this.lines.get(target)?.remove();
      return;
    }
    detail.shouldSwap = false;
    const isSignedOut = xhr.status < 400 || xhr.status === 401 || xhr.status === 403;
    if (isSignedOut) [elt, detail.requestConfig?.elt].filter(Boolean).forEach((one) => this.stopped.add(one));
    this.say(target, isSignedOut ? SWAPS.signedOut : SWAPS.failed);
  }

  /* One line behind the part, whose words change. */
  say(target, words) {
    if (!target?.after) return;
    let line = this.lines.get(target);
    if (!line) {
      line = this.document.createElement("p");
      line.className = "save-state tone-attention";
      line.setAttribute("role", "status");
      this.lines.set(target, line);
    }
    if (!line.isConnected) target.after(line);
    if (line.textContent !== words) line.textContent = words;
  }
}
