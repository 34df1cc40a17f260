// Moving a value to another cluster: by dragging its card, or with a form that keys can fill in.

const FAR = 6; // pixels before a press becomes a drag

/** Frame of a cluster below a point of the screen. */
function frameAt(svg, x, y) {
  return [...svg.querySelectorAll("rect.frame[data-cluster]")].find((frame) => {
    const box = frame.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  });
}

/** Let values in `holder` be dragged; `move(value, cluster)` carries it out. */
export function draggable(holder, move) {
  let held = null;

  function letGo() {
    held?.node.removeAttribute("transform");
    held?.node.classList.remove("dragged");
    held?.target?.classList.remove("target");
    held = null;
  }

  holder.addEventListener("pointerdown", (event) => {
    const node = event.target.closest?.(".valuemap .node.value");
    if (!node || event.button !== 0 || event.pointerType === "touch") return;
    held = { node, svg: node.closest("svg"), x: event.clientX, y: event.clientY, far: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.far && Math.hypot(dx, dy) < FAR) return;
    held.far = true;
    const scale = held.svg.viewBox.baseVal.width / held.svg.getBoundingClientRect().width;
    held.node.classList.add("dragged");
    held.node.setAttribute("transform", `translate(${dx * scale} ${dy * scale})`);
    const frame = frameAt(held.svg, event.clientX, event.clientY);
    if (frame !== held.target) {
      held.target?.classList.remove("target");
      frame?.classList.add("target");
      held.target = frame;
    }
  });
  document.addEventListener("pointerup", () => {
    if (!held) return;
    const { node, far, target } = held;
    letGo();
    if (!far) return;
    // The click that ends a drag is no click on the card.
    const ignore = (event) => event.preventDefault();
    addEventListener("click", ignore, { capture: true });
    setTimeout(() => removeEventListener("click", ignore, { capture: true }));
    if (target && target.dataset.cluster !== node.dataset.cluster) {
      move(node.dataset.id, target.dataset.cluster);
    }
  });
  document.addEventListener("pointercancel", letGo);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
  });
}

/** Ask in a dialog where a value must go; `move(value, cluster)` carries it out. */
export function asking(move) {
  const dialog = document.getElementById("move-dialog");
  const form = document.getElementById("move-form");
  const title = document.getElementById("move-title");
  const choice = form.elements.cluster;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    move(form.elements.value.value, form.elements.new.value.trim() || choice.value);
  });
  return function ask(node) {
    const label = node.querySelector("text").textContent;
    const frames = node.closest("svg").querySelectorAll("rect.frame[data-cluster]");
    const known = document.getElementById("f-cluster");
    const names = [...known.options].map((o) => o.value).filter((v) => v && v !== "-");
    for (const frame of frames) {
      if (frame.dataset.cluster && !names.includes(frame.dataset.cluster)) {
        names.push(frame.dataset.cluster);
      }
    }
    title.textContent = title.dataset.title.replace("{value}", label);
    form.elements.value.value = node.dataset.id;
    form.elements.new.value = "";
    choice.replaceChildren(new Option(choice.dataset.alone, ""), ...names.map((n) => new Option(n)));
    choice.value = node.dataset.cluster;
    dialog.showModal();
    choice.focus();
  };
}
