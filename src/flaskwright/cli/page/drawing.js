"use strict";
// Graphs: dagre says where boxes stand, this draws them as SVG that can be moved, zoomed and read.

const SVG = "http://www.w3.org/2000/svg";

function draw(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "text") made.textContent = value;
    else made.setAttribute(name, value);
  }
  if (parent) parent.append(made);
  return made;
}

const ruler = document.createElement("canvas").getContext("2d");

function widthOf(text, font) {
  ruler.font = font || "13px system-ui, sans-serif";
  return ruler.measureText(text).width;
}

function shorten(text, most) {
  return text.length > most ? text.slice(0, most - 1) + "…" : text;
}

// nodes: {id, width, height, paint(group), title, choose}; edges: {from, to, kind, title}
function graph(figure, nodes, edges, options) {
  figure.hidden = nodes.length === 0;
  if (figure.hidden) return;
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 70, marginx: 24, marginy: 24, ...options });
  layout.setDefaultEdgeLabel(() => ({}));
  const known = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) layout.setNode(node.id, { width: node.width, height: node.height });
  const drawn = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  drawn.forEach((edge, index) => layout.setEdge(edge.from, edge.to, {}, String(index)));
  dagre.layout(layout);
  const size = layout.graph();
  const role = nodes.some((node) => node.choose) ? "group" : "img";
  const svg = draw("svg", { role, "aria-label": figure.dataset.label || "" });
  const stage = draw("g", {}, svg);
  drawn.forEach((edge, index) => paintEdge(stage, edge, layout.edge(edge.from, edge.to, String(index)).points));
  for (const node of nodes) paintNode(stage, svg, node, layout.node(node.id), drawn);
  figure.replaceChildren(svg);
  movable(figure, svg, size.width, size.height);
}

function paintEdge(stage, edge, points) {
  const [first, ...rest] = points;
  let path = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const next = { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    path += ` Q${rest[i].x},${rest[i].y} ${next.x},${next.y}`;
  }
  const last = rest[rest.length - 1];
  path += ` L${last.x},${last.y}`;
  const line = draw("path", { d: path, class: `edge ${edge.kind || ""}` }, stage);
  line.dataset.ends = JSON.stringify([edge.from, edge.to]);
  if (edge.title) draw("title", { text: edge.title }, line);
  if (edge.end !== "none") {
    const before = rest.length > 1 ? rest[rest.length - 2] : first;
    const turn = (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI;
    const mark = { d: "M0,0 L-9,-4.5 M0,0 L-9,4.5", class: "edge", transform: `translate(${last.x},${last.y}) rotate(${turn})` };
    draw("path", mark, stage).dataset.ends = line.dataset.ends;
  }
}

function paintNode(stage, svg, node, place, edges) {
  const x = place.x - node.width / 2;
  const y = place.y - node.height / 2;
  const group = draw("g", { class: "node", transform: `translate(${x},${y})` }, stage);
  if (node.title) draw("title", { text: node.title }, group);
  node.paint(group);
  group.dataset.id = node.id;
  group.addEventListener("mouseenter", () => light(svg, node.id, edges));
  group.addEventListener("mouseleave", () => light(svg, null, edges));
  if (!node.choose) return;
  group.setAttribute("role", "button");
  group.setAttribute("tabindex", "0");
  group.addEventListener("click", node.choose);
  group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); node.choose(); } });
}

function light(svg, id, edges) {
  const near = new Set(id === null ? [] : [id]);
  for (const edge of edges) if (id !== null && (edge.from === id || edge.to === id)) near.add(edge.from).add(edge.to);
  svg.classList.toggle("dim", near.size > 1);
  for (const group of svg.querySelectorAll(".node")) group.classList.toggle("near", near.has(group.dataset.id));
  for (const line of svg.querySelectorAll("path[data-ends]")) line.classList.toggle("near", id !== null && JSON.parse(line.dataset.ends).includes(id));
}

function movable(figure, svg, width, height) {
  const tall = Math.min(Math.max(height, 160), 640);
  svg.setAttribute("height", tall);
  const view = { x: 0, y: 0, w: width, h: height };
  const room = figure.clientWidth || 960;
  // Small graphs keep their size; large ones start whole, but never smaller than can be read.
  const scale = Math.max(Math.min(1, room / width, tall / height), 0.45);
  view.w = room / scale;
  view.h = tall / scale;
  view.x = width < view.w ? (width - view.w) / 2 : 0;
  view.y = height < view.h ? (height - view.h) / 2 : 0;
  const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  const zoom = (factor, cx = 0.5, cy = 0.5) => {
    view.x += view.w * (1 - factor) * cx;
    view.y += view.h * (1 - factor) * cy;
    view.w *= factor;
    view.h *= factor;
    show();
  };
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.1 : 0.9, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY }; });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const ratio = view.w / svg.clientWidth;
    view.x -= (event.clientX - held.x) * ratio;
    view.y -= (event.clientY - held.y) * ratio;
    held = { x: event.clientX, y: event.clientY };
    show();
  });
  window.addEventListener("pointerup", () => { held = null; });
  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [label, sign, factor] of [["Zoom in", "+", 0.8], ["Zoom out", "−", 1.25]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => zoom(factor));
    buttons.append(button);
  }
  figure.append(buttons);
  show();
}
