// The filter works at once, without leaving the page, so that what plays goes on.
import { inTurn } from "./live.mjs";
import { filterBy } from "./windows.mjs";

const form = document.getElementById("filter-form");
const said = document.getElementById("said");

function asked() {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) given.set(name, value);
  return given.size ? `?${given}` : "";
}

function show() {
  return inTurn(async () => {
    const part = await filterBy(asked());
    const count = document.getElementById("count");
    const made = document.createRange().createContextualFragment(part.count).firstElementChild;
    count.replaceWith(made);
    said.textContent = made.textContent;
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
form.addEventListener("change", (event) => {
  if (event.target.matches("select")) show();
});
document.getElementById("filter-off").addEventListener("click", (event) => {
  event.preventDefault();
  for (const field of form.querySelectorAll("select, input")) field.value = "";
  show();
});
