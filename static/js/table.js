/* Narrows the rows already on the page while typing: <input data-rows="#table-id"> with a hidden attribute to lift.
   Lists longer than a page are filtered by the server; this is only for tables that are shown whole. */

document.querySelectorAll("[data-rows]").forEach((input) => {
  const rows = [...document.querySelectorAll(`${input.dataset.rows} tbody tr`)];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.closest("[hidden]")?.removeAttribute("hidden");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
  });
});
