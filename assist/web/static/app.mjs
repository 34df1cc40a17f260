// On every page: tells the styles that scripts run, and opens the help as a dialog.
document.documentElement.classList.add("script");

const help = document.getElementById("help");
document.getElementById("open-help")?.addEventListener("click", (event) => {
  event.preventDefault();
  help.showModal();
});

const KEYS_OFF = "assist-keys-off";
for (const box of document.querySelectorAll(".keys-off")) {
  box.checked = localStorage.getItem(KEYS_OFF) === "1";
  box.addEventListener("change", () => {
    localStorage.setItem(KEYS_OFF, box.checked ? "1" : "");
    for (const other of document.querySelectorAll(".keys-off")) other.checked = box.checked;
  });
}

/** Whether single-key shortcuts are on (WCAG 2.1.4: they can be turned off). */
export function keysOn() {
  return localStorage.getItem(KEYS_OFF) !== "1";
}
