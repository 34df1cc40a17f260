// Keeps the list of sessions as it is now, while something is being worked on.
const EVERY = 3000;

async function look() {
  const list = document.getElementById("session-list");
  if (!list?.dataset.going) return;
  const answer = await fetch("/?part=1").catch(() => null);
  if (answer?.ok) {
    const made = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
    const focused = list.contains(document.activeElement) ? document.activeElement.closest("li")?.id : "";
    list.replaceWith(made);
    if (focused) document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
  }
  setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
