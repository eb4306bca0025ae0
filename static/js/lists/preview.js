/* Beside a list, on a wide screen, what the page of the chosen line says; elsewhere the line leads to that page. */

const WIDE = matchMedia("(min-width: 100rem)");
const AFTER = 150; // ms on a line before it is fetched: who walks by keys passes many

async function saidBy(address, signal) {
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("preview");
}

/** `rows` with a link to their page in `.work-look`; the first of them is shown at once. */
export function previewBeside(pane, rows) {
  let chosen = null;
  let walk = new AbortController();

  async function show(row) {
    const link = row.querySelector(".work-look");
    if (!WIDE.matches || !link || row === chosen) return;
    walk.abort();
    walk = new AbortController();
    const { signal } = walk;
    chosen?.removeAttribute("aria-current");
    chosen = row;
    row.setAttribute("aria-current", "true");
    try {
      const said = await saidBy(link.href, signal);
      if (!said) return location.assign(link.href); // done meanwhile, or signed out: the page says so
      pane.replaceChildren(...said.childNodes);
    } catch (failure) {
      if (signal.aborted) return;
      chosen = null;
      pane.textContent = pane.dataset.failed;
    }
    pane.hidden = false;
    pane.scrollTop = 0;
  }

  let waiting;
  for (const row of rows) {
    row.addEventListener("focusin", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, AFTER, row);
    });
    row.querySelector(".work-look")?.addEventListener("click", (event) => {
      if (!WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      show(row);
    });
  }

  const begin = () => show(chosen ?? rows.find((row) => row.querySelector(".work-look")) ?? rows[0]);
  WIDE.addEventListener("change", begin);
  begin();
}
