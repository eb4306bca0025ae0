/* Counts in the form's own field how often something was typed, so that a save which arrives late is known as late. */

function step(event) {
  const field = event.target.form?.elements.turn ?? event.target.elements?.turn;
  if (field) field.value = String(Number(field.value) + 1);
}

document.addEventListener("input", step, true);
document.addEventListener("submit", step, true);
