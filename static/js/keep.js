/* Keeps what a person has typed but not sent, in this browser, until the form was accepted.
   A form asks for it with data-keep="unique-key". Nothing of it leaves the browser; signing out takes it away. */

const PREFIX = "kept";
const DAYS = 14;
const person = document.body.dataset.person;
const notes = document.documentElement.lang.startsWith("en") ? undefined : document.documentElement.lang;

const nameOf = (key) => `${PREFIX}:${person}:${key}`;
const typed = (field) =>
  field.name &&
  field.name !== "csrfmiddlewaretoken" &&
  !("keepNot" in field.dataset) &&
  (field.tagName === "TEXTAREA" ||
    (field.tagName === "INPUT" && ["text", "email", "number", "tel", "url", "date", "search"].includes(field.type) && field.autocomplete !== "one-time-code"));
const fieldsOf = (form) => [...form.elements].filter(typed);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(key)));
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    localStorage.setItem(nameOf(key), JSON.stringify(kept));
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

function restore(form, key) {
  const kept = read(key);
  if (!kept) return;
  const lost = fieldsOf(form).filter((field) => field.name in kept.fields && kept.fields[field.name].text !== field.value);
  if (!lost.length) return forget(nameOf(key));
  const before = new Map(lost.map((field) => [field, field.value]));
  // The server's text moved on since: show nothing over it unless the person asks (R16).
  const clash = lost.some((field) => field.value !== kept.fields[field.name].base);
  const put = () => lost.forEach((field) => { field.value = kept.fields[field.name].text; });
  if (!clash) {
    put();
    const box = note(form, `We put back what you typed on ${when(kept.at)}.`, button("Discard it", () => {
      before.forEach((value, field) => { field.value = value; });
      forget(nameOf(key));
      box.remove();
    }));
    return;
  }
  const box = note(
    form,
    `You typed something here on ${when(kept.at)} that was not sent. The saved text has changed since then.`,
    button("Show what I typed", () => { put(); box.remove(); }),
    button("Discard it", () => { forget(nameOf(key)); box.remove(); }),
  );
}

function watch(form) {
  if (form.dataset.keepWatched) return;
  form.dataset.keepWatched = "yes";
  const key = form.dataset.keep;
  const refused = form.querySelector(".error-summary, .has-error, .field-error") !== null;
  const before = refused ? read(key)?.fields : null;
  // What a refused form shows again is the person's own text, not the server's: its base is what stood there before.
  const baseOf = (field) => (refused ? before?.[field.name]?.base ?? "" : field.defaultValue);
  const base = Object.fromEntries(fieldsOf(form).map((field) => [field.name, baseOf(field)]));
  const keep = () => {
    const changed = fieldsOf(form).filter((field) => field.value !== base[field.name]);
    if (!changed.length) return forget(nameOf(key));
    const fields = Object.fromEntries(changed.map((field) => [field.name, { text: field.value, base: base[field.name] }]));
    return write(key, { at: Date.now(), fields });
  };
  if (refused) keep();
  else restore(form, key);
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    const kept = read(key);
    if (kept) write(key, { ...kept, sentFrom: location.pathname });
  });
}

function watchAll(root) {
  root.querySelectorAll("form[data-keep]").forEach(watch);
}

settleSent();
if (person) {
  document.querySelectorAll('meta[name="kept"]').forEach((meta) => forget(nameOf(meta.content)));
  watchAll(document);
  document.body.addEventListener("htmx:afterSettle", (event) => watchAll(event.target));
  document.querySelectorAll("form[data-forget-kept]").forEach((form) => {
    form.addEventListener("submit", () => forget(`${PREFIX}:${person}:`));
  });
}
