// A value of one's own that looks like one of the list: ask once which of the two is meant.
const MOST = 3;
const SAME = 4; // letters at the beginning

const plain = (name) => name.trim().toLowerCase();

/** Names of the list that look like what was typed; none when it is one of them. */
export function alike(name, list) {
  const typed = plain(name);
  if (!typed || list.some((known) => plain(known) === typed)) return [];
  const found = list.filter((known) => {
    const there = plain(known);
    const part = typed.length >= SAME && there.includes(typed);
    return part || (there.length >= SAME && typed.startsWith(there.slice(0, SAME)));
  });
  return found.slice(0, MOST);
}

/** The first name in the field that looks like others, with those. */
function doubtful(field) {
  const list = [...field.list.options].map((option) => option.value);
  for (const name of field.value.split(/[,;]/)) {
    const found = alike(name, list);
    if (found.length) return { name: name.trim(), found };
  }
  return null;
}

function ask(field, { name, found }) {
  const box = field.form.querySelector("[data-alike]");
  box.querySelector("span").textContent = box.dataset.alike.replace("{name}", name);
  const buttons = found.map((known) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: known });
    button.addEventListener("click", () => {
      field.value = field.value.replace(name, known);
      box.hidden = true;
      field.focus();
    });
    return button;
  });
  box.querySelector("[data-known]").replaceChildren(...buttons);
  box.hidden = false;
  field.dataset.asked = field.value;
  field.focus();
}

// Before the page sends it: the second time it goes as it is.
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector("input[name=more][list]");
    if (!field || field.dataset.asked === field.value) return;
    const found = doubtful(field);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    ask(field, found);
  },
  true,
);
