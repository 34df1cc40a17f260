// The recording: plays from a second, and marks the utterance that is being spoken.
const player = document.getElementById("player");

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

function rowAt(rows, seconds) {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Number(rows[middle].dataset.start) <= seconds) low = middle;
    else high = middle - 1;
  }
  const row = rows[low];
  return row && Number(row.dataset.start) <= seconds && seconds < Number(row.dataset.end) ? row : null;
}

player?.addEventListener("timeupdate", () => {
  const rows = document.getElementsByClassName("row");
  const row = player.paused ? null : rowAt(rows, player.currentTime);
  const before = document.querySelector(".row.playing");
  if (before !== row) {
    before?.classList.remove("playing");
    row?.classList.add("playing");
  }
});
