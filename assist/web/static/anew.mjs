// Makes the page anew when there is more to show, but never under the hands of who is using it.
const CALM = 2000; // milliseconds without a touch, so that nobody is about to click
const LEAVES = 15000; // a link or a form that was just sent goes before
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select";

let quietAt = 0; // from this moment on nobody does anything
let down = false;
let waits = false;
let told = () => {};

const later = (by) => (quietAt = Math.max(quietAt, performance.now() + by));
for (const kind of ["pointermove", "pointerdown", "pointerup", "keydown", "input", "wheel", "touchmove"]) {
  addEventListener(kind, () => later(CALM), { capture: true, passive: true });
}
addEventListener("pointerdown", () => (down = true), true);
for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => (down = false), true);
addEventListener("blur", () => (down = false)); // the window's own: a button let go of elsewhere
addEventListener("beforeunload", () => later(LEAVES));

/** Whether a button of the mouse, or a finger, is down: what is under it must stay. */
export const pressed = () => down;

/** Whether the page is already to be made anew, and waits for its user. */
export const waiting = () => waits;

function busy() {
  return (
    down ||
    performance.now() < quietAt ||
    document.activeElement?.matches(`main :focus-visible, ${FIELDS}`) ||
    !getSelection().isCollapsed ||
    document.querySelector("dialog[open]") ||
    [...document.querySelectorAll("audio")].some((sound) => !sound.paused)
  );
}

/** Load the page again as soon as nobody is using it; `tell` says that there is more to see. */
export function anew(tell) {
  if (tell) told = tell;
  if (waits) return;
  waits = true;
  const tried = () => {
    if (!busy()) return location.reload();
    told();
    setTimeout(tried, 300);
  };
  tried();
}
