/* Prints this page, where a browser can: without this the browser's own menu does. Folded parts go on paper whole. */

const folded = () => document.querySelectorAll("main details:not([open])");
let opened = [];

addEventListener("beforeprint", () => {
  opened = [...folded()];
  opened.forEach((one) => { one.open = true; });
});

addEventListener("afterprint", () => {
  opened.forEach((one) => { one.open = false; });
  opened = [];
});

document.querySelectorAll("[data-print]").forEach((place) => {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
});
