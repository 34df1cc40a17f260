// What other windows change on this session, while the page is open; and who is there.
import { inTurn, keepingFocus, refreshMap, replace } from "./live.mjs";
import { known, knows, putRow, refresh } from "./windows.mjs";

const list = document.getElementById("transcript");
const there = document.getElementById("others");
const last = document.getElementById("others-last");
let run = Number(list.dataset.run);

const source = new EventSource(list.dataset.live);
addEventListener("pagehide", () => source.close()); // a line held open keeps a page from resting
addEventListener("pageshow", (event) => event.persisted && location.reload());

function on(name, act) {
  source.addEventListener(name, (event) => inTurn(() => act(JSON.parse(event.data))));
}

// The first word after a connection: was something missed since the page was made?
on("now", async (now) => {
  if (now.number === known() && now.run === run && now.early === list.dataset.early) return;
  run = now.run;
  await refresh();
  await freshBar();
});

on("changed", (now) => {
  keepingFocus(() => {
    for (const [id, html] of Object.entries(now.rows)) putRow(id, html);
    replace("bar", now.bar);
  });
  knows(now.number);
  last.textContent = now.last;
  refreshMap();
});

on("other", async (now) => {
  run = now.run;
  await refresh();
  await freshBar();
  refreshMap();
});

on("there", ({ text }) => {
  there.textContent = text;
  there.parentElement.hidden = !text;
});

source.addEventListener("gone", () => {
  source.close();
  location.reload();
});

async function freshBar() {
  const answer = await fetch(`${list.dataset.session}/bar`);
  if (answer.ok) replace("bar", await answer.text());
}
