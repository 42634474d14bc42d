// Plotly is heavy and comes when there is a chart to draw; a trader, often on a cheap phone, is asked first.
const SOURCE = document.querySelector("meta[name='plotly']").content;
const waiting = () => [...document.querySelectorAll("[data-chart='']")];

let coming;
function fetchOnce() {
  coming ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: SOURCE, onload: resolve, onerror: reject }));
  });
  return coming;
}

async function bring() {
  try {
    await fetchOnce();
    document.dispatchEvent(new Event("plotly:ready"));
  } catch {
    coming = undefined;
    waiting().forEach((canvas) => offer(canvas, "Chưa tải được biểu đồ. Thử lại"));
  }
}

function offer(canvas, words) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  button.className = "button button--secondary";
  button.addEventListener("click", () => {
    button.disabled = true;
    bring();
  });
  canvas.setAttribute("role", "group"); // no picture yet
  canvas.querySelectorAll(":scope > :not(script)").forEach((child) => child.remove());
  canvas.append(button);
}

function begin() {
  if (!waiting().length) return;
  if (coming || document.body.dataset.audience !== "trader") bring();
  else waiting().forEach((canvas) => canvas.querySelector("button") ?? offer(canvas, "Xem biểu đồ (tải thêm 1 MB)"));
}

begin();
document.addEventListener("htmx:load", begin);
