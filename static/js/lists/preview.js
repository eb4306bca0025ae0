/* Beside a list, on a wide screen, what the page of the chosen line says; elsewhere the line leads to that page. */

const WIDE = matchMedia("(min-width: 100rem)");
const AFTER = 150; // ms on a line before it is fetched: who walks by keys passes many
const LONGEST = 10000; // ms until it has failed

/** The middle of that page; nothing where the line waits no longer, or nobody is signed in any more. */
async function saidBy(address, signal) {
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("preview");
}

/** `rows` with a link to their page in `.work-look`; the first of them is shown at once. The list is never left: what is
 * ticked there stays.
 */
export function previewBeside(pane, rows) {
  let chosen = null;
  let stands = false; // what the pane says is of the chosen row
  let walk = new AbortController();

  function say(...parts) {
    pane.replaceChildren(...parts);
    pane.removeAttribute("aria-busy");
    pane.inert = false;
    pane.hidden = false;
    pane.scrollTop = 0;
  }

  function choose(row) {
    walk.abort();
    walk = new AbortController();
    chosen?.removeAttribute("aria-current");
    chosen = row;
    stands = false;
    row.setAttribute("aria-current", "true");
    pane.setAttribute("aria-busy", "true"); // what stands there is of another line
    pane.inert = true;
    return walk.signal;
  }

  async function show(row) {
    if (!WIDE.matches || (row === chosen && stands)) return;
    const link = row.querySelector(".work-look");
    const signal = choose(row);
    if (!link) return say(pane.dataset.none);
    const late = setTimeout(() => walk.signal === signal && walk.abort("late"), LONGEST);
    try {
      const said = await saidBy(link.href, signal);
      if (signal.aborted) return;
      stands = Boolean(said);
      if (said) say(...said.childNodes);
      else say(pane.dataset.gone);
    } catch {
      if (!signal.aborted || signal.reason === "late") say(pane.dataset.failed);
    } finally {
      clearTimeout(late);
    }
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
      clearTimeout(waiting);
      show(row);
    });
  }

  const begin = () => show(chosen ?? rows.find((row) => row.querySelector(".work-look")) ?? rows[0]);
  WIDE.addEventListener("change", begin);
  begin();
}
