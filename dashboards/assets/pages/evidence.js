/* The Evidence page: what is chosen stands in the address; the server answers with what to show
   (relsim.dashboards.evidence.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
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
  let moved = null; // what was last opened or closed by a button, to put the focus where it leads

  /* --- asking ------------------------------------------------------------------------- */

  const frame = () => element(setup.figure).closest("figure");

  /* The room a figure has, or would have: it stands in the side, as wide and as high as that is. */
  function sizes() {
    const { width, height } = frame().getBoundingClientRect();
    return [width, height].map((size) => Math.round(size) || null);
  }

  const fitting = new window.relsim.Fitting({
    sizes,
    resized: () => page() && found !== null && found.figure !== null && gate.out === null && ask(state),
    noticed: NOTICED_PX,
  });

  const waiting = new window.relsim.Waiting({ root: page, rested: () => gate.out === null && drawn() });

  function ask(wanted) {
    const [width, height] = sizes();
    gate.ask({ ...wanted, width, height, ...window.relsim.look() });
    waiting.asked();
  }

  function go(change) {
    state = { ...state, ...change };
    ask(state);
  }

  function drawn() {
    if (found === null || found.figure === null) return true;
    const plot = frame().querySelector(".js-plotly-plot");
    return plot !== null && Boolean(plot._fullLayout);
  }

  function gaveUp() {
    waiting.answered();
    put(setup.ids.announced, { children: setup.texts.gave_up });
  }

  /* --- showing ------------------------------------------------------------------------ */

  function paint(answer) {
    if (!page()) return;
    waiting.answered(gate.out !== null);
    const opened = found === null || found.state.open !== answer.state.open;
    found = answer;
    /* What was clicked since stands; a link's query is read only once. */
    if (gate.out === null || "query" in state) state = answer.state;
    element(named("message")).textContent = answer.message;
    element(named("detail")).textContent = answer.detail;
    for (const part of PARTS) window.relsim.parts.show(element(named(part)), answer[part]);
    waiting.mark("alone", answer.alone.length > 0);
    waiting.mark("side", answer.side.length > 0);
    waiting.mark("figure", answer.figure !== null);
    waiting.mark("view", answer.state.view);
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
    const fits = fitting.fits();
    fitting.drawn = sizes();
    put(setup.figure, { figure });
    if (!fits) ask(state);
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
    fitting.drawn = null;
    fitting.follow([frame()]);
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    const query = window.location.search.slice(1);
    state = query ? { query } : state || {};
    ask(state);
    return true;
  }

  document.addEventListener("relsim-look", () => {
    if (found !== null && page()) ask(state);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    evidence: { start },
  });
})();
