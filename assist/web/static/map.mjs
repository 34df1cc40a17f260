// The map: the lines of the node that is pointed at come forward.
function trace(svg, node) {
  svg.classList.toggle("tracing", Boolean(node));
  for (const link of svg.querySelectorAll(".link")) {
    const ends = link.dataset.ends.split(" ");
    link.classList.toggle("on", Boolean(node) && ends.includes(node.dataset.node));
  }
}

/** Make the map in `holder` follow pointer and focus; `go(id)` opens a statement. */
export function followMap(holder, go) {
  const nodeOf = (event) => event.target.closest?.(".valuemap .node");
  for (const name of ["pointerover", "focusin"]) {
    holder.addEventListener(name, (event) => {
      const node = nodeOf(event);
      if (node) trace(node.closest("svg"), node);
    });
  }
  for (const name of ["pointerout", "focusout"]) {
    holder.addEventListener(name, (event) => {
      const node = nodeOf(event);
      if (node) trace(node.closest("svg"), null);
    });
  }
  const open = (event) => {
    const node = nodeOf(event);
    if (node && node.dataset.kind !== "value") go(node.dataset.id);
  };
  holder.addEventListener("click", open);
  holder.addEventListener("keydown", (event) => {
    if (event.key === "Enter") open(event);
  });
}
