// The map itself: the path of a node comes forward, and arrow keys walk over it.

const COLUMNS = ["effect", "value", "option"];
const graphs = new WeakMap();

/** Nodes of a drawing by number (E1, W1, O1), and its lines with both ends. */
function graphOf(svg) {
  if (!graphs.has(svg)) {
    const nodes = new Map([...svg.querySelectorAll(".node")].map((n) => [n.dataset.node, n]));
    const lines = [...svg.querySelectorAll(".link")].map((line) => {
      const [a, b] = line.dataset.ends.split(" ");
      return { line, a, b, answers: line.dataset.kind === "answers" };
    });
    graphs.set(svg, { nodes, lines });
  }
  return graphs.get(svg);
}

const other = (tie, number) => (tie.a === number ? tie.b : tie.b === number ? tie.a : "");

/** Numbers of the nodes on the path of a node: itself, what it hangs on to, and what is across. */
export function pathOf(node) {
  const { lines } = graphOf(node.closest("svg"));
  const number = node.dataset.node;
  const path = new Set([number]);
  const near = new Set();
  for (const tie of lines) {
    const end = other(tie, number);
    if (!end) continue;
    path.add(end);
    if (!tie.answers) near.add(end);
  }
  if (node.dataset.kind === "value") return path;
  const across = node.dataset.kind === "effect" ? "O" : "E";
  for (const tie of lines) {
    if (tie.answers) continue;
    for (const [here, there] of [[tie.a, tie.b], [tie.b, tie.a]]) {
      if (near.has(here) && there.startsWith(across)) path.add(there);
    }
  }
  return path;
}

/** Bring the path of `node` forward; without a node everything is as it was. */
export function trace(svg, node) {
  const { nodes, lines } = graphOf(svg);
  const path = node ? pathOf(node) : new Set();
  const number = node?.dataset.node;
  svg.classList.toggle("tracing", Boolean(node));
  for (const [name, shown] of nodes) shown.classList.toggle("on", path.has(name));
  for (const tie of lines) {
    const mine = Boolean(other(tie, number));
    tie.line.classList.toggle("on", mine);
    tie.line.classList.toggle("far", !mine && !tie.answers && path.has(tie.a) && path.has(tie.b));
  }
}

/** The node that an arrow key leads to from `node`; along the path alone when one is given. */
function beyond(node, key, along) {
  const svg = node.closest("svg");
  const { nodes, lines } = graphOf(svg);
  const kept = [...nodes.values()].filter((n) => !along || along.has(n.dataset.node));
  const column = COLUMNS.indexOf(node.dataset.kind);
  const inColumn = (i) => kept.filter((n) => n.dataset.kind === COLUMNS[i]);
  const here = inColumn(column);
  const at = here.indexOf(node);
  if (key === "ArrowDown") return here[at + 1];
  if (key === "ArrowUp") return here[at - 1];
  if (key === "Home") return here[0];
  if (key === "End") return here[here.length - 1];
  const beside = inColumn(column + (key === "ArrowRight" ? 1 : -1));
  const tied = new Set(lines.map((tie) => other(tie, node.dataset.node)));
  const middle = (n) => n.getBBox().y + n.getBBox().height / 2;
  const near = (a, b) => Math.abs(middle(a) - middle(node)) - Math.abs(middle(b) - middle(node));
  const linked = beside.filter((n) => tied.has(n.dataset.node));
  return (linked.length ? linked : along ? [] : beside).sort(near)[0];
}

/** One stop for the Tab key in the whole drawing; arrow keys go on from there. */
function rove(svg, node) {
  for (const each of svg.querySelectorAll(".node")) each.setAttribute("tabindex", "-1");
  (node ?? svg.querySelector(".node"))?.setAttribute("tabindex", "0");
}

/** Roles that say what the keys do: statements lead elsewhere, values fasten their path. */
function name(svg) {
  for (const list of svg.querySelectorAll("[role=list]")) list.setAttribute("role", "group");
  for (const node of svg.querySelectorAll(".node")) {
    node.setAttribute("role", node.dataset.kind === "value" ? "button" : "link");
  }
}

/** Make a drawing that was just put in the page ready for keys. */
export function prepare(holder) {
  const svg = holder.querySelector("svg.valuemap");
  if (!svg || svg.dataset.ready) return;
  svg.dataset.ready = "1";
  name(svg);
  rove(svg);
}

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

/**
 * Make the map in `holder` follow pointer and focus; `go(id)` opens a statement.
 *
 * With `pin(node)` a click and the space bar fasten a path, Escape (`pin(null)`) lets it go, and
 * `pinned()` gives the node whose path is fastened; arrow keys then stay on that path.
 */
export function followMap(holder, go, { pin = null, pinned = () => null } = {}) {
  const nodeOf = (event) => event.target.closest?.(".valuemap .node");
  const settle = (svg) => {
    const held = pinned();
    trace(svg, held?.isConnected ? held : null);
  };
  new MutationObserver(() => prepare(holder)).observe(holder, { childList: true, subtree: true });
  prepare(holder);
  for (const kind of ["pointerover", "focusin"]) {
    holder.addEventListener(kind, (event) => {
      const node = nodeOf(event);
      if (!node) return;
      if (kind === "focusin") rove(node.closest("svg"), node);
      if (!pinned()) trace(node.closest("svg"), node);
    });
  }
  for (const kind of ["pointerout", "focusout"]) {
    holder.addEventListener(kind, (event) => {
      const node = nodeOf(event);
      if (node?.isConnected) settle(node.closest("svg"));
    });
  }
  const open = (node) => (node.dataset.kind === "value" ? pin?.(node) : go(node.dataset.id));
  holder.addEventListener("click", (event) => {
    const node = nodeOf(event);
    if (!node || event.defaultPrevented) return;
    if (pin) pin(node);
    else open(node);
  });
  holder.addEventListener("keydown", (event) => {
    const node = nodeOf(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS.includes(event.key)) {
      const held = pinned();
      const next = beyond(node, event.key, held && pathOf(held));
      next?.focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (event.key === "Enter") {
      open(node);
    } else if (event.key === " " && pin) {
      pin(pinned() === node ? null : node);
    } else if (event.key === "Escape" && pin && pinned()) {
      pin(null);
    } else {
      return;
    }
    event.preventDefault();
  });
}
