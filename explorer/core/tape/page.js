// The picture of a recording, opened level by level. All texts are set as text; nothing of them is ever run.
"use strict";
const DATA = JSON.parse(document.getElementById("tape").textContent);
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 226, HEIGHT = 64, GAP = 30, PAD = 12, TITLE = 20, ASPECT = 1.5, TALL = 1.6;
const opened = new Set(DATA.opened);
const stage = document.getElementById("stage");
const told = document.getElementById("told");
let view = null;
let chosen = "";

// A box that is seen: an operation, or a group that is folded. Its key is "i3" or "g2".
function seen(item) {
  for (const group of DATA.items[item].a) if (!opened.has(group)) return "g" + group;
  return "i" + item;
}

// The tree of what is seen: the open groups with what is in them, in the order of the operations.
function tree() {
  const top = { key: "", children: [], by: new Map() };
  DATA.items.forEach((item, number) => {
    let at = top;
    for (const group of item.a) {
      if (!opened.has(group)) break;
      const key = "o" + group;
      if (!at.by.has(key)) {
        const made = { key, group, children: [], by: new Map() };
        at.by.set(key, made);
        at.children.push(made);
      }
      at = at.by.get(key);
    }
    const key = seen(number);
    if (!at.by.has(key)) {
      const made = { key, w: WIDTH, h: HEIGHT };
      at.by.set(key, made);
      at.children.push(made);
    }
  });
  return top;
}

// The links between what stands side by side in the tree, without those that would close a circle.
function forward(children, pairs) {
  const below = children.map(() => []);
  for (const [a, b] of pairs) below[a].push(b);
  const kept = children.map(() => []);
  const state = children.map(() => 0);
  children.forEach((_, start) => {
    if (state[start]) return;
    state[start] = 1;
    const way = [[start, 0]];
    while (way.length) {
      const top = way[way.length - 1];
      if (top[1] === below[top[0]].length) { state[top[0]] = 2; way.pop(); continue; }
      const other = below[top[0]][top[1]++];
      if (state[other] !== 1) kept[top[0]].push(other);
      if (!state[other]) { state[other] = 1; way.push([other, 0]); }
    }
  });
  return kept;
}

function rowsOf(children, below) {
  const longest = Math.max(4, Math.ceil(Math.sqrt(children.length)));
  const waits = children.map(() => 0);
  below.forEach((list) => list.forEach((b) => waits[b]++));
  const first = children.map(() => 0);
  const ready = children.map((_, k) => k).filter((k) => !waits[k]);
  const rows = [];
  for (let k = 0; k < ready.length; k++) {
    const one = ready[k];
    let row = first[one];
    while (row < rows.length && rows[row].length >= longest) row++;
    while (row >= rows.length) rows.push([]);
    rows[row].push(one);
    for (const other of below[one]) {
      first[other] = Math.max(first[other], row + 1);
      if (!--waits[other]) ready.push(other);
    }
  }
  return rows.filter((row) => row.length);
}

// Where what is in a node of the tree stands, from its upper left corner; rows are broken into columns where too high.
function place(node, owner) {
  if (!node.children) return;
  node.children.forEach((child) => place(child, owner));
  const at = new Map();
  node.children.forEach((child, k) => keysIn(child).forEach((key) => at.set(key, k)));
  const pairs = new Map();
  for (const [a, b] of owner.links) {
    const x = at.get(a), y = at.get(b);
    if (x !== undefined && y !== undefined && x !== y) pairs.set(x + "," + y, [x, y]);
  }
  const rows = rowsOf(node.children, forward(node.children, [...pairs.values()]));
  const size = (row) => [
    row.reduce((sum, k) => sum + node.children[k].w + GAP, -GAP), Math.max(...row.map((k) => node.children[k].h))];
  const wide = Math.max(...rows.map((row) => size(row)[0]));
  const high = rows.reduce((sum, row) => sum + size(row)[1] + GAP, -GAP);
  const columns = high > TALL * wide && rows.length > 3 ? Math.max(2, Math.round(Math.sqrt(ASPECT * high / (wide + GAP)))) : 1;
  let left = 0, top = 0, widest = 0, bottom = 0;
  rows.forEach((row) => {
    if (top > 0 && top + size(row)[1] / 2 > high / columns) { left += widest + 2 * GAP; top = 0; widest = 0; }
    const [w, h] = size(row);
    let x = left;
    row.forEach((k) => { node.children[k].x = x; node.children[k].y = top; x += node.children[k].w + GAP; });
    widest = Math.max(widest, w);
    row.column = left;
    top += h + GAP;
    bottom = Math.max(bottom, top - GAP);
  });
  const width = Math.max(left + widest, WIDTH);
  rows.forEach((row) => {  // each row in the middle of its column
    const inColumn = rows.filter((one) => one.column === row.column);
    const shift = (Math.max(...inColumn.map((one) => size(one)[0])) - size(row)[0]) / 2;
    row.forEach((k) => { node.children[k].x += shift; });
  });
  const edge = node.key ? PAD : 0, head = node.key ? TITLE : 0;
  node.children.forEach((child) => { child.x += edge; child.y += edge + head; });
  node.w = width + 2 * edge;
  node.h = bottom + 2 * edge + head;
}

function keysIn(node) {
  return node.children ? node.children.flatMap(keysIn) : [node.key];
}

function made(kind, parent, attributes, text) {
  const one = document.createElementNS(SVG, kind);
  for (const name in attributes) one.setAttribute(name, attributes[name]);
  if (text !== undefined) one.textContent = text;
  parent.appendChild(one);
  return one;
}

// A text that has so much room: what is too long is cut in the middle.
function fitted(parent, attributes, text, room) {
  const one = made("text", parent, attributes, text);
  for (let most = text.length; one.getComputedTextLength() > room && most > 4;) {
    most = Math.min(most - 1, Math.floor(most * room / one.getComputedTextLength()));
    const half = Math.floor((most - 1) / 2);
    one.textContent = text.slice(0, most - 1 - half) + "…" + text.slice(text.length - half);
  }
  return one;
}

function info(key) {
  return key[0] === "i" ? DATA.items[+key.slice(1)] : DATA.groups[+key.slice(1)];
}

function tell(key) {
  chosen = key;
  told.replaceChildren();
  for (const line of info(key).tip) {
    const row = document.createElement("div");
    row.textContent = line;
    told.appendChild(row);
  }
}

function toggle(group) {
  if (opened.has(group)) opened.delete(group); else opened.add(group);
  draw(false);
}

function active(element, label, act, key) {
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => { if (event.key === "Enter") act(); });
  if (key) {
    element.addEventListener("mouseenter", () => tell(key));
    element.addEventListener("focus", () => tell(key));
  }
}

function paint(node, x, y, spots, layers) {
  node.X = x + node.x; node.Y = y + node.y;
  if (node.children) {
    const group = DATA.groups[node.group];
    const frame = made("g", layers.frames, { class: "frame" });
    made("rect", frame, { x: node.X, y: node.Y, width: node.w, height: node.h, rx: 8 });
    fitted(frame, { x: node.X + 10, y: node.Y + 16 }, "− " + group.t, node.w - 20);
    active(frame, "Fold " + group.t, () => toggle(node.group), "g" + node.group);
    node.children.forEach((child) => paint(child, node.X, node.Y, spots, layers));
    return;
  }
  const one = info(node.key), isGroup = node.key[0] === "g";
  const box = made("g", layers.boxes, { class: "box " + one.k + (one.bad ? " bad" : "") });
  if (isGroup) made("rect", box, { class: "under", x: node.X + 4, y: node.Y + 4, width: node.w, height: node.h });
  made("rect", box, { x: node.X, y: node.Y, width: node.w, height: node.h, rx: one.k === "leaf" ? 22 : isGroup ? 0 : 6 });
  fitted(box, { class: "head", x: node.X + 12, y: node.Y + 19 }, (isGroup ? "+ " : "") + one.t, node.w - (one.sign ? 38 : 22));
  fitted(box, { x: node.X + 12, y: node.Y + 37 }, one.v, node.w - 22);
  if (one.g) {
    const band = made("rect", box, { class: one.s ? "slot" : "arrived", x: node.X + 9, y: node.Y + 43, height: 16, rx: 3 });
    const text = fitted(box, { class: one.s ? "in-slot" : "", x: node.X + 13, y: node.Y + 55 }, one.g, node.w - 28);
    band.setAttribute("width", text.getComputedTextLength() + 8);
  }
  if (one.sign) made("text", box, { class: "sign", x: node.X + node.w - 18, y: node.Y + 19 }, one.sign);
  made("title", box, {}, one.tip.join("\n"));
  active(box, one.t, () => { tell(node.key); if (isGroup) toggle(+node.key.slice(1)); }, node.key);
  spots.set(node.key, node);
}

function draw(isNew) {
  const links = new Map();
  for (const [a, b, way] of DATA.links) {
    const x = seen(a), y = seen(b);
    if (x !== y) links.set(x + ">" + y, [x, y, way || (links.get(x + ">" + y) || [])[2]]);
  }
  const whole = tree();
  whole.x = whole.y = 0;
  place(whole, { links: [...links.values()] });
  stage.replaceChildren();
  const defs = made("defs", stage, {});
  const tip = made("marker", defs, { id: "tip", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" });
  made("path", tip, { d: "M0,0L8,4L0,8z" });
  const layers = { frames: made("g", stage, {}), links: made("g", stage, {}), boxes: made("g", stage, {}) };
  const spots = new Map();
  whole.children.forEach((child) => paint(child, 0, 0, spots, layers));
  for (const [a, b, way] of links.values()) {
    const from = spots.get(a), to = spots.get(b);
    const isBelow = to.Y >= from.Y + from.h;
    const x1 = from.X + (isBelow ? from.w / 2 : to.X > from.X ? from.w : 0), y1 = from.Y + (isBelow ? from.h : from.h / 2);
    const x2 = to.X + (isBelow ? to.w / 2 : to.X > from.X ? 0 : to.w), y2 = to.Y + (isBelow ? 0 : to.h / 2);
    const reach = isBelow ? Math.min(40, (y2 - y1) / 2) : 40 * (to.X > from.X ? 1 : -1);
    const path = isBelow ? `M${x1},${y1}C${x1},${y1 + reach} ${x2},${y2 - reach} ${x2},${y2}`
      : `M${x1},${y1}C${x1 + reach},${y1} ${x2 - reach},${y2} ${x2},${y2}`;
    made("path", layers.links, { class: "link" + (way ? "" : " cut"), d: path, "marker-end": "url(#tip)" });
  }
  const size = [whole.w + 40, whole.h + 40];
  if (isNew || !view) view = [-20, -20, ...size];
  else view = [view[0], view[1], Math.max(view[2], Math.min(size[0], 1600)), Math.max(view[3], Math.min(size[1], 1000))];
  show();
}

function show() { stage.setAttribute("viewBox", view.join(" ")); }

stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  const box = stage.getBoundingClientRect(), factor = event.deltaY > 0 ? 1.15 : 1 / 1.15;
  const fx = (event.clientX - box.left) / box.width, fy = (event.clientY - box.top) / box.height;
  view = [view[0] + view[2] * fx * (1 - factor), view[1] + view[3] * fy * (1 - factor), view[2] * factor, view[3] * factor];
  show();
}, { passive: false });
let drag = null;
stage.addEventListener("pointerdown", (event) => { drag = [event.clientX, event.clientY, view[0], view[1]]; });
window.addEventListener("pointerup", () => { drag = null; });
window.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const box = stage.getBoundingClientRect(), scale = Math.max(view[2] / box.width, view[3] / box.height);
  view = [drag[2] - (event.clientX - drag[0]) * scale, drag[3] - (event.clientY - drag[1]) * scale, view[2], view[3]];
  show();
});
document.getElementById("fit").addEventListener("click", () => draw(true));
document.getElementById("first").addEventListener("click", () => { opened.clear(); DATA.opened.forEach((one) => opened.add(one)); draw(true); });
document.getElementById("open").addEventListener("click", () => { DATA.groups.forEach((_, k) => opened.add(k)); draw(true); });
document.getElementById("fold").addEventListener("click", () => { opened.clear(); draw(true); });
draw(true);
