/* The Compare page: which scenarios are pinned, in which order, and what is shown of them. The server
   runs them, draws them and says how they differ (relsim.dashboards.compare.answers). */
(function () {
  "use strict";
  const ROWS = ["top", "bottom"];
  const VIEW = ["top", "bottom", "outcome", "shown"];
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `compare-${what}`;
  const element = (id) => document.getElementById(id);
  const { copied, same } = window.relsim.scenarios;
  const showing = new window.relsim.Showing();
  const put = (id, props) => showing.put(id, props);
  const tell = (what, text) => showing.text(named(what), text);

  let setup = null;
  let gate = null;
  let pins = []; // scenarios, the first is what the others are compared with
  let titles = []; // what they are called on the page
  let seen = null; // scenarios and view of the last answer
  let failed = false; // whether the last request brought nothing
  let view = null;
  let workshop = null; // the scenario last seen in the Workshop
  let unread = null; // a link's query whose scenarios the server has not told yet
  let link = null; // what the address holds since the last answer
  let remarks = []; // what had to be changed about the scenarios asked for
  let unnamed = null; // the name that is left without a change

  /* --- asking and drawing ------------------------------------------------------------- */

  const root = () => element(named("page"));

  /* Room for the figures: the width of a row, what of it lies left of the first column, heights;
     null where they are out of sight. */
  function measured() {
    const rows = document.querySelector(".compare-rows");
    if (rows === null) return [null];
    const left = window.getComputedStyle(element(named("heads"))).paddingLeft;
    const heights = ROWS.map((row) => element(named(`${row}-figure`)).getBoundingClientRect().height);
    const sizes = [rows.getBoundingClientRect().width, parseFloat(left) || 0, ...heights];
    return sizes.map((size) => (size < 1 ? null : Math.round(size)));
  }

  const fitting = new window.relsim.Fitting({
    sizes: measured,
    resized: () => pins.length > 0 && ask(),
  });

  /* The page takes its form at once, so that figures can be drawn for the room they will have. */
  function arrange() {
    const page = root();
    page.dataset.shown = view.shown;
    page.dataset.count = String(pins.length);
  }

  function request() {
    const sizes = measured();
    const [width, left, ...heights] = sizes;
    const room = sizes.includes(null) ? {} : { width, left, heights };
    const asked = { pins, view, ...window.relsim.look(), ...room, sizes };
    return unread === null ? asked : { ...asked, query: unread };
  }

  function ask() {
    if (unread === null) arrange();
    gate.ask(request());
    waiting.asked();
  }

  /* Figures that do not fit the room they have now are asked for anew. */
  function rested() {
    if (gate.out !== null) return false;
    const seen = !failed && pins.length > 0 && view.shown === "figures";
    if (!seen || fitting.fits()) return true;
    ask();
    return false;
  }

  const waiting = new window.relsim.Waiting({ root, rested });

  function gaveUp() {
    fail(setup.texts.gave_up);
  }

  /* What is seen stays, and with it what can be changed. */
  function fail(said) {
    waiting.answered(gate.out !== null);
    if (root() === null) return;
    tell("notes", said);
    failed = true;
    if (gate.out !== null || seen === null || unread !== null) return;
    ({ pins, view } = copied(seen));
    put(setup.ids.pins, { data: copied(pins) });
    arrange();
    showControls();
  }

  function paint(found, asked) {
    if (root() === null) return;
    if (found.trouble) return fail(found.trouble);
    waiting.answered(gate.out !== null);
    failed = false;
    // What was changed meanwhile has been asked for already, and is answered next.
    if (gate.out === null || (unread !== null && asked.query === unread)) {
      unread = null;
      pins = found.pins;
      view = found.view;
      put(setup.ids.pins, { data: copied(pins) });
    }
    seen = { pins: found.pins, view: found.view, unlike: found.unlike === true };
    titles = found.titles;
    arrange();
    tell("message", found.message);
    tell("detail", found.detail || "");
    // What had to be changed about a link is said until something else is asked for.
    if (found.remarks.length > 0) remarks = found.remarks;
    tell("notes", [...remarks, ...found.notes].join(" "));
    waiting.mark("unlike", seen.unlike);
    showControls();
    put(named("heads"), { children: found.heads || [] });
    if (found.figures) {
      fitting.drawn = asked.sizes;
      ROWS.forEach((row, place) => {
        put(named(`${row}-figure`), { figure: found.figures[place] });
        tell(`${row}-unit`, setup.units[found.view[row]]);
      });
      window.relsim.fill(element(named("strip")), found.strip);
    }
    if (found.tables) {
      tell("note", found.note);
      window.relsim.fill(element(named("tables")), found.tables);
    }
    put(setup.ids.seed, { children: found.seed || "" });
    put(setup.ids.replications, { children: found.replications || "" });
    if (found.command) put(setup.ids.command, { children: found.command });
    put(setup.ids.announced, { children: found.summary || found.message });
    link = found.link;
    window.relsim.address("/compare", link);
    root().dataset.drawn = String(found.sequence);
  }

  /* The differences of all outcomes stand where those of the first few do. */
  const tabOf = (shown) => (shown === "everything" ? "differences" : shown);

  function showControls() {
    for (const what of VIEW) put(named(what), { value: what === "shown" ? tabOf(view.shown) : view[what] });
    put(named("luck"), { hidden: !seen.unlike });
    const full = pins.length >= setup.most;
    put(named("add"), { value: null, disabled: full });
    const known = workshop !== null && pins.some((one) => same(one, workshop));
    put(named("workshop"), { disabled: full || known, hidden: workshop === null });
  }

  /* --- changing ----------------------------------------------------------------------- */

  function change(next) {
    unread = null;
    remarks = [];
    pins = next;
    put(setup.ids.pins, { data: copied(pins) });
    ask();
  }

  /* What is added here meets the luck of the first: only then can they be told apart. */
  function withLuck(scenario) {
    const made = copied(scenario);
    if (pins.length > 0) {
      made.seed = pins[0].seed;
      made.replications = pins[0].replications;
    }
    return made;
  }

  function add(scenario) {
    if (pins.length < setup.most) change([...pins, scenario]);
  }

  function example() {
    const [first, ...others] = setup.example.map((place) => copied(setup.presets[place]));
    change([first, ...others.map((one) => ({ ...one, seed: first.seed }))]);
  }

  function rename(place, text) {
    const name = text.trim();
    if (pins[place] === undefined || name === titles[place]) return;
    change(pins.map((one, other) => (other === place ? { ...one, name } : one)));
  }

  const acts = {
    lead: (place) => change([pins[place], ...pins.filter((_one, other) => other !== place)]),
    remove: (place) => change(pins.filter((_one, other) => other !== place)),
    luck: () => change(pins.map((one) => ({ ...one, seed: pins[0].seed, replications: pins[0].replications }))),
    workshop: () => add(copied(workshop)),
    example,
    settings: () => show("shown", "settings"),
    everything: () => show("shown", "everything"),
  };

  function show(what, value) {
    view = { ...view, [what]: value };
    ask();
  }

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given, keptPins, showed) {
    if (!given) return noop;
    setup = given;
    showing.forget();
    workshop = showed || null;
    view = view || setup.view;
    seen = null;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    fitting.drawn = null;
    fitting.follow([document.querySelector(".compare-rows")]);
    const query = window.location.search.slice(1);
    const kept = Array.isArray(keptPins) ? keptPins : [];
    // One's own address, come back to: what was pinned since then counts.
    remarks = [];
    unread = query !== "" && query !== link ? query : null;
    pins = unread === null ? copied(kept) : [];
    ask();
    return true;
  }

  function chosen() {
    if (setup === null) return noop;
    for (const { prop_id: from, value } of window.dash_clientside.callback_context.triggered) {
      const what = from.slice(0, from.lastIndexOf(".")).replace("compare-", "");
      showing.learn(`${named(what)}.value`, value);
      if (value === null || value === undefined) continue;
      if (what === "add") add(withLuck(setup.presets[Number(value)]));
      else if ((what === "shown" ? tabOf(view.shown) : view[what]) !== value) show(what, value);
    }
    return noop;
  }

  document.addEventListener("relsim-look", () => {
    if (setup !== null && root() !== null) ask();
  });

  /* --- what the page hears -------------------------------------------------------------- */

  const within = (event, what) => {
    const at = event.target instanceof Element ? event.target.closest(what) : null;
    return at !== null && at.closest(".compare") !== null ? at : null;
  };

  document.addEventListener("click", (event) => {
    const button = within(event, "[data-act]");
    if (button === null || button.disabled || setup === null) return;
    acts[button.dataset.act](Number(button.dataset.place));
  });
  document.addEventListener("focusout", (event) => {
    const name = within(event, ".compare-name textarea");
    if (name === null || setup === null) return;
    const place = Number(name.id.replace("compare-name-", ""));
    if (unnamed === name) window.dash_clientside.set_props(name.id, { value: titles[place] });
    else rename(place, name.value);
    unnamed = null;
  });
  document.addEventListener("keydown", (event) => {
    const name = within(event, ".compare-name textarea");
    if (name === null || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    if (event.key === "Escape") unnamed = name;
    name.blur();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    compare: { start, chosen },
  });
})();
