/* The Evidence page: what is chosen stands in the address; the server answers with what to show
   (relsim.dashboards.evidence.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
  const REST_MS = 250;
  const DIM_MS = 150;
  const NOTICED_PX = 24;
  const PARTS = ["notes", "tabs", "filters", "list", "side", "below", "alone"];
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `evidence-${what}`;
  const element = (id) => document.getElementById(id);
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const page = () => element(named("page"));

  let setup = null;
  let gate = null;
  let state = null; // what the address says: view, verdict, open
  let found = null; // the last answer
  let drawnAt = null; // the room a figure was drawn for
  let moved = null; // what was last opened or closed by a button, to put the focus where it leads
  let dim = null;
  let resting = null;

  /* --- asking ------------------------------------------------------------------------- */

  const frame = () => element(setup.figure).closest("figure");

  /* The room a figure has, or would have: it stands in the side, as wide and as high as that is. */
  function room() {
    const box = frame().getBoundingClientRect();
    return { width: Math.round(box.width) || null, height: Math.round(box.height) || null };
  }

  function ask(wanted) {
    busy();
    if (dim === null) dim = setTimeout(() => mark("computing", true), DIM_MS);
    gate.ask({ ...wanted, ...room(), ...window.relsim.look() });
  }

  function go(change) {
    state = { ...state, ...change };
    ask(state);
  }

  function mark(what, on) {
    const root = page();
    if (!root) return;
    if (on) root.dataset[what] = on === true ? "" : on;
    else delete root.dataset[what];
  }

  /* Says when everything asked for is shown and nothing more will happen by itself. */
  function busy() {
    mark("idle", false);
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (gate.out === null && drawn()) mark("idle", true);
      else busy();
    }, REST_MS);
  }

  function drawn() {
    if (found === null || found.figure === null) return true;
    const plot = frame().querySelector(".js-plotly-plot");
    return plot !== null && Boolean(plot._fullLayout);
  }

  function settled() {
    clearTimeout(dim);
    dim = null;
    mark("computing", false);
  }

  function gaveUp() {
    settled();
    put(setup.ids.announced, { children: setup.texts.gave_up });
  }

  /* --- showing ------------------------------------------------------------------------ */

  function paint(answer) {
    if (!page()) return;
    busy();
    settled();
    const opened = found === null || found.state.open !== answer.state.open;
    found = answer;
    /* What was clicked since stands; a link's query is read only once. */
    if (gate.out === null || "query" in state) state = answer.state;
    element(named("message")).textContent = answer.message;
    element(named("detail")).textContent = answer.detail;
    for (const part of PARTS) window.relsim.parts.show(element(named(part)), answer[part]);
    mark("alone", answer.alone.length > 0);
    mark("side", answer.side.length > 0);
    mark("figure", answer.figure !== null);
    mark("view", answer.state.view);
    if (answer.figure !== null) fit(answer.figure);
    for (const what of ["seed", "replications", "command", "announced"]) {
      put(setup.ids[what], { children: answer[what] });
    }
    window.relsim.address("/evidence", answer.link);
    if (opened) settle();
    page().dataset.answered = String(answer.sequence);
  }

  /* A figure is drawn for the room it has; the first time that is only known once it is shown. */
  function fit(figure) {
    const now = room();
    const near = (one, other) => Math.abs(one - other) < NOTICED_PX;
    const asked = drawnAt;
    drawnAt = now;
    put(setup.figure, { figure });
    if (asked === null || !near(asked.width, now.width) || !near(asked.height, now.height)) ask(state);
  }

  /* What was opened is in sight; who closed it by the keyboard is back where it was opened. */
  function settle() {
    const side = page().querySelector(".side");
    side.scrollTop = 0;
    const chosen = page().querySelector(".opener[aria-expanded=true]");
    if (chosen) chosen.closest("tr").scrollIntoView({ block: "nearest" });
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (moved && lost) {
      const heading = side.querySelector("h3");
      const back = [...page().querySelectorAll(".opener")].find((one) => one.dataset.id === moved.from);
      const to = moved.open ? heading : back;
      if (to) to.focus();
    }
    moved = null;
  }

  /* --- what is clicked ------------------------------------------------------------------ */

  async function copied(button) {
    put(setup.ids.announced, { children: await window.relsim.copy(button, setup.texts.selected) });
  }

  document.addEventListener("click", (event) => {
    const root = page();
    if (state === null || root === null || !(event.target instanceof Element)) return;
    const link = event.target.closest("a[data-page]");
    if (link !== null && root.contains(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      put(setup.ids.where, { href: link.getAttribute("href") });
    }
    const button = event.target.closest("button");
    if (button === null || !root.contains(button)) return;
    if (button.dataset.go !== undefined) {
      const change = JSON.parse(button.dataset.go);
      moved = { open: change.open, from: state.open };
      go(change);
    } else if (button.dataset.copy !== undefined) copied(button);
  });

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given) {
    if (!given) return noop;
    setup = given;
    found = null;
    drawnAt = null;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    sized.disconnect();
    sized.observe(frame());
    const query = window.location.search.slice(1);
    state = query ? { query } : state || {};
    ask(state);
    return true;
  }

  document.addEventListener("relsim-look", () => {
    if (found !== null && page()) ask(state);
  });

  let resizing = null;
  const sized = new ResizeObserver(() => {
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      if (!page() || found === null || found.figure === null || gate.out !== null) return;
      const now = room();
      const same = ["width", "height"].every((side) => Math.abs(now[side] - drawnAt[side]) < NOTICED_PX);
      if (!same) ask(state);
    }, 200);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    evidence: { start },
  });
})();
