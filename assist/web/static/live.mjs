// Sends decisions without leaving the page, and puts in place the parts that changed.
const trouble = document.getElementById("trouble");
const said = document.getElementById("said");
const dialog = document.getElementById("form-dialog");
const panel = document.getElementById("map-panel");

function replace(id, html) {
  const old = document.getElementById(id);
  const made = document.createRange().createContextualFragment(html).firstElementChild;
  if (old && made) old.replaceWith(made);
}

async function refreshMap() {
  if (!panel?.open) return;
  const answer = await fetch(panel.dataset.src).catch(() => null);
  if (answer?.ok) panel.querySelector(".map-holder").innerHTML = await answer.text();
}
panel?.addEventListener("toggle", refreshMap);

/** Say what went wrong, in sight: in the form when it has room for that. */
function complain(form, sentence) {
  const alert = form?.querySelector(".alert") ?? trouble;
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

/** Send a form; resolves to the server's answer, or null when it was refused. */
export async function send(form, button) {
  let answer;
  let told;
  try {
    // Not form.action: that is the button of that name.
    answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new FormData(form, button),
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
  const focused = document.activeElement?.id;
  for (const [id, html] of Object.entries(told.rows)) replace(id, html);
  replace("bar", told.bar);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const count = document.querySelector("#bar .meter label").textContent;
  said.textContent = told.message ? `${told.message} ${count}.` : count;
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
