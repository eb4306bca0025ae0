/* As much of a page as the modules ask for: elements with attributes, children and events; nothing is laid out. */

const CAMEL = /[A-Z]/g;
const dashed = (name) => `data-${name.replace(CAMEL, (sign) => `-${sign.toLowerCase()}`)}`;

/* Class names, ids, tags and attributes are all that is asked for. */
function matches(selector) {
  const one = (part) => {
    const [, tag, rest] = part.match(/^([a-z]+)(\[.+)$/) ?? [];
    if (tag) return (node) => one(tag)(node) && one(rest)(node);
    if (part.startsWith(".")) return (node) => node.className.split(" ").includes(part.slice(1));
    if (part.startsWith("#")) return (node) => node.getAttribute("id") === part.slice(1);
    return part.startsWith("[") ? (node) => node.hasAttribute(part.slice(1, -1)) : (node) => node.tagName === part.toUpperCase();
  };
  const tests = selector.split(",").map((part) => one(part.trim()));
  return (node) => tests.some((test) => test(node));
}

export class Element extends EventTarget {
  constructor(tagName, facts = {}) {
    super();
    Object.assign(this, { tagName: tagName.toUpperCase(), attributes: new Map(), childNodes: [], parent: null, text: "" });
    this.dataset = new Proxy({}, {
      get: (_, name) => this.getAttribute(dashed(name)) ?? undefined,
      has: (_, name) => this.hasAttribute(dashed(name)),
    });
    this.classList = { add: (...all) => this.classes((now) => [...now, ...all]), remove: (...all) => this.classes((now) => now.filter((one) => !all.includes(one))), toggle: (one, isThere) => (isThere ? this.classList.add(one) : this.classList.remove(one)) };
    Object.entries(facts).forEach(([name, value]) => this.setAttribute(name, value));
  }

  get className() { return this.getAttribute("class") ?? ""; }
  set className(value) { this.setAttribute("class", value); }
  classes(change) { this.className = [...new Set(change(this.className.split(" ").filter(Boolean)))].join(" "); }
  getAttribute(name) { return this.attributes.get(name) ?? null; }
  setAttribute(name, value) { this.attributes.set(name, String(value)); }
  removeAttribute(name) { this.attributes.delete(name); }
  hasAttribute(name) { return this.attributes.has(name); }

  adopt(nodes) {
    return nodes.map((node) => {
      const made = typeof node === "string" ? Object.assign(new Element("#text"), { text: node }) : node;
      made.remove();
      made.parent = this;
      return made;
    });
  }

  append(...nodes) { this.childNodes.push(...this.adopt(nodes)); }
  prepend(...nodes) { this.childNodes.unshift(...this.adopt(nodes)); }
  before(...nodes) { this.parent.childNodes.splice(this.parent.childNodes.indexOf(this), 0, ...this.parent.adopt(nodes)); }
  after(...nodes) { this.parent.childNodes.splice(this.parent.childNodes.indexOf(this) + 1, 0, ...this.parent.adopt(nodes)); }
  replaceChildren(...nodes) { this.childNodes = this.adopt(nodes); }
  remove() {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((node) => node !== this);
    this.parent = null;
  }

  get isConnected() { return this.parent !== null; }
  get textContent() { return this.text + this.childNodes.map((node) => node.textContent).join(""); }
  set textContent(words) { Object.assign(this, { text: words, childNodes: [] }); }
  all() { return this.childNodes.flatMap((node) => [node, ...node.all()]); }
  contains(node) { return this === node || this.all().includes(node); }
  find(test) { return this.all().find(test) ?? null; }
  button(words) { return this.find((one) => one.tagName === "BUTTON" && one.textContent === words); }
  focus() { if (this.ownerDocument) this.ownerDocument.activeElement = this; }
  click() { this.dispatchEvent(new Event("click", { cancelable: true })); }
  closest(selector) { return matches(selector)(this) ? this : this.parent?.closest(selector) ?? null; }
  querySelector(selector) { return this.find(matches(selector)); }
  querySelectorAll(selector) { return this.all().filter(matches(selector)); }
  isEqualNode(other) { return this.textContent === other.textContent; }
  replaceWith(other) {
    this.before(other);
    this.remove();
  }
}

export class Field extends Element {
  constructor(type, name, facts = {}) {
    super({ textarea: "textarea", "select-one": "select", "select-multiple": "select" }[type] ?? "input");
    Object.assign(this, { type, name, value: "", checked: false, defaultChecked: false, autocomplete: "", selectionStart: null, scrollTop: 0, ...facts });
    this.defaultValue ??= this.value;
    this.defaultChecked = facts.defaultChecked ?? this.checked;
  }

  setSelectionRange(start, end) { Object.assign(this, { selectionStart: start, selectionEnd: end }); }
}

export const textarea = (name, value = "", facts = {}) => new Field("textarea", name, { value, ...facts });
export const hidden = (name, value) => new Field("hidden", name, { value });
export const radio = (name, value, checked = false) => new Field("radio", name, { value, checked });
export const tick = (name, checked = false, value = "on") => new Field("checkbox", name, { value, checked });

/* A selection reads and writes the chosen ones of its options. */
export function select(name, values, chosen = [], { isMultiple = false } = {}) {
  const options = values.map((value) => ({ value, selected: chosen.includes(value), defaultSelected: chosen.includes(value), disabled: false }));
  if (!isMultiple && !chosen.length) options[0].selected = true;
  const field = new Field(isMultiple ? "select-multiple" : "select-one", name, { options });
  Object.defineProperty(field, "value", {
    get: () => options.find((one) => one.selected)?.value ?? "",
    set: (value) => options.forEach((one) => { one.selected = one.value === value; }),
  });
  return field;
}

export class Form extends Element {
  constructor(facts, fields) {
    super("form", facts);
    Object.assign(this, { elements: fields, sent: [] });
    fields.forEach((field) => { field.form = this; });
  }

  /* As a browser does: an event that may be stopped, first here and then at the window. */
  requestSubmit(submitter = null) {
    const event = new Event("submit", { cancelable: true });
    event.submitter = submitter;
    this.window?.before?.(this, event);
    if (!event.defaultPrevented) this.dispatchEvent(event);
    this.window?.after?.(this, event);
    if (!event.defaultPrevented) this.sent.push(Object.fromEntries(this.elements.map((field) => [field.name, field.value])));
    return event;
  }
}

export class FakeDocument extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { body: new Element("body"), title: "Element 3", activeElement: null, location: { href: "https://centres.test/page/" } });
  }
  createElement(name) { return Object.assign(new Element(name), { ownerDocument: this }); }
  createElementNS(_, name) { return this.createElement(name); }
  getElementById() { return null; }
  querySelector(selector) { return this.body.querySelector(selector); }
  querySelectorAll(selector) { return this.body.querySelectorAll(selector); }
  importNode(node) { return node; }
}

export function fakeWindow(clock) {
  const document = new FakeDocument();
  const window = new EventTarget();
  const navigator = { onLine: true, userActivation: { hasBeenActive: true } };
  return Object.assign(window, { document, navigator, location: document.location, setTimeout: (act, delay) => clock.setTimeout(act, delay) });
}
