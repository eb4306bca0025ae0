/* As much of a parser of HTML as clipboards need: elements, attributes, texts, comments, and what is never closed. */

const VOID = new Set("area,base,br,col,embed,hr,img,input,link,meta,source,wbr".split(","));
const RAW = new Set(["script", "style", "title", "textarea", "xmp", "noembed"]);
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", middot: "·", rsquo: "’" };
const PIECE = /<!--([^]*?)-->|<!([^>]*)>|<\/([^\s>]+)[^>]*>|<([a-z][^\s/>]*)((?:\s+[^\s=/>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?|\s*\/(?!>))*)\s*\/?>|[^<]+|</gi;
const ATTRIBUTE = /([^\s=/>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;

const unescaped = (text) => text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
  if (name) return NAMED[name] ?? all;
  return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
});

function element(name, written = "") {
  const attributes = new Map([...written.matchAll(ATTRIBUTE)].map(([, key, ...values]) => [key.toLowerCase(), unescaped(values.find((one) => one !== undefined) ?? "")]));
  return { nodeType: 1, nodeName: name.toUpperCase(), childNodes: [], getAttribute: (key) => attributes.get(key) ?? null };
}

/* The body of the page. */
export function parsed(html) {
  const body = element("body");
  const open = [body];
  const add = (node) => open.at(-1).childNodes.push(node);
  const reader = new RegExp(PIECE);
  for (let found = reader.exec(html); found; found = reader.exec(html)) {
    const [all, comment, declared, closing, opening, written] = found;
    if (comment !== undefined || declared !== undefined) add({ nodeType: 8, nodeName: "#comment", data: comment ?? declared, childNodes: [] });
    else if (closing) {
      const at = open.findLastIndex((node) => node.nodeName === closing.toUpperCase());
      if (at > 0) open.length = at;
    } else if (opening) {
      const node = element(opening, written);
      add(node);
      const name = opening.toLowerCase();
      if (RAW.has(name)) {
        const end = html.toLowerCase().indexOf(`</${name}`, reader.lastIndex);
        node.childNodes.push({ nodeType: 3, nodeName: "#text", data: html.slice(reader.lastIndex, end), childNodes: [] });
        reader.lastIndex = html.indexOf(">", end) + 1;
      } else if (!VOID.has(name) && !all.endsWith("/>")) open.push(node);
    } else add({ nodeType: 3, nodeName: "#text", data: unescaped(all), childNodes: [] });
  }
  return body;
}
