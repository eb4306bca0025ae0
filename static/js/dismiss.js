/* Closes messages and open menus. Without it the messages stay where they are and menus close by their own summary. */

document.documentElement.dataset.js = "yes";

function showCloseButtons(root) {
  root.querySelectorAll("[data-dismiss][hidden]").forEach((button) => { button.hidden = false; });
}

showCloseButtons(document);
document.body.addEventListener("htmx:afterSettle", () => showCloseButtons(document));

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-dismiss]");
  if (close) {
    close.closest(".toast-card").remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  }
  document.querySelectorAll("details.person-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.person-menu[open], details.nav-fold[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
