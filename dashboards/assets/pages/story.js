/* The Story page: where one is stands in the address and is kept by the browser; the server answers
   with the screen (relsim.dashboards.story.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
  const AGAIN_MS = 350;
  const KEPT = "story-place";
  const PARTS = ["body", "options", "feedback", "after", "foot"];
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `story-${what}`;
  const element = (id) => document.getElementById(id);
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const page = () => element(named("page"));

  let setup = null;
  let gate = null;
  let state = null; // what the address says: screen, bets, answers
  let found = null; // the last answer
  let again = null;

  /* --- asking ------------------------------------------------------------------------- */

  const framed = new window.relsim.Framed({
    graph: () => setup.figure,
    resized: () => page() && gate.out === null && ask(state),
  });

  const waiting = new window.relsim.Waiting({
    root: page,
    rested: () => gate.out === null && framed.drawn && !(found && found.waits),
  });

  function ask(wanted) {
    clearTimeout(again);
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

  const place = (answer) => JSON.stringify([answer.state, answer.head]);

  function paint(answer, request) {
    if (!page()) return;
    waiting.answered(gate.out !== null);
    const moved = found !== null && place(found) !== place(answer);
    found = answer;
    /* What was clicked since stands; a link's query is read only once. */
    if (gate.out === null || "query" in state) state = answer.state;
    for (const what of ["eyebrow", "head", "lead"]) element(named(what)).textContent = answer[what];
    for (const part of PARTS) window.relsim.parts.show(element(named(part)), answer[part]);
    waiting.mark("figure", answer.figure !== null);
    waiting.mark("choosing", answer.options.length > 0);
    if (!framed.show(answer.figure, request)) ask(state);
    for (const what of ["seed", "replications", "command", "announced"]) {
      put(setup.ids[what], { children: answer[what] });
    }
    window.relsim.address("/story", answer.link);
    keep(answer.link);
    if (moved) settle();
    if (answer.waits) again = setTimeout(() => page() && ask(state), AGAIN_MS);
    page().dataset.screen = answer.state.screen;
    page().dataset.answered = String(answer.sequence);
  }

  /* A new screen begins at its top. The button that led here may be another one now: it must not
     take the next key. */
  function settle() {
    page().querySelector(".stage").scrollTop = 0;
    element("page").scrollTop = 0;
    if (page().contains(document.activeElement)) element(named("head")).focus({ preventScroll: true });
  }

  /* --- where one was ------------------------------------------------------------------- */

  function keep(link) {
    try {
      window.localStorage.setItem(KEPT, link);
    } catch {
      /* A browser that keeps nothing has the address. */
    }
  }

  function kept() {
    try {
      return window.localStorage.getItem(KEPT) || "";
    } catch {
      return "";
    }
  }

  /* --- what is clicked ------------------------------------------------------------------ */

  document.addEventListener("click", (event) => {
    const root = page();
    if (state === null || root === null || !(event.target instanceof Element)) return;
    const button = event.target.closest("button");
    if (button === null || !root.contains(button) || button.disabled) return;
    if (button.dataset.go !== undefined) go(JSON.parse(button.dataset.go));
  });

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given) {
    if (!given) return noop;
    setup = given;
    found = null;
    framed.begin();
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    const query = window.location.search.slice(1);
    state = query ? { query } : state || { query: kept() };
    ask(state);
    return true;
  }

  document.addEventListener("relsim-look", () => {
    if (found !== null && page()) ask(state);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    story: { start },
  });
})();
