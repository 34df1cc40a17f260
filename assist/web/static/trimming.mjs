// Of a selection whole words count, with the mouse in the talk as well as with keys in a form.
const IN_WORD = /[\p{L}\p{N}'’\-]/u;

/** From where to where the words go that a selection touches, without space at the ends. */
export function wholeWords(text, start, end) {
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  if (start === end) return [start, end];
  while (start > 0 && IN_WORD.test(text[start]) && IN_WORD.test(text[start - 1])) start -= 1;
  while (end < text.length && IN_WORD.test(text[end - 1]) && IN_WORD.test(text[end])) end += 1;
  return [start, end];
}

/** Leave in the field of a quote what is selected there; whether that was less than all. */
function keep(field) {
  const [start, end] = wholeWords(field.value, field.selectionStart, field.selectionEnd);
  if (start === end || end - start === field.value.length) return false;
  const at = field.form.elements.at;
  const back = field.form.querySelector("[data-words=back]");
  if (back.hidden) Object.assign(back.dataset, { whole: field.value, at: at?.value ?? "" });
  back.hidden = false;
  // The server counts in code points.
  if (at) at.value = Number(at.value) + [...field.value.slice(0, start)].length;
  field.value = field.value.slice(start, end);
  return true;
}

function putBack(field, back) {
  field.value = back.dataset.whole;
  if (field.form.elements.at) field.form.elements.at.value = back.dataset.at;
  back.hidden = true;
}

function toStart(field) {
  field.focus();
  field.setSelectionRange(0, 0);
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches("textarea[name=words]") || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) return; // that sends the form
  event.preventDefault(); // a quote has no lines
  if (keep(field)) toStart(field);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-words]");
  if (!button) return;
  const field = button.form.elements.words;
  if (button.dataset.words === "back") putBack(field, button);
  else keep(field);
  toStart(field);
});
