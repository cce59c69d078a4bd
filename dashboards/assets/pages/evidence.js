/* The Evidence page: what is chosen stands in the address; the server answers with what to show
   (relsim.dashboards.evidence.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
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

  const framed = new window.relsim.Framed({
    graph: () => setup.figure,
    resized: () => page() && gate.out === null && ask(state),
  });

  const waiting = new window.relsim.Waiting({
    root: page,
    rested: () => gate.out === null && framed.drawn,
  });

  function ask(wanted) {
    gate.ask({ ...wanted, ...framed.room(), ...window.relsim.look() });
    waiting.asked();
  }

  function go(change) {
    state = { ...state, ...change };
    ask(state);
  }

  function gaveUp() {
    waiting.answered();
    put(setup.ids.announced, { children: setup.texts.gave_up });
  }

  /* --- showing ------------------------------------------------------------------------ */

  function paint(answer, request) {
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
    if (!framed.show(answer.figure, request)) ask(state);
    for (const what of ["seed", "replications", "command", "announced"]) {
      put(setup.ids[what], { children: answer[what] });
    }
    window.relsim.address("/evidence", answer.link);
    if (opened) settle();
    page().dataset.answered = String(answer.sequence);
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
    framed.begin();
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
