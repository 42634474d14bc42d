// What is typed into a form[data-draft] stays in this browser until the server says that it has it.
const form = document.querySelector("form[data-draft]");

function typed() {
  const values = Object.fromEntries(new FormData(form));
  delete values.csrfmiddlewaretoken;
  return values;
}

function show(name, isShown) {
  document.querySelector(`[data-draft-${name}]`).hidden = !isShown;
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
}

function restore(key) {
  const kept = localStorage.getItem(key);
  if (!kept || kept === JSON.stringify(typed())) return;
  fill(JSON.parse(kept));
  show("restored", true);
  form.elements.tim_cho?.dispatchEvent(new Event("input", { bubbles: true }));
}

function connect() {
  const key = form.dataset.draft;
  let sent = "";
  restore(key);
  form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(typed())));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "draft-state") sent = JSON.stringify(typed());
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "draft-state") return;
    show("lost", !event.detail.successful);
    if (event.detail.successful && localStorage.getItem(key) === sent) localStorage.removeItem(key);
  });
  window.addEventListener("online", () => form.elements.name.dispatchEvent(new Event("input", { bubbles: true })));
}

if (form) connect();
for (const done of document.querySelectorAll("[data-draft-done]")) localStorage.removeItem(done.dataset.draftDone);
