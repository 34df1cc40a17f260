// Keeps the list of sessions as it is now, while something is being worked on.
import { pressed } from "./anew.mjs";

const EVERY = 3000;

async function look() {
  const list = document.getElementById("session-list");
  if (!list?.dataset.going) return;
  const answer = await fetch("/?part=1").catch(() => null);
  if (answer?.ok) {
    const made = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
    if (!pressed()) put(list, made);
  }
  setTimeout(look, EVERY);
}

/** What did not change stays, so that nothing is lost of what somebody does there. */
function put(list, made) {
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("li").id : "";
  const same = [...made.children].map((item) => {
    const old = document.getElementById(item.id);
    return old?.outerHTML === item.outerHTML ? old : item;
  });
  if (made.dataset.going) list.dataset.going = made.dataset.going;
  else delete list.dataset.going;
  if (same.length !== list.children.length || same.some((item, place) => item !== list.children[place])) {
    list.replaceChildren(...same);
  }
  if (focused && !list.contains(document.activeElement)) {
    document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
  }
}
setTimeout(look, EVERY);
