// Files go up by pieces, and go on where they stopped: after a lost connection by themselves,
// after a reload when the same file is chosen again. Without this the form works as it is.
import { Sender, unfinished } from "./pieces.mjs";

const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const error = document.getElementById("upload-error");
const list = document.getElementById("chosen");
const said = document.getElementById("upload-said");
const begin = form?.querySelector("button:not([type])");
const words = drop?.dataset;
let rows = []; // {file, li, how, bar, session}
let sending = false;

const TEXTS = [".json", ".vtt", ".srt", ".txt", ".docx", ".csv", ".tsv", ".html", ".eaf", ".textgrid"];
const ending = (name) => (/\.[^.]+$/.exec(name)?.[0] ?? "").toLowerCase();
const isText = (file) => TEXTS.includes(ending(file.name));
const stem = (file) => file.name.slice(0, file.name.length - ending(file.name).length).toLowerCase();

/** Files that make one session, its transcript first; as the server does it for a plain form. */
function groups(files) {
  const pair = files.length === 2 && isText(files[0].file) !== isText(files[1].file);
  const made = [];
  for (const row of files) {
    const fits = (group) =>
      (pair || stem(group[0].file) === stem(row.file)) &&
      group.every((other) => isText(other.file) !== isText(row.file));
    const group = made.find(fits);
    if (group) group.push(row);
    else made.push([row]);
  }
  for (const group of made) group.sort((a, b) => isText(b.file) - isText(a.file));
  return made;
}

function part(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

function rowOf(file) {
  const row = { file, li: document.createElement("li"), name: part("span", "name"), how: part("span", "how") };
  row.name.textContent = file.name;
  row.bar = document.createElement("progress");
  row.bar.max = 1;
  row.bar.value = 0;
  row.bar.hidden = true;
  row.bar.setAttribute("aria-label", file.name);
  row.away = part("button", "button plain");
  row.away.type = "button";
  row.away.textContent = "✕";
  row.away.setAttribute("aria-label", words.remove.replace("{name}", file.name));
  row.away.addEventListener("click", () => remove(row));
  row.li.append(row.name, row.how, row.away, row.bar);
  return row;
}

function remove(row) {
  row.sender?.stop();
  const at = rows.indexOf(row);
  rows = rows.filter((other) => other !== row);
  row.li.remove();
  tell();
  (rows[Math.min(at, rows.length - 1)]?.away ?? input).focus();
}

function tell() {
  list.hidden = !rows.length;
  input.required = !rows.length;
  if (sending) return;
  for (const row of rows) row.how.textContent = "";
  if (form.dataset.session) return;
  for (const [first, ...others] of groups(rows)) {
    for (const row of others) row.how.textContent = words.beside.replace("{name}", first.file.name);
  }
}

function choose(files) {
  const known = words.known.split(",");
  for (const file of files) {
    const twice = rows.some((r) => r.file.name === file.name && r.file.size === file.size && !r.session);
    if (twice) continue;
    const row = rowOf(file);
    rows.push(row);
    list.append(row.li);
    row.li.classList.toggle("strange", !known.includes(ending(file.name)));
  }
  if (!input.multiple) for (const row of rows.slice(0, -1)) remove(row);
  input.value = ""; // what is chosen stands in the list; more can be added
  tell();
}

function complain(sentence) {
  error.querySelector(".sentence").textContent = sentence;
  error.hidden = false;
  error.scrollIntoView({ block: "nearest" });
}

function show(row, text, done) {
  row.how.textContent = text;
  if (done !== undefined) row.bar.value = done;
}

async function send(row, about, known) {
  row.bar.hidden = false;
  row.sender = new Sender(row.file, about, known, (state, done) => {
    if (state === "sends") show(row, words.sends.replace("{percent}", Math.floor(100 * done)), done);
    else show(row, words[state], done);
  });
  try {
    row.session = await row.sender.run();
    row.li.classList.add("done");
    row.away.remove();
    show(row, words.done, 1);
    return row.session;
  } catch (fault) {
    if (fault.stopped) return null;
    row.li.classList.add("failed");
    row.bar.hidden = true;
    row.how.textContent = `${words.failed} ${fault.message || words.broken}`;
    complain(fault.message || words.broken);
    throw fault;
  }
}

async function sendAll() {
  const told = Object.fromEntries(new FormData(form));
  delete told.file;
  error.hidden = true;
  sending = true;
  begin.disabled = true;
  const known = await unfinished();
  const whole = groups(rows.filter((row) => !row.session));
  if (whole.length > 1) delete told.title; // one title does not fit them all
  for (const row of rows.filter((r) => !r.session)) {
    row.li.classList.remove("failed");
    row.how.textContent = words.waits;
  }
  let made = [];
  let failed = false;
  for (const group of whole) {
    let session = form.dataset.session ?? "";
    for (const row of group) {
      try {
        const to = await send(row, session ? { session } : told, known);
        if (!to) continue; // taken off the list
        if (!session) made.push(to);
        session = to;
      } catch {
        failed = true;
        break;
      }
    }
  }
  sending = false;
  begin.disabled = false;
  said.textContent = failed ? error.textContent.trim() : words.done;
  if (failed) return;
  if (form.dataset.session) location.reload();
  else if (made.length === 1) location.assign(`/sessions/${made[0]}`);
  else location.assign("/");
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sending && rows.length) sendAll();
  });
  input.addEventListener("change", () => choose(input.files));
  if (input.files.length) choose(input.files); // kept by the browser over a reload
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    choose(event.dataTransfer.files);
  });
  // A file that lands beside the box must not replace the page.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => event.preventDefault());
  }
  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
}
