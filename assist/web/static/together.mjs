// What other windows change on this session, while the page is open; and who is there.
import { anew, waiting } from "./anew.mjs";
import { inTurn, keepingFocus, refreshMap, replace } from "./live.mjs";
import { known, knows, putRow, refresh } from "./windows.mjs";

const list = document.getElementById("transcript");
const there = document.getElementById("others");
const last = document.getElementById("others-last");
let run = Number(list.dataset.run);

let source = null;
const heard = new Map(); // what is done by name of an event

/** Listen while somebody looks: browsers allow few lines at once, over all their windows. */
function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource(list.dataset.live);
    for (const [name, act] of heard) {
      // What cannot be fetched now is told again after the next connection.
      const quietly = async (event) => act(JSON.parse(event.data));
      source.addEventListener(name, (event) => inTurn(() => quietly(event).catch(() => {})));
    }
  }
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close()); // a line held open keeps a page from resting
addEventListener("pageshow", (event) => event.persisted && location.reload());

// The first word after a connection: was something missed since the page was made?
heard.set("now", async (now) => {
  if (now.number === known() && now.run === run && now.early === list.dataset.early) return;
  if (!run && now.run) return anew();
  run = now.run;
  await refresh();
  await freshBar();
});

heard.set("changed", (now) => {
  if (waiting() || now.number < known()) return; // news of before what this window has decided since
  keepingFocus(() => {
    for (const [id, html] of Object.entries(now.rows)) putRow(id, html);
    replace("bar", now.bar);
  });
  knows(now.number);
  last.textContent = now.last;
  refreshMap();
});

heard.set("other", async (now) => {
  if (!run && now.run) return anew(); // there is a map now, and all that goes with it
  run = now.run;
  await refresh();
  await freshBar();
  refreshMap();
});

heard.set("there", ({ text }) => {
  there.textContent = text;
  there.parentElement.hidden = !text;
});

heard.set("gone", () => {
  source?.close();
  location.reload();
});

async function freshBar() {
  const answer = await fetch(`${list.dataset.session}/bar`);
  if (answer.ok) replace("bar", await answer.text());
}

listen();
