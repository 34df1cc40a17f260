// Reviewing: clicks, keys and forms on the page of one session.
import { keysOn } from "./app.mjs";
import { closeForm, inTurn, openForm, send } from "./live.mjs";
import { followMap } from "./map.mjs";
import { playFrom, toggle } from "./player.mjs";
import "./selecting.mjs";

const dialog = document.getElementById("form-dialog");
const cards = () => [...document.querySelectorAll(".card")];

/** The card in hand: the one with the focus, or else the last one that had it. */
let last = "";
function current() {
  return document.activeElement?.closest(".card") ?? document.getElementById(last);
}
document.addEventListener("focusin", (event) => {
  last = event.target.closest?.(".card")?.id ?? last;
});

function show(card) {
  if (!card) return;
  last = card.id;
  card.focus({ preventScroll: true });
  card.closest(".row").scrollIntoView({ block: "start" });
}

function step(by, wanted = () => true) {
  const all = cards();
  const at = all.indexOf(current());
  const from = at < 0 ? (by > 0 ? -1 : all.length) : at;
  for (let i = from + by; i >= 0 && i < all.length; i += by) {
    if (wanted(all[i])) return show(all[i]);
  }
}
const undecided = (card) => card.dataset.status === "suggested";

async function judge(action) {
  const card = current();
  const button = card?.querySelector(`button[value=${action}]`);
  if (!button) return;
  const told = await send(button.form, button);
  if (!told) return;
  show(document.getElementById(card.id));
  step(1, undecided);
}

async function change(link) {
  if (!link) return;
  last = link.closest(".card")?.id ?? last;
  await openForm(link.href);
}

async function turn(id) {
  const button = document.getElementById(id);
  if (button.disabled) return;
  const told = await send(button.form, button);
  if (told?.target) show(document.getElementById(`s-${told.target}`));
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => step(1, undecided),
  a: () => judge("accept"),
  x: () => judge("reject"),
  w: () => change(current()?.querySelector("a[data-dialog]")),
  p: () => toggle(current() ? Number(current().dataset.seconds) : undefined),
  z: () => turn("undo"),
  Z: () => turn("redo"),
  "?": () => document.getElementById("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  const key = event.shiftKey ? event.key : event.key.toLowerCase(); // Caps Lock is no Shift
  if (!KEYS[key]) return;
  event.preventDefault();
  if (event.repeat && !"jk".includes(key)) return; // a key held down decides once
  inTurn(() => document.querySelector("dialog[open]") || KEYS[key]());
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  inTurn(() => submit(form, event.submitter));
});

async function submit(form, button) {
  const card = form.closest(".card")?.id;
  const told = await send(form, button);
  if (!told) return;
  if (dialog.contains(form)) {
    closeForm();
    show(document.getElementById(`s-${told.target}`));
  } else if (card) {
    document.getElementById(card)?.focus({ preventScroll: true });
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const link = target.closest("a[data-dialog]");
  if (link) {
    event.preventDefault();
    inTurn(() => change(link));
    return;
  }
  if (target.closest("a[data-close]") && dialog.open) {
    event.preventDefault();
    closeForm();
    return;
  }
  const spoken = target.closest("mark, a[data-seconds]");
  if (spoken && getSelection().isCollapsed) {
    event.preventDefault();
    playFrom(Number(spoken.dataset.seconds));
    const id = spoken.dataset.of?.split(" ")[0];
    if (id) document.getElementById(`s-${id}`)?.focus({ preventScroll: true });
  }
});

document.getElementById("next").addEventListener("click", () => step(1));
document.getElementById("previous").addEventListener("click", () => step(-1));
followMap(document.getElementById("map-panel"), (id) => show(document.getElementById(`s-${id}`)));
if (location.hash.startsWith("#s-")) show(document.getElementById(location.hash.slice(1)));
