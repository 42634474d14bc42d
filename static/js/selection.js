// How many rows are ticked, beside the choice of what is meant; a tick chooses "marked", and the form works without.
for (const form of document.querySelectorAll("[data-selection]")) {
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const scopes = [...form.querySelectorAll("[data-scope]")];
  const count = form.querySelector("[data-count]");
  const show = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    if (!count) return;
    count.hidden = ticked === 0;
    count.textContent = ` (${ticked})`;
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick]")) {
      scopes[0].checked = true;
    } else if (event.target.matches("[data-scope]") && event.target.value !== "danh-dau") {
      for (const tick of ticks) tick.checked = true;
    }
    show();
  });
  show();
}
