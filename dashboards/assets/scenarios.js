/* Scenarios as the page holds them: plain objects, as relsim.dashboards.scenario writes them. */
(function () {
  "use strict";
  const copied = (value) => JSON.parse(JSON.stringify(value));
  const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

  /* What decides the numbers: all but the name. */
  const keyed = (scenario) =>
    JSON.stringify([
      [...scenario.strategies],
      Object.entries(scenario.settings).sort(([a], [b]) => (a < b ? -1 : 1)),
      scenario.periods,
      scenario.replications,
      String(scenario.seed),
    ]);
  const same = (a, b) => a !== null && b !== null && keyed(a) === keyed(b);

  /* levers: {name: {low, high, default, words}}. */
  function valueOf(scenario, name, levers) {
    if (name === "periods") return scenario.periods;
    const set = scenario.settings[name];
    return set === undefined ? levers[name].default : set;
  }

  function moved(scenario, name, value, levers) {
    const next = { ...copied(scenario), name: "" };
    if (name === "periods") next.periods = Math.round(value);
    else if (near(value, levers[name].default)) delete next.settings[name];
    else next.settings[name] = value;
    return next;
  }

  /* Which third of its range a lever stands in, in a word. */
  function wordFor(lever, value) {
    const third = (lever.high - lever.low) / 3;
    const place = value < lever.low + third ? 0 : value < lever.high - third ? 1 : 2;
    return lever.words[place];
  }

  const scenarios = { copied, near, same, valueOf, moved, wordFor };
  window.relsim = Object.assign(window.relsim || {}, { scenarios });
})();
