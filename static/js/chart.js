// Draws each [data-chart] from the Plotly figure in its JSON script, in the colours of the page, once plotly.js has it.
const CONFIG = { responsive: true, displaylogo: false, displayModeBar: false, locale: "vi" };
const dark = window.matchMedia("(prefers-color-scheme: dark)");

// A figure names the page's colours as var(--name); Plotly itself does not look them up.
function tokenColour(_key, value) {
  const name = typeof value === "string" && /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : value;
}

function pageColours() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour("--font"), color: colour("--ink"), size: 14 },
    colorway: ["--part-completed", "--part-returned", "--part-open", "--part-cancelled", "--marigold"].map(colour),
    line: colour("--line"),
  };
}

function dressed(layout) {
  const { line, ...colours } = pageColours();
  const legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" };
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, automargin: true };
  const dressedLayout = { margin: { l: 8, r: 8, t: 8, b: 8 }, separators: ",.", dragmode: false, legend, ...layout, ...colours };
  for (const name of Object.keys({ xaxis: 1, yaxis: 1, ...layout }).filter((key) => /^[xy]axis\d*$/.test(key))) {
    dressedLayout[name] = { showgrid: name.startsWith("y"), fixedrange: true, ...layout[name], ...axis };
  }
  return dressedLayout;
}

function draw(canvas) {
  const figure = JSON.parse(canvas.querySelector("script[type='application/json']").textContent, tokenColour);
  canvas.dataset.chart = "drawn";
  canvas.setAttribute("role", "img");
  const place = document.createElement("div");
  canvas.querySelectorAll(":scope > :not(script)").forEach((child) => child.remove());
  canvas.append(place);
  const { template, ...layout } = figure.layout ?? {};
  return window.Plotly.newPlot(place, figure.data, dressed(layout), CONFIG);
}

function drawAll(state) {
  document.querySelectorAll(`[data-chart="${state}"]`).forEach(draw);
}

document.addEventListener("plotly:ready", () => drawAll(""));
dark.addEventListener("change", () => drawAll("drawn"));
