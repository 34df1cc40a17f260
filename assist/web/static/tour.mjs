// A tour over the page itself: one step after another, by buttons or keys, and gone when wanted.
const SEEN = "assist-tour-seen";
const offer = document.getElementById("tour-offer");
if (localStorage.getItem(SEEN) === "1" && offer) offer.hidden = true;

let dialog;
let sections = [];
let at = 0;
let cameFrom;

const targetOf = (section) => document.querySelector(section.dataset.target);
const unmark = () => document.querySelector(".tour-target")?.classList.remove("tour-target");

function show(place) {
  at = place;
  unmark();
  for (const section of sections) section.hidden = section !== sections[at];
  const target = targetOf(sections[at]);
  target.classList.add("tour-target");
  (target.closest(".card") ?? target).scrollIntoView({ block: "start" }); // the dialog stands at the bottom
  const told = dialog.querySelector("#tour-place");
  told.textContent = told.dataset.of.replace("{n}", at + 1).replace("{all}", sections.length);
  dialog.querySelector("#tour-back").disabled = at === 0;
  const next = dialog.querySelector("#tour-next");
  next.textContent = at === sections.length - 1 ? next.dataset.last : next.dataset.more;
  sections[at].querySelector("h2").focus({ preventScroll: true });
}

function stop() {
  localStorage.setItem(SEEN, "1");
  unmark();
  dialog.close();
  if (offer) offer.hidden = true;
  const back = offer?.contains(cameFrom) || !cameFrom?.isConnected ? document.getElementById("main") : cameFrom;
  back.focus({ preventScroll: true });
}

const next = () => (at + 1 < sections.length ? show(at + 1) : stop());
const back = () => at > 0 && show(at - 1);

async function start() {
  if (!dialog) {
    const answer = await fetch("/tour?part=1").catch(() => null);
    if (!answer?.ok) return location.assign("/tour");
    document.body.insertAdjacentHTML("beforeend", await answer.text());
    dialog = document.getElementById("tour");
    sections = [...dialog.querySelectorAll("section")].filter(targetOf);
    if (!sections.length) return location.assign("/tour");
    const more = dialog.querySelector("#tour-next");
    more.dataset.more = more.textContent;
    more.addEventListener("click", next);
    dialog.querySelector("#tour-back").addEventListener("click", back);
    dialog.querySelector("#tour-stop").addEventListener("click", stop);
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation(); // a letter here is no decision on the page behind
      if (event.key === "Escape") stop();
      else if (event.key === "ArrowRight") next();
      else if (event.key === "ArrowLeft") back();
      else return;
      event.preventDefault();
    });
  }
  cameFrom = document.activeElement;
  dialog.show();
  show(0);
}

for (const link of document.querySelectorAll("[data-tour]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    start();
  });
}
if (location.hash === "#tour") start();
