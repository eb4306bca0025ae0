/* Every sentence of the bar and of the look at a text. */

export const BUTTONS = [
  { name: "bold", words: "Bold", key: "B", icon: '<path d="M5 3h3.6a2.4 2.4 0 0 1 0 5H5zM5 8h4.2a2.5 2.5 0 0 1 0 5H5z"/>' },
  { name: "italic", words: "Italic", key: "I", icon: '<path d="M7 3h4M5 13h4M9.2 3 6.8 13"/>' },
  { name: "heading", words: "Heading", icon: '<path d="M3 3v10M9.5 3v10M3 8h6.5M12 7l1.7-1v7"/>', isApart: true },
  { name: "lower_heading", words: "Smaller heading", icon: '<path d="M3 5v8M8 5v8M3 9h5M10.8 9.3c.3-1.6 3-1.5 2.8.2-.1 1-1.4 1.7-2.8 3.5h3"/>' },
  { name: "list", words: "List", icon: '<path d="M6.5 4H14M6.5 8H14M6.5 12H14M2.6 4h.01M2.6 8h.01M2.6 12h.01"/>', isApart: true },
  { name: "numbered", words: "Numbered list", icon: '<path d="M7 4h7M7 8h7M7 12h7M2 3.6l1.4-.9v3.6M1.9 10.2c.5-1 2.2-.7 2 .4-.1.6-1 1-2 2.2h2.2"/>' },
  { name: "lower", words: "One level lower", icon: '<path d="M7 4h7M7 8h7M7 12h7M2 5.5 4.5 8 2 10.5"/>', keys: "Alt+Shift+ArrowRight" },
  { name: "upper", words: "One level higher", icon: '<path d="M7 4h7M7 8h7M7 12h7M4.5 5.5 2 8l2.5 2.5"/>', keys: "Alt+Shift+ArrowLeft" },
  { name: "quotation", words: "Quotation", icon: '<path d="M3 3v10M6.5 5H14M6.5 8H14M6.5 11h5"/>', isApart: true },
  { name: "link", words: "Link", key: "K", icon: '<path d="m6.7 9.3 2.6-2.6M7.5 4.6l1.4-1.4a2.8 2.8 0 0 1 4 4l-1.5 1.4M8.5 11.4l-1.4 1.4a2.8 2.8 0 0 1-4-4l1.5-1.4"/>' },
  { name: "table", words: "Table", icon: '<path d="M2 3h12v10H2zM2 6.5h12M6 6.5V13M10 6.5V13"/>' },
];

export const FILLERS = { link: "words of the link", table: "Heading" };

/* What is left behind, as one and as several. */
const LEFT = {
  picture: ["picture", "pictures"],
  object: ["film, sound or other object", "films, sounds or other objects"],
  attachment: ["file", "files"],
  struck: ["struck-out passage", "struck-out passages"],
  hidden: ["hidden passage", "hidden passages"],
  comment: ["comment", "comments"],
  sign: ["sign of a symbol font", "signs of a symbol font"],
  file: ["link to a file", "links to files"],
  place: ["link to a place in the document", "links to places in the document"],
  link: ["link that leads nowhere from here", "links that lead nowhere from here"],
  colour: ["coloured cell without words", "coloured cells without words"],
  room: ["sign for which the box has no room", "signs for which the box has no room"],
  field: ["form field", "form fields"],
};

export function leftBehind(left) {
  const parts = Object.entries(LEFT).filter(([kind]) => left[kind]).map(([kind, [one, several]]) => `${left[kind]} ${left[kind] === 1 ? one : several}`);
  return parts.length ? `Left behind: ${parts.join(", ")}.` : "";
}

export const PASTED = { undo: "Undo (Ctrl+Z) takes the paste back." };

/* Why a button does nothing here. */
export const NOTHING = {
  lower: "Only an item of a list that has another one above it goes one level lower.",
  upper: "Only an item that stands one level lower goes one level higher.",
  row: "A row of a table has no such mark.",
  words: "No words are chosen.",
};

export const LOOK = {
  button: "How it will look",
  shown: "How it will look is shown below the box.",
  empty: "Nothing is written here yet.",
  failed: "It cannot be shown just now. What you typed is still here.",
};

export const BAR = "Marks for the text below";
export const lookOf = (label) => `How it will look: ${label}`;
