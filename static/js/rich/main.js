/* Fetches what boxes with marks need, on pages that have one. */

async function prepare() {
  if (!document.querySelector("textarea[data-rich]")) return;
  const { prepareAll } = await import("./boxes.js");
  prepareAll(document);
}

prepare();
document.body.addEventListener("htmx:afterSettle", prepare);
