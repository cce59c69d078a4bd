/* The Explore page: what is chosen stands in the address; the server answers with what to show
   (relsim.dashboards.explore.answers). Buttons carry what they change in `data-go`. */
(function () {
  "use strict";
  const POLL_MS = 400;
  const NOTES_PX = 40;
  const FITTING = 0.12;
  const PARTS = ["folders", "top", "numbers", "working", "alone", "side"];
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `explore-${what}`;
  const element = (id) => document.getElementById(id);
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const page = () => element(named("page"));

  let setup = null;
  let gate = null;
  let state = null; // what the address says: folder, view, choices, point, run
  let found = null; // the last answer
  let table = null; // which table of runs is there
  let drawnAt = null;
  let fitted = false;
  let jobs = {}; // view -> the job that makes it
  let once = {};
  let token = 0;
  let moved = null; // what was clicked, to put the focus where it leads
  let poll = null;

  /* --- asking ------------------------------------------------------------------------- */

  /* Of each figure, shown or not yet: what the stage leaves beside the notes below. */
  function heights() {
    const stage = page().querySelector(".stage").getBoundingClientRect().height;
    const height = Math.round(stage - NOTES_PX);
    return setup.figures.map(() => (height > 0 ? height : null));
  }

  /* more: what is asked for only once, as a click on a figure. Until it is answered it goes along
     with whatever else is asked for: of several requests only the newest is sent. */
  function ask(more = null) {
    clearTimeout(poll);
    poll = null;
    if (more !== null) once = { ...more, token: (token += 1) };
    const drawing = { ...window.relsim.look(), heights: heights() };
    gate.ask({ ...state, jobs, ...once, ...drawing });
    waiting.asked();
  }

  /* Something else is chosen: what was worked on or failed for the last choice is of no account. */
  function anew() {
    fitted = false;
    jobs = {};
    once = {};
    window.relsim.parts.show(element(named("notes")), []);
  }

  function go(change) {
    state = { ...state, ...change };
    anew();
    ask();
  }

  const waiting = new window.relsim.Waiting({
    root: page,
    rested: () => gate.out === null && poll === null && listening(),
  });

  function gaveUp() {
    waiting.answered();
    put(setup.ids.announced, { children: setup.texts.gave_up });
  }

  /* --- showing ------------------------------------------------------------------------ */

  function paint(answer, request) {
    if (!page()) return;
    found = answer;
    waiting.answered(gate.out !== null);
    if (gate.out === null) state = answer.state;
    drawnAt = request.heights;
    if (request.token === once.token) once = {};
    if (answer.job !== null) jobs = { ...jobs, ...answer.job.ids };
    /* What had to be changed is said until something else is chosen. */
    if (answer.notes.length > 0) window.relsim.parts.show(element(named("notes")), answer.notes);
    for (const part of PARTS) window.relsim.parts.show(element(named(part)), answer[part]);
    waiting.mark("alone", answer.alone.length > 0);
    waiting.mark("side", answer.side.length > 0);
    waiting.mark("figures", String(answer.figures.length));
    answer.figures.forEach((figure, place) => {
      const frame = element(setup.figures[place]).closest("figure");
      frame.style.setProperty("--needed", `${figure.layout.meta.needed}px`);
      put(setup.figures[place], { figure });
    });
    grid(answer.grid);
    element(named("quiet")).textContent = answer.quiet;
    put(setup.ids.command, { children: answer.command });
    if (answer.job === null) put(setup.ids.announced, { children: answer.announced });
    window.relsim.address("/explore", answer.link);
    requestAnimationFrame(() => requestAnimationFrame(settle));
    if (answer.job !== null) poll = setTimeout(() => ask(), POLL_MS);
    page().dataset.answered = String(answer.sequence);
  }

  /* The table of runs is built anew only where it is of other runs. */
  function grid(given) {
    waiting.mark("grid", given !== null);
    const key = given === null ? null : given.key;
    if (table === key) return;
    table = key;
    put(named("box"), { children: given === null ? [] : given.part });
  }

  /* The browser's selects stand where the server says, and who chose something by the keyboard
     finds the focus where it led. */
  function settle() {
    if (!page()) return;
    for (const select of page().querySelectorAll("select[data-choice]")) {
      if (select.value !== select.dataset.value) select.value = select.dataset.value;
    }
    const folder = page().querySelector(".folder[aria-current]");
    if (folder && moved === null) folder.scrollIntoView({ block: "nearest" });
    if (moved === null) return;
    const lost = document.activeElement === null || document.activeElement === document.body;
    const heading = element(named("side")).querySelector("h3");
    if (lost && heading && "run" in moved) heading.focus();
    moved = null;
  }

  /* --- figures ------------------------------------------------------------------------ */

  const plotOf = (place) => document.querySelector(`#${setup.figures[place]} .js-plotly-plot`);

  /* Whether every figure that is shown tells of clicks. */
  function listening() {
    const count = found === null ? 0 : found.figures.length;
    for (let place = 0; place < count; place += 1) {
      const plot = plotOf(place);
      if (plot === null || typeof plot.on !== "function" || !plot._fullLayout) return false;
      if (plot.dataset.listening === undefined) {
        plot.dataset.listening = "";
        plot.on("plotly_click", (event) => picked(place, event.points[0]));
        const said = (text) => put(setup.ids.announced, { children: text });
        const keys = new window.relsim.FigureKeys(plot, { picked: (point) => picked(place, point), said });
        plot.closest("figure").onkeydown = (event) => keys.press(event);
        plot.closest("figure").onblur = () => keys.hide();
      }
    }
    return true;
  }

  function picked(place, point) {
    if (!point) return;
    const { x, y, curveNumber, pointNumber } = point;
    state = { ...state, run: null };
    anew();
    ask({ figure: place, mark: { x, y, curveNumber, pointNumber } });
  }

  /* As it stands, on the ground of the page; written by the browser itself. */
  function save(format) {
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--card").trim();
    found.figures.forEach((figure, place) => {
      const plot = plotOf(place);
      if (plot === null) return;
      const box = plot.getBoundingClientRect();
      const size = { width: Math.round(box.width), height: Math.round(box.height) };
      const layout = { ...figure.layout, ...size, paper_bgcolor: ground, autosize: false };
      const filename = place === 0 ? found.file : `${found.file}-${place + 1}`;
      const wanted = { format, filename, ...size, scale: format === "png" ? 2 : 1 };
      window.Plotly.downloadImage({ data: figure.data, layout }, wanted);
    });
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
      moved = JSON.parse(button.dataset.go);
      go(moved);
    } else if (button.dataset.save !== undefined) save(button.dataset.save);
    else if (button.dataset.copy !== undefined) copied(button);
    else if (button.dataset.cancel !== undefined) ask({ cancel: true });
  });

  document.addEventListener("change", (event) => {
    const select = event.target;
    if (state === null || !(select instanceof HTMLSelectElement) || !select.dataset.choice) return;
    const { choice, name } = select.dataset;
    if (choice === "where") return go({ where: { ...state.where, [name]: select.value || null }, run: null });
    if (choice !== "fixed") {
      /* Who chooses for one axis what stands along the other means to turn the map. */
      const other = { across: "upward", upward: "across" }[choice];
      const turned = other && state[other] === select.value ? { [other]: state[choice] } : {};
      return go({ [choice]: select.value, ...turned, where: null, run: null });
    }
    const fixed = { ...state.fixed };
    if (select.value === "") delete fixed[name];
    else fixed[name] = Number(select.value);
    return go({ fixed, where: null, run: null });
  });

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given) {
    if (!given) return noop;
    setup = given;
    table = null;
    found = null;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    sized.disconnect();
    sized.observe(page().querySelector(".stage"));
    for (const id of [setup.ids.seed, setup.ids.replications]) put(id, { children: "" });
    const query = window.location.search.slice(1);
    state = query || state === null ? {} : state;
    ask(query ? { query } : null);
    return true;
  }

  function chosen(rows) {
    if (state === null || !Array.isArray(rows) || rows.length === 0) return noop;
    const run = rows[0].run_id;
    if (run !== state.run) go({ run });
    return noop;
  }

  document.addEventListener("relsim-look", () => {
    if (state !== null && page()) ask();
  });

  window.addEventListener("resize", () => {
    fitted = false;
  });

  /* Labels keep their distance at the height their figure really has. */
  let resizing = null;
  const sized = new ResizeObserver(() => {
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      if (state === null || !page() || drawnAt === null || found.figures.length === 0) return;
      const [now] = heights();
      if (fitted || now === null || Math.abs(now - drawnAt[0]) <= FITTING * now) return;
      /* Once for each choice: what is said above a figure may take another line for it. */
      fitted = true;
      ask();
    }, 200);
  });

  const formats = window.dashAgGridFunctions || {};
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const none = (value) => value === null || value === undefined;
  formats.relsimNumber = (value) => {
    if (none(value)) return "";
    return Math.abs(value) >= 10000 ? whole.format(value) : number.format(value);
  };
  formats.relsimWhole = (value) => (none(value) ? "" : String(value));
  window.dashAgGridFunctions = formats;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    explore: { start, chosen },
  });
})();
