// Larger and smaller: by buttons, by keys on the map, and by the wheel with Ctrl.
import { keysOn } from "./app.mjs";

const STEPS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 2.5, 3];

/** Let the map in `holder` be enlarged; sizes follow the user's own text size (rem). */
export function zoomable(holder) {
  const told = document.getElementById("zoom-now");
  let zoom = 0; // 0: as wide as the page

  function set(now) {
    const paper = holder.querySelector(".paper");
    const svg = paper?.querySelector("svg");
    if (!svg) return;
    const middle = [
      (paper.scrollLeft + paper.clientWidth / 2) / paper.scrollWidth,
      (paper.scrollTop + paper.clientHeight / 2) / paper.scrollHeight,
    ];
    zoom = now;
    holder.classList.toggle("zoomed", zoom > 0);
    holder.style.setProperty("--zoom", String(zoom || 1));
    told.textContent = zoom ? `${Math.round(zoom * 100)} %` : told.dataset.fit;
    paper.scrollLeft = middle[0] * paper.scrollWidth - paper.clientWidth / 2;
    paper.scrollTop = middle[1] * paper.scrollHeight - paper.clientHeight / 2;
  }

  /** What 100 % would be for the size it has now. */
  function actual() {
    const svg = holder.querySelector(".paper svg");
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return svg ? svg.getBoundingClientRect().width / (70 * rem) : 1;
  }

  function step(by) {
    const now = zoom || actual();
    const next = by > 0 ? STEPS.find((s) => s > now + 0.01) : STEPS.findLast((s) => s < now - 0.01);
    if (next) set(next);
  }

  document.getElementById("zoom-in").addEventListener("click", () => step(1));
  document.getElementById("zoom-out").addEventListener("click", () => step(-1));
  document.getElementById("zoom-fit").addEventListener("click", () => set(0));
  holder.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !event.target.closest(".paper")) return;
    event.preventDefault();
    step(event.deltaY < 0 ? 1 : -1);
  }, { passive: false });
  holder.addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.closest(".paper")) return;
    const keys = { "+": () => step(1), "=": () => step(1), "-": () => step(-1), 0: () => set(0) };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
