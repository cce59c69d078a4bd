/* The Workshop page: what is shown, what was shown before, and what the room has bet.
   Levers move the scenario here; the server computes it and draws it (relsim.dashboards.answers). */
(function () {
  "use strict";
  const SETTLED_MS = 350;
  const REST_MS = 400;
  const ONE_CHANGE_MS = 2000;
  const FLICK_MS = 1100;
  const DIM_MS = 150;
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const named = (what) => `workshop-${what}`;
  const element = (id) => document.getElementById(id);

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
  let pressing = false;
  let timer = null;
  let dim = null;
  let resting = null;
  let flicks = null;
  let hidden = false;
  let votes = {};
  let last = { step: null, at: 0 }; // the lever last moved by a key, and when
  let drawnAt = null; // heights of the figures that were last drawn

  const copied = (value) => JSON.parse(JSON.stringify(value));
  const keyed = (s) =>
    JSON.stringify([
      [...s.strategies],
      Object.entries(s.settings).sort(([a], [b]) => (a < b ? -1 : 1)),
      s.periods,
      s.replications,
      String(s.seed),
    ]);
  const same = (a, b) => a !== null && b !== null && keyed(a) === keyed(b);
  const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

  function valueOf(scenario, name) {
    if (name === "periods") return scenario.periods;
    const set = scenario.settings[name];
    return set === undefined ? setup.levers[name].default : set;
  }

  function moved(scenario, name, value) {
    const next = copied(scenario);
    next.name = "";
    if (name === "periods") next.periods = Math.round(value);
    else if (near(value, setup.levers[name].default)) delete next.settings[name];
    else next.settings[name] = value;
    return next;
  }

  const presetOf = (scenario) => setup.presets.findIndex((preset) => same(preset, scenario));

  function called(scenario) {
    const place = presetOf(scenario);
    return scenario.name || (place < 0 ? setup.texts.own_name : setup.preset_names[place]);
  }

  /* Which third of its range a lever stands in, in a word. */
  function wordFor(lever, value) {
    const third = (lever.high - lever.low) / 3;
    const place = value < lever.low + third ? 0 : value < lever.high - third ? 1 : 2;
    return lever.words[place];
  }

  function showLever(name, value) {
    const lever = setup.levers[name];
    put(named(`word-${name}`), { children: wordFor(lever, value) });
    put(named(`entry-${name}`), { value });
  }

  function showControls(scenario) {
    for (const name of Object.keys(setup.levers)) {
      const value = valueOf(scenario, name);
      put(named(`lever-${name}`), { value });
      showLever(name, value);
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
    const pinned = same(baseline || setup.start, now);
    put(named("pin"), { disabled: pinned || hidden });
    put(named("predict"), { hidden });
    put(named("unpin"), { hidden: baseline === null });
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
      const still = gate.out === null && flicks === null && !pressing && same(now, committed);
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
      put(named("notes"), { children: found.trouble });
      return;
    }
    answer = found;
    drawnAt = wish.heights;
    if (now === null || (flicks === null && !found.quick && same(wish.scenario, now))) {
      adopt(found, wish.scenario);
    }
    held = found.quick || flicks !== null ? found.ranges : null;
    put(named("left"), { figure: found.figures[0] });
    put(named("right"), { figure: found.figures[1] });
    put(named("cards"), { children: found.cards });
    put(named("message"), { children: found.message });
    put(named("detail"), { children: found.detail });
    put(setup.ids.name, { children: called(found.scenario) });
    put(setup.ids.seed, { children: String(found.scenario.seed) });
    put(setup.ids.replications, { children: String(found.replications) });
    mark("quick", found.quick);
    const root = element(named("page"));
    root.dataset.drawn = String(found.sequence);
    if (flicks !== null) flicked(wish.scenario);
    if (found.quick || flicks !== null) return;
    put(setup.ids.scenario, { data: found.scenario });
    put(setup.ids.command, { children: found.command });
    if (!hidden) put(setup.ids.announced, { children: found.summary });
    if (found.notes.length > 0) put(named("notes"), { children: found.notes.join(" ") });
    const address = window.location.pathname + (found.link ? `?${found.link}` : "");
    window.history.replaceState(window.history.state, "", address);
    root.dataset.settled = String(found.sequence);
  }

  /* What the server made of a scenario (bounds, caps) is what the levers stand at. */
  function adopt(found, asked) {
    const first = now === null;
    const changed = first || !same(now, found.scenario);
    now = copied(found.scenario);
    if (first) measures = found.measures;
    if (first || same(asked, committed)) committed = copied(now);
    if (changed || first) showControls(now);
    if (first) {
      put(named("left-measure"), { value: measures[0] });
      put(named("right-measure"), { value: measures[1] });
    }
    showButtons();
  }

  /* --- changing ----------------------------------------------------------------------- */

  function change(next, quick, step = null) {
    stopFlicking();
    now = next;
    put(named("notes"), { children: "" });
    clearTimeout(timer);
    if (!quick) return settle();
    if (held === null && answer !== null) held = answer.ranges;
    ask(now, true);
    timer = setTimeout(() => {
      if (!pressing) settle(step);
    }, SETTLED_MS);
  }

  function settle(step = null) {
    clearTimeout(timer);
    held = null;
    if (!same(now, committed)) {
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
    put(named("flick"), { children: setup.texts[`flick_${side}`] });
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
    votes = {};
    showBets();
    put(named("verdict"), { children: "" });
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
    const all = Object.values(votes).reduce((sum, count) => sum + count, 0);
    const said = all > 0 ? `${room()} ${model()}` : "";
    put(named("verdict"), { children: said });
    if (answer) put(setup.ids.announced, { children: `${said} ${answer.summary || ""}` });
    window.dispatchEvent(new Event("resize"));
  }

  function room() {
    const told = Object.entries(votes)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([who, count]) => `${setup.names[who]} ${count}`);
    return setup.texts.room.replace("{votes}", told.join(", "));
  }

  function model() {
    const best = answer && answer.best;
    if (!best || !best.leader) return "";
    const most = Math.max(...Object.values(votes));
    const chosen = Object.keys(votes).filter((who) => votes[who] === most);
    const winner = best.clear ? best.leader : "unclear";
    const right = chosen.length === 1 && chosen[0] === winner;
    return right ? setup.texts.room_right : setup.texts.room_wrong;
  }

  function bet(who, by) {
    votes[who] = Math.min(Math.max((votes[who] || 0) + by, 0), 999);
    showBets();
  }

  function showBets() {
    for (const who of Object.keys(setup.names)) {
      put(named(`votes-${who}`), { children: String(votes[who] || 0) });
      const row = element(named(`bet-${who}`));
      if (row) row.hidden = who !== "unclear" && !now.strategies.includes(who);
    }
  }

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given) {
    if (!given) return noop;
    setup = given;
    sized.disconnect();
    for (const side of ["left", "right"]) sized.observe(element(named(side)));
    const root = document.documentElement.dataset;
    look = { theme: root.scheme || "light", projector: root.projector === "on" };
    history = new window.relsim.History(history ? history.kept() : null);
    measures = measures || setup.measures;
    gate = new window.relsim.Gate({
      send: (made) => put(named("request"), { data: made }),
      gaveUp: drawn,
    });
    if (now !== null) {
      showControls(now);
      showButtons();
      ask(now, false);
      return true;
    }
    showButtons();
    const query = window.location.search.slice(1);
    const wish = request(setup.start, false);
    gate.ask(query ? { ...wish, query } : wish);
    return true;
  }

  function controlled() {
    if (setup === null || now === null) return noop;
    for (const { prop_id: from, value } of window.dash_clientside.callback_context.triggered) {
      const id = from.slice(0, from.lastIndexOf("."));
      const what = id.replace("workshop-", "");
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
    if (typeof value !== "number" || near(value, valueOf(now, name))) return;
    if (flicks !== null) return; // the levers are being flicked, not moved
    change(moved(now, name, value), !typed, name);
    showLever(name, value);
    if (typed) put(named(`lever-${name}`), { value });
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
    else if (what.startsWith("go-")) preset(what.slice(3));
    else if (what === "luck") seed(String(Math.floor(Math.random() * 100000)));
    else if (what.startsWith("more-")) bet(what.slice(5), 1);
    else if (what.startsWith("fewer-")) bet(what.slice(6), -1);
    if (what === "luck") put(named("seed"), { value: String(now.seed) });
    return noop;
  }

  function pin(scenario) {
    baseline = scenario;
    put(setup.ids.pins, { data: scenario === null ? [] : [scenario] });
    showButtons();
    ask(now, false);
  }

  function answered(found) {
    if (!found || gate === null) return noop;
    const wish = gate.answered(found.sequence);
    if (wish !== null && element(named("page"))) paint(found, wish);
    return noop;
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
  document.addEventListener("pointerdown", (event) => {
    pressing = Boolean(event.target.closest && event.target.closest(".lever"));
  });
  const released = () => {
    if (!pressing) return;
    pressing = false;
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
      if (now === null || heights[0] === null || hidden || flicks !== null || pressing) return;
      if (asked !== null && heights.every((height, side) => Math.abs(height - asked[side]) < 12)) return;
      ask(now, false);
    }, 200);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    workshop: { start, controlled, pressed, answered, looked },
  });
})();
