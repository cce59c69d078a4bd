/* The Workshop page: what is shown, what was shown before, and what the room has bet.
   Levers move the scenario here; the server computes it and draws it (relsim.dashboards.workshop.answers). */
(function () {
  "use strict";
  const SETTLED_MS = 350;
  const ONE_CHANGE_MS = 2000;
  const MOST_PINS = 4;
  const AGAIN_MS = 1000;
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const { copied, near, same, valueOf, moved } = window.relsim.scenarios;

  let setup = null;
  let board = null;
  let gate = null;
  let now = null; // the scenario the levers stand at
  let committed = null; // the scenario of the last settled change
  let history = null;
  let baseline = null;
  let measures = null;
  let answer = null; // the last one drawn
  let held = null; // ranges kept in sight while a lever is dragged or a change is flicked
  let timer = null;
  let again = null;
  let crowded = false; // the server had no time for the last request
  let replay = null;
  let hidden = false;
  let bets = null;
  let pins = []; // scenarios kept for the Compare page
  let link = null; // what the address holds since the last settled answer
  let last = { step: null, at: 0 }; // the lever last moved by a key, and when

  function showButtons() {
    board.buttons({
      past: history.past.length > 0,
      future: history.future.length > 0,
      hidden,
      based: same(baseline || setup.start, now),
      own: baseline !== null,
      kept: pins.some((other) => same(other, now)),
      full: pins.length >= MOST_PINS,
      count: pins.length,
    });
  }

  /* --- asking and drawing ------------------------------------------------------------- */

  function request(scenario, quick) {
    return {
      scenario,
      quick,
      baseline,
      measures,
      held,
      ...window.relsim.look(),
      heights: board.heights(),
    };
  }

  const waiting = new window.relsim.Waiting({
    root: () => board && board.root,
    rested: () => gate.out === null && !replay.on && !dragging.on && same(now, committed),
  });

  function ask(scenario, quick) {
    gate.ask(request(scenario, quick));
    if (replay.on) waiting.busy();
    else waiting.asked();
  }

  function paint(found, wish) {
    if (board.root === null) return;
    waiting.answered(gate.out !== null);
    if (found.trouble) {
      board.tell("notes", found.trouble);
      clearTimeout(again);
      if (found.busy) again = setTimeout(() => gate.out === null && gate.ask(wish), AGAIN_MS);
      crowded = found.busy === true;
      return;
    }
    if (crowded) board.tell("notes", "");
    crowded = false;
    answer = found;
    fitting.drawn = wish.heights;
    const settled = !replay.on && !found.quick;
    if (now === null || (settled && same(wish.scenario, now))) adopt(found, wish.scenario);
    held = settled ? null : found.ranges;
    board.picture(found);
    waiting.mark("quick", found.quick);
    waiting.mark("drawn", found.sequence);
    if (found.quick) return;
    board.beside(found);
    if (replay.on) return replay.drawn(wish.scenario);
    board.frame("scenario", { data: found.scenario });
    board.frame("command", { children: found.command });
    if (!hidden) board.frame("announced", { children: found.summary });
    if (found.notes.length > 0) board.tell("notes", found.notes.join(" "));
    link = found.link;
    window.relsim.address("/", link);
    waiting.mark("settled", found.sequence);
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
    if (changed || first) board.controls(now);
    if (first) board.measures(measures);
    showButtons();
  }

  /* --- changing ----------------------------------------------------------------------- */

  function change(next, quick, step = null) {
    if (replay.on) stopReplay(false);
    now = next;
    board.tell("notes", "");
    clearTimeout(timer);
    if (!quick) return settle();
    if (held === null && answer !== null) held = answer.ranges;
    ask(now, true);
    timer = setTimeout(() => {
      if (!dragging.on) settle(step);
    }, SETTLED_MS);
  }

  function settle(step = null) {
    clearTimeout(timer);
    held = null;
    ask(now, false);
    if (same(now, committed)) return;
    board.controls(now);
    /* Steps of one lever in quick succession, as by the arrow keys, are one change. */
    const one = step !== null && last.step === step && Date.now() - last.at < ONE_CHANGE_MS;
    if (!one) history.changed(committed);
    last = { step, at: Date.now() };
    committed = copied(now);
    keep();
  }

  function keep() {
    board.frame("history", { data: history.kept() });
    board.preset(now);
    showButtons();
  }

  function jump(next) {
    if (next === null) return;
    if (replay.on) stopReplay(false);
    now = copied(next);
    committed = copied(next);
    held = null;
    board.controls(now);
    keep();
    ask(now, false);
  }

  /* --- replay: the last change back and forth ------------------------------------------- */

  function replayed() {
    if (replay.on) return stopReplay(true);
    const before = history.last();
    if (before === null || hidden) return;
    held = answer ? answer.ranges : null;
    replay.begin(before, now);
  }

  function shownAgain(scenario) {
    board.controls(scenario);
    ask(scenario, false);
  }

  function side(which) {
    waiting.mark("flicking", replay.on);
    waiting.mark("flick", which);
    if (which !== false) board.tell("flick", setup.texts[`flick_${which}`]);
  }

  /* again: what the levers stand at is drawn again. */
  function stopReplay(again) {
    if (replay.on) replay.stop();
    held = null;
    board.controls(now);
    if (again) ask(now, false);
  }

  /* --- predict: hide, bet, reveal ------------------------------------------------------- */

  function predict() {
    if (replay.on) stopReplay(true);
    hidden = true;
    bets.clear();
    board.bets(bets, now.strategies);
    board.tell("verdict", "");
    waiting.mark("hidden", true);
    showButtons();
    board.frame("announced", { children: setup.texts.hidden });
    // The space bar reveals again; on a button it would place a bet.
    board.focusBets();
  }

  function reveal() {
    hidden = false;
    waiting.mark("hidden", false);
    showButtons();
    const said = bets.said(answer && answer.best);
    board.tell("verdict", said);
    if (answer) board.frame("announced", { children: `${said} ${answer.summary || ""}` });
    window.dispatchEvent(new Event("resize"));
  }

  function bet(who, by) {
    bets.place(who, by);
    board.bets(bets, now.strategies);
  }

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given, keptPins, keptBaseline) {
    if (!given) return noop;
    setup = given;
    board = new window.relsim.Board(setup);
    pins = keptPins || [];
    baseline = keptBaseline || baseline;
    bets = new window.relsim.Bets(setup.names, setup.texts);
    fitting.follow(board.plots());
    history = new window.relsim.History(history ? history.kept() : null);
    measures = measures || setup.measures;
    replay = replay || new window.relsim.Replay({ show: shownAgain, side, ended: () => stopReplay(true) });
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    const query = window.location.search.slice(1);
    if (now !== null && (query === "" || query === link)) {
      board.controls(now);
      board.measures(measures);
      showButtons();
      ask(now, false);
      return true;
    }
    if (now !== null) history.changed(now); // a link from another page: undo leads back
    now = null;
    showButtons();
    const wish = request(setup.start, false);
    waiting.busy();
    gate.ask(query ? { ...wish, query } : wish);
    return true;
  }

  function gaveUp() {
    waiting.answered();
    board.tell("notes", setup.texts.gave_up);
  }

  function controlled() {
    if (setup === null || now === null) return noop;
    for (const { prop_id: from, value } of window.dash_clientside.callback_context.triggered) {
      const id = from.slice(0, from.lastIndexOf("."));
      const what = id.replace("workshop-", "");
      board.showing.learn(from, value);
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
    if (replay.on) return; // the levers are being flicked, not moved
    change(moved(now, name, value, setup.levers), !typed, name);
    board.lever(name, value, dragging.on);
  }

  function strategies(chosen) {
    const ordered = setup.strategies.filter((name) => chosen.includes(name));
    if (ordered.length === 0) return board.put("strategies", { value: now.strategies });
    if (replay.on || ordered.join() === now.strategies.join()) return noop;
    return change({ ...copied(now), name: "", strategies: ordered }, false);
  }

  function seed(value) {
    const text = String(value).trim();
    if (replay.on || text === String(now.seed)) return;
    change({ ...copied(now), name: "", seed: text }, false);
  }

  function preset(place) {
    const chosen = setup.presets[Number(place)];
    if (!chosen || replay.on || same(chosen, now)) return;
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
    else if (id === setup.ids.replay) replayed();
    else if (what === "predict") predict();
    else if (what === "reveal") reveal();
    else if (what === "pin") pin(copied(now));
    else if (what === "unpin") pin(null);
    else if (what === "keep") keepToCompare();
    else if (what.startsWith("go-")) preset(what.slice(3));
    else if (what === "luck") seed(String(Math.floor(Math.random() * 100000)));
    else if (what.startsWith("more-")) bet(what.slice(5), 1);
    else if (what.startsWith("fewer-")) bet(what.slice(6), -1);
    if (what === "luck") board.put("seed", { value: String(now.seed) });
    return noop;
  }

  function pin(scenario) {
    baseline = scenario;
    board.frame("baseline", { data: scenario });
    showButtons();
    ask(now, false);
  }

  function keepToCompare() {
    if (pins.length >= MOST_PINS || pins.some((other) => same(other, now))) return;
    pins = [...pins, { ...copied(now), name: board.called(now) }];
    board.frame("pins", { data: pins });
    showButtons();
  }

  document.addEventListener("relsim-look", () => {
    if (now !== null && board.root !== null) ask(now, false);
  });

  document.addEventListener("click", (event) => {
    const placed = event.target.closest && event.target.closest(".bet button");
    if (placed && event.detail > 0) board.focusBets();
  });
  const dragging = new window.relsim.Dragging({
    moved: (name, value) => now !== null && lever(name, value, false),
    released: () => now !== null && !same(now, committed) && settle(),
  });
  const fitting = new window.relsim.Fitting({
    sizes: () => board.heights(),
    resized: () => {
      if (now !== null && !hidden && !replay.on && !dragging.on) ask(now, false);
    },
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    workshop: { start, controlled, pressed },
  });
})();
