// Files dropped on the zone go into its file field; the names of chosen files are listed.
const MEGABYTE = 1024 * 1024;

function sizeOf(file) {
  const size = file.size / (file.size < MEGABYTE ? 1024 : MEGABYTE);
  const unit = file.size < MEGABYTE ? "KB" : "MB";
  return `${size.toLocaleString("vi", { maximumFractionDigits: 1 })} ${unit}`;
}

function listFiles(zone, input) {
  const items = Array.from(input.files, (file) => {
    const item = document.createElement("li");
    item.textContent = `${file.name} (${sizeOf(file)})`;
    return item;
  });
  zone.querySelector("[data-dropzone-files]").replaceChildren(...items);
}

function take(zone, input, dropped) {
  const files = new DataTransfer();
  for (const file of input.multiple ? dropped : dropped.slice(0, 1)) files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function connect(zone) {
  const input = zone.querySelector("input[type=file]");
  const over = (isOver) => zone.classList.toggle("dropzone--over", isOver);
  zone.dataset.dropzone = "ready";
  input.addEventListener("change", () => listFiles(zone, input));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    take(zone, input, Array.from(event.dataTransfer.files));
  });
}

function connectAll() {
  document.querySelectorAll('[data-dropzone=""]').forEach(connect);
}

connectAll();
document.addEventListener("htmx:load", connectAll);
