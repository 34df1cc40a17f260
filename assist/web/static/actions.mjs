// What can be done with statements besides accepting and refusing them: by key, and with many.
import { inTurn, openForm } from "./live.mjs";

const list = document.getElementById("transcript");
const bulk = document.getElementById("bulk");
const bar = document.getElementById("picked");
const count = document.getElementById("picked-count");
const address = list.dataset.session;
const ticked = new Set(); // ids, also of cards in a part that is not on the page

function tell() {
  const number = ticked.size;
  bar.hidden = number === 0;
  count.textContent = number === 1 ? bar.dataset.one : bar.dataset.more.replace("{number}", number);
  document.getElementById("merge-picked").disabled = number < 2;
}

function tick(box) {
  if (box.checked) ticked.add(box.value);
  else ticked.delete(box.value);
  box.closest(".card").classList.toggle("ticked", box.checked);
  if (box.checked) bulk.elements.scope.value = "ticked";
  tell();
}

function pickNone() {
  ticked.clear();
  settle(list);
  tell();
}

/** Show ticks on rows that were put in anew. */
function settle(rows) {
  for (const box of rows.querySelectorAll(".pick input")) {
    box.checked = ticked.has(box.value);
    box.closest(".card").classList.toggle("ticked", box.checked);
  }
}

function merge(card) {
  const targets = ticked.size ? [...ticked] : card ? [idOf(card)] : [];
  if (targets.length) {
    return openForm(`${address}/merge?${new URLSearchParams(targets.map((id) => ["target", id]))}`);
  }
}

if (bulk) {
  list.addEventListener("rows", () => {
    settle(list);
    setTimeout(tellShown); // when the filter has told its count
  });
  list.addEventListener("row", (event) => settle(event.detail.row));
  list.addEventListener("change", (event) => {
    if (event.target.matches(".pick input")) tick(event.target);
  });
  document.getElementById("pick-none").addEventListener("click", () => {
    pickNone();
    list.querySelector(".card")?.focus();
  });
  document.getElementById("more-picked").addEventListener("click", openBulk);
  // Ticks on rows that are not on the page count too.
  bulk.addEventListener("formdata", ({ formData }) => {
    formData.delete("target");
    for (const id of ticked) formData.append("target", id);
    formData.set("filter", new URL(location.href).search);
  });
  bulk.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod !== "get") return;
    event.preventDefault();
    event.stopPropagation(); // it asks what to merge, and decides nothing
    inTurn(() => merge());
  });
  document.getElementById("bulk-panel").addEventListener("toggle", () => {
    if (!ticked.size && bulk.elements.scope.value === "ticked") bulk.elements.scope.value = "open";
  });
  document.addEventListener("decided", (event) => {
    if (event.detail.form === bulk || event.detail.form.matches(".merge")) pickNone();
  });
}

/** How many are meant by all that is shown: the filter works without leaving the page. */
function tellShown() {
  const shown = document.getElementById("bulk-shown");
  const counted = document.getElementById("count").textContent.split(" · ");
  shown.textContent = counted.length > 1 ? counted[0] : shown.dataset.all;
}

function openBulk() {
  const panel = document.getElementById("bulk-panel");
  if (!panel) return;
  panel.open = true;
  document.getElementById("bulk-do").focus();
}

function pick(card) {
  const box = card?.querySelector(".pick input");
  if (!box) return;
  box.checked = !box.checked;
  tick(box);
}

const idOf = (card) => card.id.slice(2);

/** What is done by key with the card in hand, as `current` finds it. */
export function actionKeys(current) {
  const act = (wanted) => () => {
    const card = current();
    return card ? wanted(card) : undefined;
  };
  const form = (path) => act((card) => openForm(`${address}/${path}/${idOf(card)}`));
  const field = (name) => act((card) => openForm(`${address}/edit/${idOf(card)}?at=${name}`));
  const side = (n) => act((card) => card.querySelectorAll(".quick button")[n]?.click());
  const drop = (n) => act((card) => card.querySelectorAll(".values .drop")[n]?.click());
  const row = (path) => act((card) => openForm(`${address}/${path}${card.closest(".row").id.slice(2)}`));
  if (!bulk) return { g: form("history") }; // who only reads
  return {
    v: field("values"),
    i: field("actor"),
    e: field("wording"),
    1: side(0),
    2: side(1),
    3: side(2),
    4: drop(0),
    5: drop(1),
    6: drop(2),
    s: form("split"),
    m: () => merge(current()),
    o: form("comment"),
    g: form("history"),
    b: act(pick),
    l: openBulk,
    c: row("speech/"),
    "+": row("add?utterance="),
  };
}
