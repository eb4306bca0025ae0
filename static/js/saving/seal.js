/* Seals what the browser keeps with a key that only a page of the signed-in person carries, so that the next person at
   this computer finds nothing to read. Without a secure context there is no seal, and nothing is kept. */

const CHUNK = 0x2000;

const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

function text64(buffer) {
  const all = new Uint8Array(buffer);
  let signs = "";
  for (let start = 0; start < all.length; start += CHUNK) signs += String.fromCharCode(...all.subarray(start, start + CHUNK));
  return btoa(signs);
}

export function sealWith(crypto, key64) {
  if (!crypto?.subtle || !key64) return null;
  const key = crypto.subtle.importKey("raw", bytes(key64), "AES-GCM", false, ["encrypt", "decrypt"]);
  key.catch(() => {});
  return {
    async seal(open) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(JSON.stringify(open)));
      return { iv: text64(iv), sealed: text64(sealed) };
    },
    async unseal({ iv, sealed }) {
      const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, await key, bytes(sealed));
      return JSON.parse(new TextDecoder().decode(open));
    },
  };
}
