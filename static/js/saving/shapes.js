/* The marks of the tones, with the same outlines as the server draws: nobody needs the colour to tell them apart. */

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  info: [["M8 1 15 8 8 15 1 8z"]],
  good: [["M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8z"], ["m4.6 8.3 2.3 2.3 4.5-4.8", "cut"]],
  attention: [["M8 .8 15.6 14.4H.4z"], ["M8 5.6v4M8 11.2v1.6", "cut"]],
  bad: [["M5 .8h6l4.2 4.2v6L11 15.2H5L.8 11V5z"], ["m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2", "cut"]],
};

export function shapeOf(document, tone) {
  const shape = document.createElementNS(SVG, "svg");
  const facts = { class: "shape", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" };
  Object.entries(facts).forEach(([name, value]) => shape.setAttribute(name, value));
  for (const [outline, part] of OUTLINES[tone]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", outline);
    if (part) path.setAttribute("class", part);
    shape.append(path);
  }
  return shape;
}
