/* The Workshop page: what is shown, what was shown before, and what the room has bet.
   Levers move the scenario here; the server computes it and draws it (relsim.dashboards.answers). */
(function () {
  "use strict";
  const SETTLED_MS = 350;
  const REST_MS = 400;
  const ONE_CHANGE_MS = 2000;
  const FLICK_MS = 1100;
  const DIM_MS = 150;
  const MOST_PINS = 4;
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `workshop-${what}`;
  const element = (id) => document.getElementById(id);
  const { copied, near, same, valueOf, moved, wordFor } = window.relsim.scenarios;
  const showing = new window.relsim.Showing();
  const put = (id, props) => showing.put(id, props);
  const tell = (what, text) => showing.text(named(what), text);

  let setup = null;
  let gate = null;
  let now = null; // the scenario the levers stand at
  let committed = null; // the scenario of the last settled change
  let history = null;
  let baseline = null;
  let measures = null;
  let look = { theme: "light", projector: false };
  let answer = null; // the last one drawn
  let held = null; // ranges kept in sight while a lever is dragged or a change is flicked
  let pressing = null; // the lever that is being dragged
  let timer = null;
  let dim = null;
  let resting = null;
  let flicks = null;
  let hidden = false;
  let bets = null;
  let pins = []; // scenarios kept for the Compare page
  let link = null; // what the address holds since the last settled answer
  let last = { step: null, at: 0 }; // the lever last moved by a key, and when
  let drawnAt = null; // heights of the figures that were last drawn

  const presetOf = (scenario) => setup.presets.findIndex((preset) => same(preset, scenario));

  function called(scenario) {
    const place = presetOf(scenario);
    return scenario.name || (place < 0 ? setup.texts.own_name : setup.preset_names[place]);
  }

  /* dragged: the slider stands there already, and Dash need not hear of the rest yet. */
  function showLever(name, value, dragged) {
    tell(`word-${name}`, wordFor(setup.levers[name], value));
    if (dragged) return showing.entry(named(`entry-${name}`), value);
    put(named(`entry-${name}`), { value });
    return put(named(`lever-${name}`), { value });
  }

  function showControls(scenario) {
    for (const name of Object.keys(setup.levers)) {
      showLever(name, valueOf(scenario, name, setup.levers), false);
    }
    put(named("strategies"), { value: scenario.strategies });
    put(named("seed"), { value: String(scenario.seed) });
    const place = presetOf(scenario);
    put(named("preset"), { value: place < 0 ? null : String(place) });
  }

  function showButtons() {
    put(setup.ids.undo, { disabled: history.past.length === 0 });
    put(setup.ids.redo, { disabled: history.future.length === 0 });
    put(setup.ids.replay, { disabled: history.last() === null || hidden });
    put(named("pin"), { disabled: same(baseline || setup.start, now) || hidden });
    put(named("predict"), { hidden });
    put(named("unpin"), { hidden: baseline === null });
    const kept = pins.some((other) => same(other, now));
    put(named("keep"), { disabled: kept || pins.length >= MOST_PINS });
    tell("kept", pins.length > 0 ? setup.texts.kept.replace("{count}", pins.length) : "");
  }

  /* --- asking and drawing ------------------------------------------------------------- */

  function heightOf(side) {
    const plot = element(named(side));
    return plot ? Math.round(plot.getBoundingClientRect().height) : null;
  }

  function request(scenario, quick) {
    return {
      scenario,
      quick,
      baseline,
      measures,
      held,
      theme: look.theme,
      big: look.projector,
      heights: [heightOf("left"), heightOf("right")],
    };
  }

  function ask(scenario, quick) {
    busy();
    gate.ask(request(scenario, quick));
    if (dim === null && flicks === null) dim = setTimeout(() => mark("computing", true), DIM_MS);
  }

  function mark(what, on) {
    const root = element(named("page"));
    if (!root) return;
    if (on) root.dataset[what] = "";
    else delete root.dataset[what];
  }

  /* Says when everything asked for has been drawn and nothing more will happen by itself. */
  function busy() {
    mark("idle", false);
    clearTimeout(resting);
    resting = setTimeout(() => {
      const still = gate.out === null && flicks === null && pressing === null && same(now, committed);
      if (still) mark("idle", true);
      else busy();
    }, REST_MS);
  }

  function drawn() {
    clearTimeout(dim);
    dim = null;
    mark("computing", false);
  }

  function paint(found, wish) {
    busy();
    drawn();
    if (gate.out !== null) dim = setTimeout(() => mark("computing", true), DIM_MS);
    if (found.trouble) {
      tell("notes", found.trouble);
      return;
    }
    answer = found;
    drawnAt = wish.heights;
    if (now === null || (flicks === null && !found.quick && same(wish.scenario, now))) {
      adopt(found, wish.scenario);
    }
    held = found.quick || flicks !== null ? found.ranges : null;
    const sides = ["left", "right"].map(named);
    const drawnAtOnce =
      found.quick && sides.every((id, place) => showing.figure(id, found.figures[place]));
    if (!drawnAtOnce) sides.forEach((id, place) => put(id, { figure: found.figures[place] }));
    tell("message", found.message);
    tell("detail", found.detail);
    const root = element(named("page"));
    mark("quick", found.quick);
    root.dataset.drawn = String(found.sequence);
    if (found.quick) return;
    put(named("cards"), { children: found.cards });
    put(setup.ids.name, { children: called(found.scenario) });
    put(setup.ids.seed, { children: String(found.scenario.seed) });
    put(setup.ids.replications, { children: String(found.replications) });
    if (flicks !== null) return flicked(wish.scenario);
    put(setup.ids.scenario, { data: found.scenario });
    put(setup.ids.command, { children: found.command });
    if (!hidden) put(setup.ids.announced, { children: found.summary });
    if (found.notes.length > 0) tell("notes", found.notes.join(" "));
    link = found.link;
    const address = window.location.pathname + (link ? `?${link}` : "");
    window.history.replaceState(window.history.state, "", address);
    root.dataset.settled = String(found.sequence);
  }

  /* What the server made of a scenario (bounds, caps) is what the levers stand at. */
  function adopt(found, asked) {
    const first = now === null;
    const changed = first || !same(now, found.scenario);
    now = copied(found.scenario);
    if (first) {
      measures = found.measures;
      baseline = found.baseline;
    }
    if (first || same(asked, committed)) committed = copied(now);
    if (changed || first) showControls(now);
    if (first) showMeasures();
    showButtons();
  }

  /* --- changing ----------------------------------------------------------------------- */

  function change(next, quick, step = null) {
    stopFlicking();
    now = next;
    tell("notes", "");
    clearTimeout(timer);
    if (!quick) return settle();
    if (held === null && answer !== null) held = answer.ranges;
    ask(now, true);
    timer = setTimeout(() => {
      if (pressing === null) settle(step);
    }, SETTLED_MS);
  }

  function settle(step = null) {
    clearTimeout(timer);
    held = null;
    if (!same(now, committed)) {
      showControls(now);
      /* Steps of one lever in quick succession, as by the arrow keys, are one change. */
      const one = step !== null && last.step === step && Date.now() - last.at < ONE_CHANGE_MS;
      if (!one) history.changed(committed);
      last = { step, at: Date.now() };
      committed = copied(now);
      keep();
    }
    ask(now, false);
  }

  function keep() {
    put(setup.ids.history, { data: history.kept() });
    const place = presetOf(now);
    put(named("preset"), { value: place < 0 ? null : String(place) });
    showButtons();
  }

  function jump(next) {
    if (next === null) return;
    stopFlicking();
    now = copied(next);
    committed = copied(next);
    held = null;
    showControls(now);
    keep();
    ask(now, false);
  }

  /* --- replay: the last change back and forth ------------------------------------------- */

  function replay() {
    if (flicks !== null) return stopFlicking(true);
    const before = history.last();
    if (before === null || hidden) return;
    held = answer ? answer.ranges : null;
    flicks = [before, now, before, now];
    mark("flicking", true);
    flick();
  }

  function flick() {
    const [next, ...rest] = flicks;
    flicks = rest;
    showControls(next);
    ask(next, false);
  }

  /* What was asked for has been drawn: it stays a moment, then the other takes its place. */
  function flicked(scenario) {
    const side = same(scenario, now) ? "after" : "before";
    tell("flick", setup.texts[`flick_${side}`]);
    element(named("page")).dataset.flick = side;
    clearTimeout(timer);
    timer = setTimeout(() => (flicks.length > 0 ? flick() : stopFlicking(true)), FLICK_MS);
  }

  function stopFlicking(again) {
    if (flicks === null) return;
    clearTimeout(timer);
    flicks = null;
    held = null;
    mark("flicking", false);
    delete element(named("page")).dataset.flick;
    showControls(now);
    if (again) ask(now, false);
  }

  /* --- predict: hide, bet, reveal ------------------------------------------------------- */

  function predict() {
    stopFlicking(true);
    hidden = true;
    bets.clear();
    showBets();
    tell("verdict", "");
    mark("hidden", true);
    showButtons();
    put(setup.ids.announced, { children: setup.texts.hidden });
    // The space bar reveals again; on a button it would place a bet.
    element(named("bets")).focus();
  }

  function reveal() {
    hidden = false;
    mark("hidden", false);
    showButtons();
    const said = bets.said(answer && answer.best);
    tell("verdict", said);
    if (answer) put(setup.ids.announced, { children: `${said} ${answer.summary || ""}` });
    window.dispatchEvent(new Event("resize"));
  }

  function bet(who, by) {
    bets.place(who, by);
    showBets();
  }

  function showBets() {
    for (const who of Object.keys(setup.names)) {
      tell(`votes-${who}`, String(bets.of(who)));
      const row = element(named(`bet-${who}`));
      if (row) row.hidden = who !== "unclear" && !now.strategies.includes(who);
    }
  }

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given, keptPins, keptBaseline) {
    if (!given) return noop;
    setup = given;
    showing.forget();
    pins = keptPins || [];
    baseline = keptBaseline || baseline;
    bets = new window.relsim.Bets(setup.names, setup.texts);
    sized.disconnect();
    for (const side of ["left", "right"]) sized.observe(element(named(side)));
    const root = document.documentElement.dataset;
    look = { theme: root.scheme || "light", projector: root.projector === "on" };
    history = new window.relsim.History(history ? history.kept() : null);
    measures = measures || setup.measures;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    const query = window.location.search.slice(1);
    if (now !== null && (query === "" || query === link)) {
      showControls(now);
      showMeasures();
      showButtons();
      ask(now, false);
      return true;
    }
    if (now !== null) history.changed(now); // a link from another page: undo leads back
    now = null;
    showButtons();
    const wish = request(setup.start, false);
    busy();
    gate.ask(query ? { ...wish, query } : wish);
    return true;
  }

  function showMeasures() {
    put(named("left-measure"), { value: measures[0] });
    put(named("right-measure"), { value: measures[1] });
  }

  function gaveUp() {
    drawn();
    busy();
    tell("notes", setup.texts.gave_up);
  }

  function controlled() {
    if (setup === null || now === null) return noop;
    for (const { prop_id: from, value } of window.dash_clientside.callback_context.triggered) {
      const id = from.slice(0, from.lastIndexOf("."));
      const what = id.replace("workshop-", "");
      showing.learn(from, value);
      if (value === null || value === undefined || value === "") continue;
      if (what.startsWith("lever-")) lever(what.slice(6), value, false);
      else if (what.startsWith("entry-")) lever(what.slice(6), value, true);
      else if (what === "strategies") strategies(value);
      else if (what === "seed") seed(value);
      else if (what === "preset") preset(value);
      else if (what === "left-measure") measure(0, value);
      else if (what === "right-measure") measure(1, value);
    }
    return noop;
  }

  function lever(name, value, typed) {
    if (typeof value !== "number" || near(value, valueOf(now, name, setup.levers))) return;
    if (flicks !== null) return; // the levers are being flicked, not moved
    change(moved(now, name, value, setup.levers), !typed, name);
    showLever(name, value, pressing !== null);
  }

  function strategies(chosen) {
    const ordered = setup.strategies.filter((name) => chosen.includes(name));
    if (ordered.length === 0) return put(named("strategies"), { value: now.strategies });
    if (flicks !== null || ordered.join() === now.strategies.join()) return noop;
    return change({ ...copied(now), name: "", strategies: ordered }, false);
  }

  function seed(value) {
    const text = String(value).trim();
    if (flicks !== null || text === String(now.seed)) return;
    change({ ...copied(now), name: "", seed: text }, false);
  }

  function preset(place) {
    const chosen = setup.presets[Number(place)];
    if (!chosen || flicks !== null || same(chosen, now)) return;
    history.changed(now);
    jump({ ...copied(chosen) });
  }

  function measure(side, name) {
    if (measures[side] === name) return;
    measures = measures.map((other, place) => (place === side ? name : other));
    held = null;
    ask(now, false);
  }

  function pressed() {
    if (setup === null || now === null) return noop;
    const [{ prop_id: from, value }] = window.dash_clientside.callback_context.triggered;
    if (!value) return noop;
    const id = from.slice(0, from.lastIndexOf("."));
    const what = id.replace("workshop-", "");
    if (id === setup.ids.undo) jump(history.undo(now));
    else if (id === setup.ids.redo) jump(history.redo(now));
    else if (id === setup.ids.replay) replay();
    else if (what === "predict") predict();
    else if (what === "reveal") reveal();
    else if (what === "pin") pin(copied(now));
    else if (what === "unpin") pin(null);
    else if (what === "keep") keepToCompare();
    else if (what.startsWith("go-")) preset(what.slice(3));
    else if (what === "luck") seed(String(Math.floor(Math.random() * 100000)));
    else if (what.startsWith("more-")) bet(what.slice(5), 1);
    else if (what.startsWith("fewer-")) bet(what.slice(6), -1);
    if (what === "luck") put(named("seed"), { value: String(now.seed) });
    return noop;
  }

  function pin(scenario) {
    baseline = scenario;
    put(setup.ids.baseline, { data: scenario });
    showButtons();
    ask(now, false);
  }

  function keepToCompare() {
    if (pins.length >= MOST_PINS || pins.some((other) => same(other, now))) return;
    pins = [...pins, { ...copied(now), name: called(now) }];
    put(setup.ids.pins, { data: pins });
    showButtons();
  }

  function looked(given) {
    if (!given || given.theme === undefined) return noop;
    const changed = given.theme !== look.theme || given.projector !== look.projector;
    look = given;
    // The page takes its new sizes first; labels are spaced for them.
    if (changed && now !== null && element(named("page"))) setTimeout(() => ask(now, false), 60);
    return noop;
  }

  document.addEventListener("click", (event) => {
    const placed = event.target.closest && event.target.closest(".bet button");
    if (placed && event.detail > 0) element(named("bets")).focus();
  });
  /* A slider moves by itself while it is dragged; Dash hears of it when it is let go. */
  const dragged = new MutationObserver(() => {
    const thumb = pressing && pressing.querySelector("[role=slider]");
    if (!thumb || setup === null || now === null) return;
    lever(pressing.dataset.lever, Number(thumb.getAttribute("aria-valuenow")), false);
  });
  document.addEventListener("pointerdown", (event) => {
    const box = event.target.closest && event.target.closest("[data-lever] .lever-slider");
    if (!box) return;
    pressing = box.closest("[data-lever]");
    dragged.observe(pressing, { attributes: true, subtree: true, attributeFilter: ["aria-valuenow"] });
  });
  const released = () => {
    if (pressing === null) return;
    dragged.disconnect();
    pressing = null;
    if (setup !== null && now !== null && !same(now, committed)) settle();
  };
  document.addEventListener("pointerup", released);
  document.addEventListener("pointercancel", released);

  /* Labels at the ends of lines keep their distance at the height their figure really has. */
  let resizing = null;
  const sized = new ResizeObserver(() => {
    clearTimeout(resizing);
    if (now !== null) busy();
    resizing = setTimeout(() => {
      const asked = drawnAt;
      const heights = [heightOf("left"), heightOf("right")];
      if (now === null || heights[0] === null || hidden || flicks !== null || pressing !== null) return;
      if (asked !== null && heights.every((height, side) => Math.abs(height - asked[side]) < 12)) return;
      ask(now, false);
    }, 200);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    workshop: { start, controlled, pressed, looked },
  });
})();
