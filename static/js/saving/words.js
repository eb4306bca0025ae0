/* Every sentence that the saving of texts says, in plain English. */

const HOUR = { hour: "2-digit", minute: "2-digit" };
const SIX_DAYS = 6 * 24 * 60 * 60 * 1000;

const english = (at, options) => new Date(at).toLocaleString("en-GB", options);
export const timeOf = (at) => english(at, HOUR);
const dayOf = (at) => new Date(at).toDateString();

/* "10:42" today, "Tuesday at 10:42" this week, "3 November at 10:42" before. */
export function moment(at, now) {
  if (dayOf(at) === dayOf(now)) return timeOf(at);
  const day = now - at < SIX_DAYS ? { weekday: "long" } : { day: "numeric", month: "long" };
  return `${english(at, day)} at ${timeOf(at)}`;
}

const on = (at, now) => (dayOf(at) === dayOf(now) ? `today at ${timeOf(at)}` : `on ${moment(at, now)}`);

const SIGN_IN = { text: "Sign in again", isNewTab: true };

function savedWords({ saved, found }, now) {
  if (found) return `What you typed ${on(found.since, now)} was not sent then. It is saved now.`;
  if (saved.by) return `${saved.by} saved this at ${saved.said}.`;
  const words = saved.isMerged ? `Saved at ${saved.said}, together with what others wrote.` : `Saved at ${saved.said}.`;
  return saved.undrawable ? `${words} Not every sign can be printed: ${saved.undrawable}.` : words;
}

function keptWords({ isUnsent, isKept, since }, now) {
  if (!isUnsent && !since) return "";
  return isKept ? `Kept in this browser since ${moment(since ?? now, now)}.` : "What you typed is not saved: leave this page open.";
}

const lowered = (words) => words.charAt(0).toLowerCase() + words.slice(1);

function clashOf({ clashes, found }, now) {
  const who = `${clashes[0].by || "You, on another page,"} wrote in the same place${found ? ` as you ${on(found.since, now)}` : ""}.`;
  return { words: `${who} Both texts are kept:`, link: { text: "put them together", href: clashes[0].address } };
}

/* What becomes of the boxes that nobody refused. */
function restOf({ saved, clashes, found, isRestOnItsWay }, now) {
  if (isRestOnItsWay) return { words: "Everything else is being saved." };
  if (clashes.length) return clashOf({ clashes, found }, now);
  if (!saved) return {};
  return { words: saved.by ? "Everything else is saved." : `Everything else was saved at ${saved.said}.` };
}

const keptRefusal = ({ isKept }) => (isKept ? "What is not saved is kept in this browser." : "What is not saved is not kept either: leave this page open.");

const SAYINGS = {
  saving: () => ({ tone: "info", words: "Saving…" }),
  saved: (state, now) => ({ tone: "good", words: savedWords(state, now) }),
  trouble: (state, now) => {
    const words = state.isKept ? `Not saved, ${lowered(keptWords(state, now))}` : "Not saved, and this browser cannot keep it: leave this page open.";
    return { words };
  },
  offline: (state, now) => ({ words: `You are offline. ${keptWords(state, now)}` }),
  signed_out: ({ isUnsent, isKept }) => {
    const kept = isKept ? " What you typed is kept." : " What you typed is not saved: leave this page open.";
    return { words: `You are signed out.${isUnsent ? kept : ""}`, link: SIGN_IN };
  },
  other_person: ({ isUnsent, isKept }) => {
    const kept = isKept ? " What you typed is kept for you, and saved when you sign in again." : " What you typed is not saved: leave this page open.";
    return { words: `Somebody else is signed in here now.${isUnsent ? kept : ""}` };
  },
  refused: (state, now) => {
    const rest = state.isPart ? restOf(state, now) : {};
    const kept = keptRefusal(state);
    const after = rest.link ? [kept, rest.words] : [rest.words, kept];
    return { tone: "bad", words: [`Not saved: ${state.words}`, ...after].filter(Boolean).join(" "), link: rest.link };
  },
  left: (state, now) => {
    const rest = restOf(state, now);
    return { tone: "attention", words: ["What stands above is not saved.", rest.words].filter(Boolean).join(" "), link: rest.link };
  },
  clash: (state, now) => ({ tone: "attention", ...clashOf(state, now) }),
};

/* What the line says of a state: its tone, its words, and where it leads; null where the server's words stay. */
export function sayingOf(state, now) {
  const said = SAYINGS[state.phase]?.(state, now);
  if (!said) return null;
  const tone = said.tone ?? (state.isKept ? "attention" : "bad");
  return { ...said, tone, words: (state.isHeldBack ? `${HELD_BACK} ${said.words}` : said.words).trim() };
}

const HELD_BACK = "Nothing was sent.";

export const ERROR = "Error:";

export const KEPT = {
  putBack: (at, now) => `We put back what you typed ${on(at, now)}.`,
  movedOn: (at, now) => `You typed something here ${on(at, now)} that was not sent. The saved text has changed since then.`,
  stray: (at, now, words) => `What you typed ${on(at, now)} could not be saved: ${words}`,
  discard: "Discard it",
  really: "Really discard?",
  reallyDiscard: "Discard",
  keep: "Keep",
  putItBack: "Put it back",
  left: (at, now, isSure) => `What you typed ${on(at, now)} ${isSure ? "was not saved" : "may not have been saved"}:`,
  copy: "Copy it",
  copied: "Copied.",
  notCopied: "This browser does not copy it: mark it, and copy it yourself.",
  heldBack: (isKept) => `Nothing was sent. You are offline. ${isKept ? "What you typed is kept in this browser." : "What you typed is not kept: leave this page open."}`,
  show: "Show what I typed",
};

export const SIGN_OUT = {
  title: "Text of yours is not saved yet",
  words: "It is kept in this browser only, and signing out takes it away. Stay to save or send it.",
  stay: "Stay",
  go: "Sign out and let it go",
};

export const SESSION = {
  title: (at) => `You will be signed out at ${timeOf(at)}`,
  words: "Nothing has been done here for a long time, or twelve hours are nearly over. What you typed stays on this page.",
  stay: "Stay signed in",
  goesOn: (at) => `You are signed in until ${timeOf(at)}.`,
  ended: "You are signed out",
  endedWords: "Sign in again in another tab; what stands on this page stays.",
  signIn: SIGN_IN.text,
  failed: "That did not work. Try it again in a moment.",
};

export const SWAPS = {
  signedOut: "You are signed out, so this part is not brought up to date. Sign in again and open the page once more.",
  failed: "This part could not be brought up to date. It is tried again.",
};
