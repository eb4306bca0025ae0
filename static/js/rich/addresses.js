/* Where a link of what was copied leads, in an address that the server takes too, or what kind of link is left behind. */

const ADMITTED = /^(?:https?:\/\/[^\s/?#@\\]+(?:[/?#]\S*)?|mailto:[^\s?%@]+@[^\s?%@]+(?:\?subject=[^\s?&#]*)?|tel:\+?[\d.-]+)$/i;
const WRAPPED = [
  /^https?:\/\/[^/]*safelinks\.protection\.outlook\.com\/[^#]*?[?&](?:amp;)?url=([^&#]+)/i,
  /^https?:\/\/statics\.teams\.[^/]+\/[^#]*?safelinks[^#]*?[?&](?:amp;)?url=([^&#]+)/i,
  /^https?:\/\/(?:www\.)?google\.[a-z.]+\/url\?(?:[^#]*?&)?(?:amp;)?(?:q|url)=([^&#]+)/i,
  /^https?:\/\/linkprotect\.cudasvc\.com\/url\?a=([^&#]+)/i,
  /^https?:\/\/urldefense\.com\/v3\/__(.+?)__;/i,
];
const MOST_WRAPPERS = 5;
const NOTE = /^(?!https?:)[^#]*#(?:_?(?:ftn|edn|msocom)|sd(?:foot|end)note|fn|cite_)/i;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is a % there
  }
}

/* Mail servers and Google lead round by themselves. */
function unwrapped(address, left = MOST_WRAPPERS) {
  const [, dashed] = /^https?:\/\/urldefense\.proofpoint\.com\/v2\/url\?u=([^&#]+)/i.exec(address) ?? [];
  if (dashed && left) return unwrapped(decoded(dashed.replace(/-/g, "%").replace(/_/g, "/")), left - 1);
  const [, inner] = WRAPPED.map((one) => one.exec(address)).find(Boolean) ?? [];
  return inner && left ? unwrapped(decoded(inner), left - 1) : address;
}

/* Of a mail its first subject alone; of a number its digits. */
function narrowed(address) {
  const [, mailbox, query] = /^(mailto:[^?]*)(?:\?(.*))?$/i.exec(address) ?? [];
  if (mailbox) {
    const subject = query?.split(/&(?:amp;)?/).find((one) => /^subject=./i.test(one))?.slice("subject=".length).split("#")[0];
    return decoded(mailbox).replace(/\s/g, "") + (subject ? `?subject=${subject.replace(/\?/g, "%3F")}` : "");
  }
  if (/^tel:/i.test(address)) return address.replace(/\(0\)/g, "").replace(/(?!^)[\s()]|%20/g, "").split(";")[0];
  return address;
}

const escaped = (address) => address.replace(/[\s()<>\\|[\]"`*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

function kindOf(address) {
  if (/^(?:file:|[a-z]:[\\/]|\\\\)/i.test(address)) return "file";
  return address.startsWith("#") ? "place" : "link";
}

/* A link to a note below the text. */
export const leadsToNote = (node) => NOTE.test(node.getAttribute("href") ?? "");

/* `href` to be followed, or what kind of link is `lost`; `isUnwrapped` where it was led round. */
export function addressOf(node) {
  const raw = (node.getAttribute("href") ?? "").replace(/[\u0000-\u0020]+/g, (blank) => (blank === " " ? " " : "")).trim();
  if (!raw) return { href: "", lost: "" };
  const inner = unwrapped(raw);
  const whole = /^www\.[^\s/]+\.[a-z]/i.test(inner) ? `https://${inner}` : /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(inner) ? `mailto:${inner}` : inner;
  const href = escaped(narrowed(whole));
  if (ADMITTED.test(href)) return { href, lost: "", raw, isUnwrapped: inner !== raw };
  return { href: "", lost: NOTE.test(raw) ? "" : kindOf(inner) };
}
