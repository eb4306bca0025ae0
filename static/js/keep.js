/* Keeps what a person has typed but not sent, in this browser, until the form was accepted.
   A form asks for it with data-keep="unique-key". Nothing of it leaves the browser; signing out takes it away. */

const PREFIX = "kept";
const DAYS = 14;
const person = document.body.dataset.person;
const notes = document.documentElement.lang.startsWith("en") ? undefined : document.documentElement.lang;

const nameOf = (name) => `${PREFIX}:${person}:${name}`;
const typed = (field) =>
  field.name &&
  field.name !== "csrfmiddlewaretoken" &&
  !("keepNot" in field.dataset) &&
  (field.tagName === "TEXTAREA" ||
    (field.tagName === "INPUT" && ["text", "email", "number", "tel", "url", "date", "search"].includes(field.type) && field.autocomplete !== "one-time-code"));
const fieldsOf = (form) => [...form.elements].filter(typed);

/* The text is sealed with a key that only a page of the signed-in person carries, so that the next person at this
   computer finds nothing to read. Where a browser cannot seal (no secure context), nothing is kept. */
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const text64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const key = person && window.crypto?.subtle
  ? crypto.subtle.importKey("raw", bytes(document.body.dataset.keepKey), "AES-GCM", false, ["encrypt", "decrypt"])
  : null;

async function seal(fields) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(JSON.stringify(fields)));
  return { iv: text64(iv), sealed: text64(sealed) };
}

async function unseal({ iv, sealed }) {
  const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key, bytes(sealed));
  return JSON.parse(new TextDecoder().decode(open));
}

function envelope(name) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(name)));
  } catch {
    return null;
  }
}

async function read(name) {
  const kept = envelope(name);
  try {
    return kept && { ...kept, fields: await unseal(kept) };
  } catch {
    return null; /* Sealed with another key, or not by us: it cannot be read and is let go by its age. */
  }
}

function put(name, kept) {
  try {
    localStorage.setItem(nameOf(name), JSON.stringify(kept));
  } catch {
    /* No room or no storage: the page still works, it only keeps nothing. */
  }
}

export function forget(start = `${PREFIX}:`) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(start))
      .forEach((name) => localStorage.removeItem(name));
  } catch {
    /* No storage: nothing is kept. */
  }
}

function eachKept(act) {
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`));
  } catch {
    /* No storage: nothing is kept. */
  }
  names.forEach((name) => {
    try {
      act(name, JSON.parse(localStorage.getItem(name)));
    } catch {
      localStorage.removeItem(name);
    }
  });
}

/* A form that was sent from the page before, and answered by a redirect to this one, was accepted. Every other
   answer (its own page again, an error page, the sign-in page, no answer at all) means that the text is still needed. */
function settleSent() {
  const wasRedirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const from = document.referrer ? new URL(document.referrer).pathname : "";
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  eachKept((name, kept) => {
    const accepted = kept.sentFrom && person && wasRedirected && kept.sentFrom === from && name.startsWith(`${PREFIX}:${person}:`);
    if (accepted || kept.at < oldest) localStorage.removeItem(name);
    else if (kept.sentFrom) localStorage.setItem(name, JSON.stringify({ ...kept, sentFrom: "" }));
  });
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-link";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function note(form, words, ...buttons) {
  const box = document.createElement("div");
  box.className = "kept-note";
  box.setAttribute("role", "status");
  const line = document.createElement("p");
  line.textContent = words;
  box.append(line, ...buttons);
  form.prepend(box);
  return box;
}

function when(at) {
  return new Date(at).toLocaleString(notes || "en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

async function restore(form, name) {
  const kept = await read(name);
  if (!kept) return;
  const lost = fieldsOf(form).filter((field) => field.name in kept.fields && kept.fields[field.name].text !== field.value);
  if (!lost.length) {
    forget(nameOf(name));
    return;
  }
  const before = new Map(lost.map((field) => [field, field.value]));
  // The server's text moved on since: show nothing over it unless the person asks (R16).
  const clash = lost.some((field) => field.value !== kept.fields[field.name].base);
  const putBack = () => lost.forEach((field) => { field.value = kept.fields[field.name].text; });
  if (!clash) {
    putBack();
    const box = note(form, `We put back what you typed on ${when(kept.at)}.`, button("Discard it", () => {
      before.forEach((value, field) => { field.value = value; });
      forget(nameOf(name));
      box.remove();
    }));
    return;
  }
  const box = note(
    form,
    `You typed something here on ${when(kept.at)} that was not sent. The saved text has changed since then.`,
    button("Show what I typed", () => { putBack(); box.remove(); }),
    button("Discard it", () => { forget(nameOf(name)); box.remove(); }),
  );
}

async function watch(form) {
  if (form.dataset.keepWatched) return;
  form.dataset.keepWatched = "yes";
  const name = form.dataset.keep;
  const refused = form.querySelector(".error-summary, .has-error, .field-error") !== null;
  const before = refused ? (await read(name))?.fields : null;
  // What a refused form shows again is the person's own text, not the server's: its base is what stood there before.
  const baseOf = (field) => (refused ? before?.[field.name]?.base ?? "" : field.defaultValue);
  const base = Object.fromEntries(fieldsOf(form).map((field) => [field.name, baseOf(field)]));
  let turn = 0;
  const keep = async () => {
    const mine = ++turn;
    const changed = fieldsOf(form).filter((field) => field.value !== base[field.name]);
    if (!changed.length) {
      forget(nameOf(name));
      return;
    }
    const fields = Object.fromEntries(changed.map((field) => [field.name, { text: field.value, base: base[field.name] }]));
    const sealed = await seal(fields);
    if (mine === turn) put(name, { at: Date.now(), ...sealed });
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    turn += 1;
    const kept = envelope(name);
    if (kept) put(name, { ...kept, sentFrom: location.pathname });
  });
  if (refused) await keep();
  else await restore(form, name);
}

function watchAll(root) {
  root.querySelectorAll("form[data-keep]").forEach(watch);
}

settleSent();
if (key) {
  document.querySelectorAll('meta[name="kept"]').forEach((meta) => forget(nameOf(meta.content)));
  watchAll(document);
  document.body.addEventListener("htmx:afterSettle", (event) => watchAll(event.target));
  document.querySelectorAll("form[data-forget-kept]").forEach((form) => {
    form.addEventListener("submit", () => forget(`${PREFIX}:${person}:`));
  });
}
