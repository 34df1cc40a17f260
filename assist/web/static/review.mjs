// Reviewing: clicks, keys and forms on the page of one session.
import { actionKeys } from "./actions.mjs";
import { keysOn } from "./app.mjs";
import { closeForm, inTurn, openForm, send } from "./live.mjs";
import { followMap } from "./map.mjs";
import { change as speed, jump, playFrom, secondAt, toggle, toggleSilence } from "./player.mjs";
import { reveal, stepFrom } from "./windows.mjs";
import "./filters.mjs";
import "./names.mjs";
import "./together.mjs";
import "./selecting.mjs";

const dialog = document.getElementById("form-dialog");
/** The link that opened the dialog, to be found again in a row that was put in anew. */
let opener = "";
dialog.addEventListener("close", () => {
  if (document.activeElement !== document.body) return;
  const from = opener ? document.querySelector(opener) : null;
  (from ?? document.getElementById(last))?.focus({ preventScroll: true });
});

/** The card in hand: the one with the focus, or else the last one that had it. */
let last = "";
function current() {
  return document.activeElement?.closest(".card") ?? document.getElementById(last);
}
document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".card");
  if (!card) return;
  last = card.id;
  for (const mark of document.querySelectorAll("mark.in-hand")) mark.classList.remove("in-hand");
  for (const mark of card.closest(".row").querySelectorAll("mark")) {
    mark.classList.toggle("in-hand", mark.dataset.of.split(" ").includes(card.id.slice(2)));
  }
});

// With Ctrl and Enter a form is sent, also from a field of more lines.
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary"));
});

function show(card) {
  if (!card) return;
  last = card.id;
  card.focus({ preventScroll: true });
  card.closest(".row").scrollIntoView({ block: "start" });
}

/** Show the card with this id, also where it is in a part that is not on the page yet. */
async function go(id) {
  show(await reveal(id));
}

const step = (by, wanted) => go(stepFrom(last, by, wanted));
const undecided = (card) => card.open;
/** Id of the next card that nobody decided on; at the end the nearest one before. */
const nextOpen = (id) => stepFrom(id, 1, undecided) || stepFrom(id, -1, undecided);

async function judge(action) {
  const card = current();
  const button = card?.querySelector(`button[value=${action}]`);
  if (!button) return;
  const told = await send(button.form, button);
  if (!told) return;
  last = card.id;
  const next = nextOpen(card.id);
  await go(next || card.id);
}

async function change(link) {
  if (!link) return;
  last = link.closest(".card")?.id ?? last;
  const row = link.closest(".row");
  opener = row ? `#${row.id} a[href="${link.getAttribute("href")}"]` : "";
  await openForm(link.href);
}

async function turn(id) {
  const button = document.getElementById(id);
  if (button.disabled) return;
  const told = await send(button.form, button);
  if (told?.target) await go(`s-${told.target}`);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => go(nextOpen(last)),
  a: () => judge("accept"),
  x: () => judge("reject"),
  w: () => change(current()?.querySelector("a[data-dialog]")),
  p: () => toggle(current() ? Number(current().dataset.seconds) : undefined),
  ArrowLeft: () => jump(-5),
  ArrowRight: () => jump(5),
  ",": () => speed(-1),
  ".": () => speed(1),
  t: () => toggleSilence(),
  f: () => openFilter(),
  z: () => turn("undo"),
  Z: () => turn("redo"),
  "?": () => document.getElementById("help").showModal(),
  ...actionKeys(current),
};

function openFilter() {
  const filter = document.getElementById("filters");
  filter.open = true;
  filter.scrollIntoView({ block: "nearest" });
  filter.querySelector("select").focus();
}

document.addEventListener("keydown", (event) => {
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  const long = event.key.length > 1; // the name of a key
  const key = event.shiftKey || long ? event.key : event.key.toLowerCase(); // Caps Lock is no Shift
  if (long && event.target.closest("audio, input, summary, .paper")) return; // keys of their own
  if (!KEYS[key]) return;
  event.preventDefault();
  opener = "";
  if (event.repeat && !long && !"jk".includes(key)) return; // a key held down decides once
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
  document.dispatchEvent(new CustomEvent("decided", { detail: { form, told } }));
  if (dialog.contains(form)) {
    closeForm();
    await go(told.target ? `s-${told.target}` : "");
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
  const inCard = target.closest('a[href^="#s-"]');
  if (inCard) {
    event.preventDefault();
    inTurn(() => go(inCard.hash.slice(1)));
    return;
  }
  if (!getSelection().isCollapsed) return;
  const time = target.closest("a[data-seconds]");
  if (time) {
    event.preventDefault();
    playFrom(Number(time.dataset.seconds));
  } else if (target.closest(".text")) {
    listen(event, target.closest("mark"));
  }
});

/** Play from the word that was clicked; a quote brings its card along. */
async function listen(event, mark) {
  const seconds = await secondAt(event);
  if (seconds !== null) playFrom(seconds);
  const id = mark?.dataset.of.split(" ")[0];
  if (id) document.getElementById(`s-${id}`)?.focus({ preventScroll: true });
}

document.getElementById("next").addEventListener("click", () => step(1));
document.getElementById("previous").addEventListener("click", () => step(-1));
followMap(document.getElementById("map-panel"), (id) => inTurn(() => go(`s-${id}`)));
const goal = location.hash.slice(1);
if (goal.startsWith("s-")) inTurn(() => go(goal));
else if (goal.startsWith("u-")) inTurn(async () => (await reveal(goal))?.scrollIntoView());
