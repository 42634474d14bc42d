// J and K walk along the entries of a [data-queue] while one of them, or something in it, has the focus.
const STEPS = { j: 1, k: -1 };

document.querySelector("[data-queue]")?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key.toLowerCase()];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea")) return;
  const items = Array.from(event.currentTarget.children);
  const next = items[items.indexOf(event.target.closest("li")) + step];
  if (!next) return;
  event.preventDefault();
  next.querySelector("button, a.button")?.focus();
});
