// The transcript in parts: a part is fetched when one scrolls or steps to it.
const list = document.getElementById("transcript");
const pagers = () => document.querySelectorAll(".pager");
const address = list.dataset.session;
let query = list.dataset.query;
let first = Number(list.dataset.page); // parts that are on the page now
let final = first;
let last = Number(list.dataset.last);
let index = read(list.dataset.index);
const state = { number: Number(list.dataset.number) }; // decisions in what is shown

/** All statements that the filter lets through, in order: `{id, page, open}`. */
function read(text) {
  return (text ? text.split(" ") : []).map((entry) => {
    const [id, page, open] = entry.split(":");
    return { id, page: Number(page), open: open === "o" };
  });
}

/** How many decisions the page knows of. */
export const known = () => state.number;
export const knows = (number) => (state.number = Math.max(state.number, number));
export const filtered = () => query !== "";
export const atEnd = () => final === last;

async function fetchPart(more) {
  const asked = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) asked.set(name, value);
  const answer = await fetch(`${address}/rows?${asked}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function take(part) {
  last = part.last;
  index = read(part.index);
  knows(part.number);
}

const rowsOf = (html) => [...document.createRange().createContextualFragment(html).children];

function missing(rows) {
  return rows.filter((row) => !row.id || !document.getElementById(row.id));
}

function showPager(part) {
  for (const old of pagers()) {
    const made = rowsOf(part.pager)[0];
    made.id = old.id;
    old.replaceWith(made);
  }
}

function replaceAll(part) {
  list.replaceChildren(...rowsOf(part.html));
  first = final = part.page;
  take(part);
  showPager(part);
  list.dispatchEvent(new Event("rows"));
}

let loading = null;
/** Do one loading at a time. */
function once(act) {
  const before = loading ?? Promise.resolve();
  loading = before.catch(() => {}).then(act);
  return loading;
}

async function after() {
  if (final >= last) return;
  const part = await fetchPart({ page: final + 1 });
  list.append(...missing(rowsOf(part.html)));
  final = part.page;
  take(part);
  list.dispatchEvent(new Event("rows"));
}

async function before() {
  if (first <= 1) return;
  const part = await fetchPart({ page: first - 1 });
  const height = document.documentElement.scrollHeight;
  const top = scrollY;
  list.prepend(...missing(rowsOf(part.html)));
  // What one reads stays where it is; `instant`, or it would glide there.
  scrollTo({ top: top + document.documentElement.scrollHeight - height, behavior: "instant" });
  first = part.page;
  take(part);
  list.dispatchEvent(new Event("rows"));
}

/** The part with this number, alone on the page. */
export function goTo(page) {
  return once(async () => replaceAll(await fetchPart({ page })));
}

/** The element with this id (`u-17`, `s-e-1a2b`); the part that holds it is fetched first. */
export async function reveal(id) {
  const there = document.getElementById(id);
  if (there || !id) return there;
  await once(async () => {
    const page = index.find((entry) => `s-${entry.id}` === id)?.page;
    if (page === final + 1) await after();
    else if (page === first - 1) await before();
    if (document.getElementById(id)) return;
    const part = await fetchPart({ at: id, page: first });
    if (part.html.includes(`id="${id}"`)) replaceAll(part);
  });
  return document.getElementById(id);
}

/** Id of the card that is `by` steps from the one with this id, and is wanted. */
export function stepFrom(id, by, wanted = () => true) {
  const at = index.findIndex((entry) => `s-${entry.id}` === id);
  let i = at < 0 ? (by > 0 ? -1 : index.length) : at;
  if (at < 0 && by > 0) i = index.findIndex((entry) => entry.page >= first) - 1; // begin in sight
  for (i += by; i >= 0 && i < index.length; i += by) {
    if (wanted(index[i])) return `s-${index[i].id}`;
  }
  return "";
}

/** Another filter; the first part of what it lets through. Resolves to what was answered. */
export function filterBy(wanted) {
  return once(async () => {
    query = wanted;
    const part = await fetchPart({ page: 1 });
    replaceAll(part);
    history.replaceState(null, "", `${address}${query}`);
    return part;
  });
}

/** Everything on the page once more: another run, words put back, or contact lost for a while. */
export function refresh() {
  return once(async () => {
    const parts = [];
    for (let page = first; page <= Math.min(final, last); page += 1) {
      parts.push(await fetchPart({ page }));
    }
    if (!parts.length) parts.push(await fetchPart({ page: 1 }));
    const focus = document.activeElement?.id;
    list.replaceChildren(...parts.flatMap((part) => rowsOf(part.html)));
    first = parts[0].page;
    final = parts.at(-1).page;
    take(parts.at(-1));
    showPager(parts.at(-1));
    list.dispatchEvent(new Event("rows"));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  });
}

const part = document.createElement("template");
/** Put a row in the place of the one it replaces; new ones at the end of what is complete. */
export function putRow(id, html) {
  part.innerHTML = html;
  const row = part.content.firstElementChild;
  const old = document.getElementById(id);
  if (!old) {
    if (atEnd() && !filtered()) {
      list.querySelector(".row.none")?.remove();
      list.append(row);
    }
    learn(row, id);
    return;
  }
  learn(row, id);
  if (old.outerHTML === row.outerHTML) return; // nothing to see: do not move focus about
  if (filtered()) {
    const had = new Set([...old.querySelectorAll(".card")].map((card) => card.id));
    for (const card of row.querySelectorAll(".card")) {
      const isNew = !index.some((entry) => `s-${entry.id}` === card.id);
      if (!had.has(card.id) && !isNew) card.remove();
    }
  }
  for (const open of old.querySelectorAll("details[open][id]")) {
    const same = row.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  }
  for (const ticked of old.querySelectorAll(".pick input:checked")) {
    const same = row.querySelector(`#${CSS.escape(ticked.id)}`);
    if (same) same.checked = true;
  }
  const gone = [...old.querySelectorAll(".card")].map((card) => card.id);
  old.replaceWith(row);
  // Merged away, or an undone addition: no step leads there any more.
  index = index.filter(({ id: name }) => {
    return !gone.includes(`s-${name}`) || document.getElementById(`s-${name}`);
  });
  list.dispatchEvent(new CustomEvent("row", { detail: { old, row } }));
}

/** Keep the index true: what a row says of its cards. */
function learn(row, id) {
  const cards = [...row.querySelectorAll(".card")];
  for (const card of cards) {
    const name = card.id.slice(2);
    const open = card.dataset.status === "suggested";
    const entry = index.find((e) => e.id === name);
    if (entry) entry.open = open;
    else if (document.getElementById(id)) add(name, open, id);
  }
}

/** A statement that was added, in the order of the talk. */
function add(id, open, row) {
  let before = document.getElementById(row);
  while (before && !before.querySelector(".card")) before = before.previousElementSibling;
  const previous = before ? [...before.querySelectorAll(".card")].at(-1).id.slice(2) : "";
  const at = index.findIndex((entry) => entry.id === previous);
  index.splice(at + 1, 0, { id, page: at < 0 ? first : index[at].page, open });
}

for (const name of ["click"]) {
  document.addEventListener(name, (event) => {
    const link = event.target.closest?.(".pager a[data-page]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(Number(link.dataset.page)).then(() => {
      history.replaceState(null, "", link.href);
      list.scrollIntoView({ block: "start" });
      document.querySelector("#pager-top [aria-current]")?.focus({ preventScroll: true });
    });
  });
}

// Near an end of what is there, the next part is fetched.
const edges = new IntersectionObserver(
  (seen) => {
    for (const entry of seen) {
      if (!entry.isIntersecting) continue;
      const act = entry.target === list.lastElementChild ? after : before;
      once(act).catch(() => {});
    }
  },
  { rootMargin: "600px 0px" },
);
let startShown = false; // the part before is not fetched before one scrolls
function watch() {
  edges.disconnect();
  if (list.lastElementChild && final < last) edges.observe(list.lastElementChild);
  if (startShown && first > 1 && list.firstElementChild) edges.observe(list.firstElementChild);
}
list.addEventListener("rows", watch);
addEventListener("wheel", begin, { passive: true, once: true });
addEventListener("touchmove", begin, { passive: true, once: true });
addEventListener("keydown", begin, { once: true });
function begin() {
  startShown = true;
  watch();
}
watch();
