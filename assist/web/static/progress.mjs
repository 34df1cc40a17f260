// Live progress by server-sent events; the page shows the same when it is loaded anew.
import { anew } from "./anew.mjs";

const work = document.getElementById("work");
const line = document.getElementById("line");
const whole = document.getElementById("whole");
const heard = document.getElementById("heard");
const ahead = document.getElementById("ahead");
const said = document.getElementById("work-said");
const lost = document.getElementById("lost");
const found = document.getElementById("found");

/** Say over the page, where nothing moves for it, that there is more to see. */
function more(id) {
  for (const note of work.querySelectorAll(".fresh")) note.hidden = note.id !== id;
}

const source = new EventSource(work.dataset.events);
let stage = "";
let state = "";

source.addEventListener("progress", (event) => {
  const now = JSON.parse(event.data);
  state = now.state;
  line.textContent = now.line;
  whole.value = now.fraction;
  ahead.textContent = now.ahead;
  if (heard) heard.textContent = now.heard;
  // The first words are there: the review shows them, with what is found beside them.
  if (found && now.heard && /\/sessions\/[^/]+$/.test(location.pathname)) anew(() => more("work-begun"));
  // Spoken aloud only when something new begins, not at every percent.
  const begins = now.line.split(",")[0];
  if (begins !== stage) said.textContent = stage = begins;
});
source.addEventListener("found", (event) => {
  const card = JSON.parse(event.data);
  if (!found || document.getElementById(card.id)) return;
  found.insertAdjacentHTML("beforeend", card.html);
});
source.addEventListener("open", () => (lost.hidden = true));
source.addEventListener("error", () => (lost.hidden = false)); // the browser tries again by itself
source.addEventListener("ended", () => {
  source.close();
  const end = state === "done" ? "work-ended" : "work-stopped";
  said.textContent = document.getElementById(end).querySelector("strong").textContent;
  if (work.dataset.early) anew(() => more(end));
  else more(end); // with decisions here, they choose themselves when the page is made anew
});
