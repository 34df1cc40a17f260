// Words selected in the transcript become an effect or an option of one's own.
import { inTurn, openForm } from "./live.mjs";
import { wholeWords } from "./trimming.mjs";

const box = document.getElementById("selection");
const transcript = document.getElementById("transcript");
let chosen = null;

/** Utterance, words and place (in characters) of the selection; null when there is none. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const node = range.startContainer;
  const text = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.(".text");
  if (!text) return null;
  if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  const all = text.textContent;
  const [start, end] = wholeWords(all, from, from + range.toString().length);
  if (start === end) return null;
  const at = [...all.slice(0, start)].length; // code points, as the server counts
  const words = all.slice(start, end);
  return { utterance: text.dataset.utterance, words, at, place: range.getBoundingClientRect() };
}

function show() {
  const now = selected();
  if (!now && box.contains(document.activeElement)) return;
  chosen = now;
  box.hidden = !chosen;
  if (!chosen) return;
  const left = Math.min(chosen.place.left + scrollX, scrollX + innerWidth - box.offsetWidth - 8);
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${chosen.place.bottom + scrollY + 6}px`;
}

if (box) document.addEventListener("selectionchange", show);
box?.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
box?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !chosen) return;
  const { utterance, words, at } = chosen;
  const asked = new URLSearchParams({ utterance, words, at, kind: button.dataset.kind });
  box.hidden = true;
  inTurn(() => openForm(`${transcript.dataset.add}?${asked}`));
});
