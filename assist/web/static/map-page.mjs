// The page of the map: choose what it shows, fasten a path, enlarge it, move values.
import { keysOn } from "./app.mjs";
import { followMap, prepare, trace } from "./map.mjs";
import { asking, draggable } from "./moving.mjs";
import { zoomable } from "./zoom.mjs";

const holder = document.getElementById("map");
const result = document.getElementById("map-result");
const told = document.getElementById("map-told");
const filter = document.getElementById("map-filter");
const review = holder.dataset.review;
const place = (id) => `${review}?at=s-${encodeURIComponent(id)}#s-${id}`;

let held = null;

/** What a card says of itself: a value its name, and a statement its number. */
function nameOf(node) {
  if (node.dataset.kind !== "value") return node.dataset.node;
  return [...node.querySelectorAll("text")].map((line) => line.textContent).join(" ").replace("- ", "");
}

function pin(node) {
  if (held) trace(held.closest("svg"), null);
  held = node;
  const panel = document.getElementById("path");
  panel.hidden = !node;
  if (!node) {
    told.textContent = told.dataset.loose;
    trace(result.querySelector("svg"), null);
    return;
  }
  trace(node.closest("svg"), node);
  told.textContent = told.dataset.pinned.replace("{number}", nameOf(node));
  document.getElementById("path-said").textContent = node.getAttribute("aria-label");
  const isValue = node.dataset.kind === "value";
  document.getElementById("path-open").hidden = isValue;
  document.getElementById("path-open").href = place(node.dataset.id);
  const mover = document.getElementById("path-move");
  if (mover) mover.hidden = !isValue;
  node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** What tells a control of the map or its tables from the others, also after they are made anew. */
function keyOf(element) {
  const { dataset, id, form, tagName } = element;
  const named = element.getAttribute("href") ?? element.getAttribute("aria-labelledby");
  return dataset.id || id || named || `${tagName} ${form?.elements.value?.value ?? ""}`;
}

/** Show another part of the map, or the same anew; what has the focus keeps it. */
async function show(address) {
  let page;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error();
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    told.textContent = told.dataset.trouble;
    return;
  }
  const focused = result.contains(document.activeElement) && keyOf(document.activeElement);
  const paper = result.querySelector(".paper");
  const [left, top] = [paper.scrollLeft, paper.scrollTop];
  const fastened = held?.dataset.id;
  held = null;
  holder.dataset.seen = page.getElementById("map").dataset.seen;
  result.replaceChildren(...page.getElementById("map-result").childNodes);
  document.getElementById("show-all").hidden = page.getElementById("show-all").hidden;
  const names = document.getElementById("f-cluster");
  const chosen = names.value;
  names.replaceChildren(...page.getElementById("f-cluster").childNodes);
  names.value = chosen;
  history.replaceState(null, "", address);
  prepare(holder);
  const again = fastened && result.querySelector(`.node[data-id="${CSS.escape(fastened)}"]`);
  if (again) pin(again);
  told.textContent = page.getElementById("map-told").textContent;
  result.querySelector(".paper").scrollTo(left, top);
  if (!focused) return;
  const controls = [...result.querySelectorAll("a, button, select, [tabindex]")];
  const back = controls.find((control) => keyOf(control) === focused);
  (back ?? result.querySelector(".paper")).focus({ preventScroll: true });
}

const here = () => location.pathname + location.search;

// What others decide meanwhile, while somebody looks at this page and does nothing by hand.
let source = null;
let work = Promise.resolve(); // one thing at a time
function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
    return;
  }
  source ??= new EventSource(`${review}/live`);
  for (const news of ["now", "changed", "other"]) source.addEventListener(news, heard);
}
function heard(event) {
  const { number } = JSON.parse(event.data);
  work = work.then(async () => {
    if (number === Number(holder.dataset.seen) || document.querySelector("dialog[open], .dragged")) return;
    await show(here());
    told.textContent = `${told.dataset.fresh} ${told.textContent}`;
  });
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());
listen();

function move(value, cluster) {
  work = work.then(() => moved(value, cluster));
}

async function moved(value, cluster) {
  let message = told.dataset.trouble;
  try {
    const answer = await fetch(`${review}/cluster`, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ value, cluster, seen: holder.dataset.seen }),
    });
    const said = await answer.json();
    message = said.message ?? said.error ?? message;
    if (answer.ok) {
      await show(here());
      undo.hidden = false;
    }
  } catch {
    // the sentence stands ready
  }
  told.textContent = message;
  if (document.activeElement === document.body) {
    result.querySelector(`.node[data-id="${CSS.escape(value)}"]`)?.focus();
  }
}

const undo = document.getElementById("map-undo");

/** Take back what was moved here last, or what else one did since in another window. */
async function moveBack() {
  let message = told.dataset.trouble;
  try {
    const answer = await fetch(undo.getAttribute("action"), {
      method: "POST",
      headers: { accept: "application/json" },
    });
    const said = await answer.json();
    message = said.message ?? said.error ?? message;
    if (answer.ok) {
      if (undo.contains(document.activeElement)) result.querySelector(".paper").focus();
      await show(here());
      undo.hidden = true;
    }
  } catch {
    // the sentence stands ready
  }
  told.textContent = message;
}
undo?.addEventListener("submit", (event) => {
  event.preventDefault();
  work = work.then(moveBack);
});
document.addEventListener("keydown", (event) => {
  if (!undo || undo.hidden || !keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "z" || event.repeat || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  work = work.then(moveBack);
});

followMap(holder, (id) => location.assign(place(id)), { pin, pinned: () => held });
zoomable(holder);

const mayMove = Boolean(document.getElementById("path-move"));
const ask = asking(move);
if (mayMove) {
  draggable(holder, move);
  holder.classList.add("movable");
}

filter.addEventListener("change", () => {
  const asked = new URLSearchParams(
    [...new FormData(filter)].filter(([name, value]) => value && name !== "node"),
  );
  show(`${review}/map${asked.size ? `?${asked}` : ""}`);
});
document.getElementById("show-all").addEventListener("click", (event) => {
  event.preventDefault();
  for (const field of filter.querySelectorAll("select")) field.value = "";
  filter.elements.decided.checked = false;
  show(`${review}/map`).then(() => filter.elements.kind.focus());
});
holder.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const opens = button?.dataset.opens;
  if (opens) document.getElementById(opens).showModal();
  if (!held || !button) return;
  if (button.id === "path-only") show(`${review}/map?node=${encodeURIComponent(held.dataset.id)}`);
  if (button.id === "path-move") ask(held);
  if (button.id === "path-loose") {
    const node = held;
    pin(null);
    node.focus();
  }
});
holder.addEventListener("submit", (event) => {
  const form = event.target.closest("form.move");
  if (!form) return;
  event.preventDefault();
  move(form.elements.value.value, form.elements.cluster.value);
});
holder.addEventListener("keydown", (event) => {
  if (!mayMove || !keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  const node = event.target.closest?.(".node.value");
  if (!node || event.key.toLowerCase() !== "m") return;
  event.preventDefault();
  ask(node);
});
