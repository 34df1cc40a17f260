// The recording: plays from a second or a word, and marks the words that are being spoken.
import { reveal } from "./windows.mjs";

const player = document.getElementById("player");
const list = document.getElementById("transcript");
const starts = (list?.dataset.chunks ?? "").split(" ").filter(Boolean).map(Number); // of each chunk
const chunks = new Map(); // number of a chunk: its utterances
const JUMP = 5;
const SILENCE = 1200; // milliseconds without words that are skipped
const LEAD = 150; // and how long before the next word one lands
const speeds = document.getElementById("speed");
const skips = document.getElementById("skip-silence");

/** Play from `seconds`. */
export function playFrom(seconds) {
  if (!player) return;
  player.currentTime = seconds;
  player.play().catch(() => {}); // a browser may refuse; the controls still work
}

/** Play from `seconds`, or pause when it is playing. */
export function toggle(seconds) {
  if (!player) return;
  if (player.paused) playFrom(seconds ?? player.currentTime);
  else player.pause();
}

/** Some seconds back or ahead. */
export function jump(by) {
  if (player) player.currentTime = Math.max(0, player.currentTime + by);
}

/** The next speed, slower (-1) or faster (1). */
export function change(by) {
  if (!player) return;
  const to = speeds.options[speeds.selectedIndex + by];
  if (to) speeds.value = to.value;
  setSpeed();
  document.getElementById("said").textContent = speeds.selectedOptions[0].textContent;
}

export function toggleSilence() {
  if (skips) skips.click();
}

function setSpeed() {
  player.playbackRate = Number(speeds.value);
  keep("assist-speed", speeds.value);
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {} // without storage it holds for this page
}

/** Last place in a sorted list whose value is at most `wanted`; -1 before the first. */
function placeOf(length, valueAt, wanted) {
  let low = -1;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valueAt(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The utterances of a chunk, `[id, start, end, [place, time, ...]]`; fetched once. */
function chunk(number) {
  if (number < 0 || number >= starts.length) return Promise.resolve([]);
  if (!chunks.has(number)) {
    const asked = fetch(`${list.dataset.session}/words/${number}`).then((answer) =>
      answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status))),
    );
    chunks.set(number, asked);
    asked.catch(() => chunks.delete(number));
    asked.then((said) => chunks.set(number, said)).catch(() => {});
  }
  return Promise.resolve(chunks.get(number));
}
const ready = (number) => (Array.isArray(chunks.get(number)) ? chunks.get(number) : null);
const chunkAt = (seconds) => Math.max(0, placeOf(starts.length, (i) => starts[i], seconds));

/** The text was corrected: its words lie elsewhere now. */
export function forgetWords() {
  chunks.clear();
  shown = "";
}

/** Node and place in it of a character of a text with marks. */
function inNode(text, place) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let left = place;
  while (walker.nextNode()) {
    if (left < walker.currentNode.length) return [walker.currentNode, left];
    left -= walker.currentNode.length;
  }
  return null;
}

const spoken = globalThis.Highlight ? new Highlight() : null;
if (spoken) CSS.highlights.set("spoken", spoken);
let shown = ""; // utterance and word that are marked now
let heard = ""; // row of the last utterance that was spoken

function markWord(utterance, word) {
  const key = utterance ? `${utterance[0]}:${word}` : "";
  if (key === shown) return;
  const id = utterance ? `u-${utterance[0]}` : "";
  const row = id ? document.getElementById(id) : null;
  const before = document.querySelector(".row.playing");
  if (before !== row) {
    before?.classList.remove("playing");
    row?.classList.add("playing");
  }
  if (id && id !== heard) {
    const old = document.getElementById(heard);
    // One who scrolled away from what is spoken reads something else: leave that in sight.
    if (old && visible(old)) row ? visible(row) || row.scrollIntoView({ block: "center" }) : follow(id);
    heard = id;
  }
  shown = row ? key : "";
  spoken?.clear();
  const text = row?.querySelector(".text");
  if (!spoken || !text || word < 0) return;
  const from = inNode(text, utterance[3][2 * word]);
  if (!from) return;
  const rest = from[0].data.slice(from[1]).match(/^\S+/);
  if (!rest) return;
  const range = new Range();
  range.setStart(...from);
  range.setEnd(from[0], from[1] + rest[0].length);
  spoken.add(range);
}

function visible(row) {
  const { top, bottom } = row.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** What is spoken went out of what is on the page: fetch the part that follows. */
function follow(id) {
  reveal(id)
    .then((row) => row?.scrollIntoView({ block: "center" }))
    .catch(() => {});
}

function look() {
  const seconds = player.currentTime;
  const number = chunkAt(seconds);
  const said = ready(number);
  if (!said) {
    chunk(number).catch(() => {});
    return;
  }
  const now = seconds * 1000;
  const at = placeOf(said.length, (i) => said[i][1], now);
  const utterance = said[at];
  if (utterance && now < utterance[2]) {
    markWord(utterance, placeOf(utterance[3].length / 2, (i) => utterance[3][2 * i + 1], now));
  } else {
    markWord(null, -1);
    const next = said[at + 1]?.[1] ?? (starts[number + 1] ?? Infinity) * 1000;
    const since = now - (utterance?.[2] ?? 0);
    if (skips.checked && !player.paused && since > 0 && Number.isFinite(next)) {
      const gap = next - (utterance?.[2] ?? 0);
      if (gap > SILENCE && next - now > 2 * LEAD) player.currentTime = (next - LEAD) / 1000;
    }
  }
  if (said.length && seconds > said.at(-1)[1] / 1000 - 10) chunk(number + 1).catch(() => {});
}

let going = 0;
function run() {
  look();
  going = player.paused ? 0 : requestAnimationFrame(run);
}

/** Second at which the word at a point was spoken; null where there is no word. */
export async function secondAt(event) {
  const place = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = place?.offsetNode ?? place?.startContainer;
  const text = node?.parentElement?.closest(".text");
  if (!text || node.nodeType !== Node.TEXT_NODE) return null;
  const range = new Range();
  range.setStart(text, 0);
  range.setEnd(node, place.offset ?? place.startOffset);
  return secondIn(text, range.toString().length);
}

/** Second at which a character of an utterance's text was spoken. */
async function secondIn(text, character) {
  const id = Number(text.dataset.utterance);
  const row = text.closest(".row");
  const start = Number(row.dataset.start);
  for (const number of [chunkAt(start), chunkAt(start) - 1]) {
    const utterance = (await chunk(number).catch(() => [])).find((u) => u[0] === id);
    if (!utterance) continue;
    const words = utterance[3];
    const word = placeOf(words.length / 2, (i) => words[2 * i], character);
    return (word < 0 ? utterance[1] : words[2 * word + 1]) / 1000;
  }
  return start;
}

if (player) {
  player.addEventListener("play", () => {
    if (!going) run();
  });
  player.addEventListener("seeked", () => chunk(chunkAt(player.currentTime)).then(look, () => {}));
  player.addEventListener("pause", look);
  document.getElementById("back-5").addEventListener("click", () => jump(-JUMP));
  document.getElementById("ahead-5").addEventListener("click", () => jump(JUMP));
  speeds.addEventListener("change", setSpeed);
  skips.addEventListener("change", () => keep("assist-skip", skips.checked ? "1" : ""));
  try {
    skips.checked = localStorage.getItem("assist-skip") === "1";
    const kept = localStorage.getItem("assist-speed");
    if ([...speeds.options].some((o) => o.value === kept)) speeds.value = kept;
  } catch {}
  setSpeed();
  list.addEventListener("rows", () => (shown = ""));
  list.addEventListener("row", ({ detail: { old, row } }) => {
    shown = "";
    if (old.querySelector(".text").textContent !== row.querySelector(".text").textContent) {
      forgetWords();
    }
  });
}
