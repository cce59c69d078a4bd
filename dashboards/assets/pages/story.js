/* The Story page: where one is stands in the address and is kept by the browser; the server answers
   with the screen (relsim.dashboards.story.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
  const REST_MS = 250;
  const DIM_MS = 150;
  const AGAIN_MS = 350;
  const NOTICED_PX = 24;
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
  let drawnAt = null; // the room a figure was drawn for
  let dim = null;
  let resting = null;
  let again = null;

  /* --- asking ------------------------------------------------------------------------- */

  const frame = () => element(setup.figure).closest("figure");

  function room() {
    const box = frame().getBoundingClientRect();
    return { width: Math.round(box.width) || null, height: Math.round(box.height) || null };
  }

  function ask(wanted) {
    busy();
    clearTimeout(again);
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
    if (on) root.dataset[what] = "";
    else delete root.dataset[what];
  }

  /* Says when everything asked for is shown and nothing more will happen by itself. */
  function busy() {
    mark("idle", false);
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (gate.out === null && drawn() && !(found && found.waits)) mark("idle", true);
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

  const place = (answer) => JSON.stringify([answer.state, answer.head]);

  function paint(answer) {
    if (!page()) return;
    busy();
    settled();
    const moved = found !== null && place(found) !== place(answer);
    found = answer;
    /* What was clicked since stands; a link's query is read only once. */
    if (gate.out === null || "query" in state) state = answer.state;
    for (const what of ["eyebrow", "head", "lead"]) element(named(what)).textContent = answer[what];
    for (const part of PARTS) window.relsim.parts.show(element(named(part)), answer[part]);
    mark("figure", answer.figure !== null);
    mark("choosing", answer.options.length > 0);
    if (answer.figure !== null) fit(answer.figure);
    else drawnAt = null;
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

  /* A figure is drawn for the room it has; the first time that is only known once it is shown. */
  function fit(figure) {
    const now = room();
    const near = (one, other) => Math.abs(one - other) < NOTICED_PX;
    const asked = drawnAt;
    drawnAt = now;
    put(setup.figure, { figure });
    if (asked === null || !near(asked.width, now.width) || !near(asked.height, now.height)) ask(state);
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
    const link = event.target.closest("a[data-page]");
    if (link !== null && root.contains(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      put(setup.ids.where, { href: link.getAttribute("href") });
      return;
    }
    const button = event.target.closest("button");
    if (button === null || !root.contains(button) || button.disabled) return;
    if (button.dataset.go !== undefined) go(JSON.parse(button.dataset.go));
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
    state = query ? { query } : state || { query: kept() };
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
    story: { start },
  });
})();
