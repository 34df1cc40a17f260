// Sends decisions without leaving the page, and puts in place the parts that changed.
import { known, knows, putRow } from "./windows.mjs";

const trouble = document.getElementById("trouble");
const said = document.getElementById("said");
const dialog = document.getElementById("form-dialog");
const panel = document.getElementById("map-panel");

/** Put an element in the place of the one with its id, and the focus back where it was. */
export function replace(id, html) {
  const old = document.getElementById(id);
  const made = document.createRange().createContextualFragment(html).firstElementChild;
  if (old && made && old.outerHTML !== made.outerHTML) old.replaceWith(made);
}

/** Do what changes the page; what had the focus has it afterwards. */
export function keepingFocus(act) {
  const focused = document.activeElement?.id;
  act();
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

export async function refreshMap() {
  if (!panel?.open) return;
  const answer = await fetch(panel.dataset.src).catch(() => null);
  if (answer?.ok) panel.querySelector(".map-holder").innerHTML = await answer.text();
}
panel?.addEventListener("toggle", refreshMap);

/** Say what went wrong, in sight: in the form when it has room for that. */
function complain(form, sentence) {
  const alert =
    form?.querySelector(".alert") ?? form?.closest("dialog")?.querySelector(".alert") ?? trouble;
  alert.querySelector(".sentence").textContent = sentence;
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

let queue = Promise.resolve();
/** Do this when what was asked before is done: quick keys neither pass nor double each other. */
export function inTurn(act) {
  queue = queue.then(act).catch(() => complain(null, trouble.dataset.offline));
  return queue;
}

/** What a form asks, and which decision was the last in sight: two may work at once. */
function asked(form, button) {
  const data = new FormData(form, button);
  if (!data.has("seen")) data.set("seen", known());
  return data;
}

/** Send a form; resolves to the server's answer, or null when it was refused. */
export async function send(form, button) {
  let answer;
  let told;
  try {
    // Not form.action: that is the button of that name.
    answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: asked(form, button),
      headers: { Accept: "application/json" },
    });
    told = await answer.json();
  } catch {
    complain(form, trouble.dataset.offline);
    return null;
  }
  if (!answer.ok) {
    complain(form, told.error);
    return null;
  }
  if (told.reload) {
    location.reload();
    return null;
  }
  trouble.hidden = true;
  if (told.number === known() + 1) knows(told.number); // nobody else decided in between
  keepingFocus(() => {
    for (const [id, html] of Object.entries(told.rows)) putRow(id, html);
    replace("bar", told.bar);
  });
  const count = document.querySelector("#bar .meter label").textContent;
  const ready = document.querySelector("#bar .all-done")?.textContent ?? "";
  said.textContent = told.message ? `${told.message} ${count}. ${ready}` : `${count} ${ready}`;
  refreshMap();
  return told;
}

/** Show the form behind a link in the dialog. */
export async function openForm(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url);
  if (!answer.ok) {
    location.assign(address);
    return;
  }
  dialog.innerHTML = await answer.text();
  dialog.showModal();
}

export function closeForm() {
  dialog.close();
  dialog.replaceChildren();
}
