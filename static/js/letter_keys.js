/* Keys of one letter can be turned off in this browser: whoever speaks to their computer says such letters (WCAG 2.1.4). */

const KEPT_AS = "letter-keys";
const OFF = "off";

export function areOn() {
  try {
    return localStorage.getItem(KEPT_AS) !== OFF;
  } catch {
    return true; // a browser that keeps nothing
  }
}

function turn(on) {
  if (on) localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, OFF);
}

document.querySelectorAll("[data-letter-keys]").forEach((part) => {
  const tick = part.querySelector("input");
  tick.checked = areOn();
  tick.addEventListener("change", () => turn(tick.checked));
  part.hidden = false;
});
