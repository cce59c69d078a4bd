/* What stands on the Workshop page: levers, buttons, figures, words. It decides nothing. */
(function () {
  "use strict";
  const SIDES = ["left", "right"];
  const named = (what) => `workshop-${what}`;
  const element = (what) => document.getElementById(named(what));
  const { same, valueOf, wordFor } = window.relsim.scenarios;

  class Board {
    /* setup: as relsim.dashboards.workshop.page stores it for the script. */
    constructor(setup) {
      this.setup = setup;
      this.showing = new window.relsim.Showing();
    }

    /* A property of one of the frame's own components: undo, the pins, … */
    frame(what, props) {
      this.showing.put(this.setup.ids[what], props);
    }

    put(what, props) {
      this.showing.put(named(what), props);
    }

    tell(what, text) {
      this.showing.text(named(what), text);
    }

    /* The page, or null once it was left. */
    get root() {
      return element("page");
    }

    heights() {
      return SIDES.map((side) => {
        const plot = element(side);
        return plot ? Math.round(plot.getBoundingClientRect().height) : null;
      });
    }

    plots() {
      return SIDES.map(element);
    }

    presetOf(scenario) {
      return this.setup.presets.findIndex((preset) => same(preset, scenario));
    }

    called(scenario) {
      const place = this.presetOf(scenario);
      const { own_name: own } = this.setup.texts;
      return scenario.name || (place < 0 ? own : this.setup.preset_names[place]);
    }

    /* dragged: the slider stands there already, and Dash need not hear of the rest yet. */
    lever(name, value, dragged) {
      this.tell(`word-${name}`, wordFor(this.setup.levers[name], value));
      if (dragged) return this.showing.entry(named(`entry-${name}`), value);
      this.put(`entry-${name}`, { value });
      return this.put(`lever-${name}`, { value });
    }

    controls(scenario) {
      const { levers } = this.setup;
      for (const name of Object.keys(levers)) {
        this.lever(name, valueOf(scenario, name, levers), false);
      }
      this.put("strategies", { value: scenario.strategies });
      this.put("seed", { value: String(scenario.seed) });
      this.preset(scenario);
    }

    preset(scenario) {
      const place = this.presetOf(scenario);
      this.put("preset", { value: place < 0 ? null : String(place) });
    }

    measures(measures) {
      SIDES.forEach((side, place) => this.put(`${side}-measure`, { value: measures[place] }));
    }

    /* What may be pressed: {past, future, changed, hidden, based, own, kept, full, count}. */
    buttons(state) {
      this.frame("undo", { disabled: !state.past });
      this.frame("redo", { disabled: !state.future });
      this.frame("replay", { disabled: !state.past || state.hidden });
      this.put("predict", { hidden: state.hidden });
      this.put("pin", { disabled: state.based || state.hidden });
      this.put("unpin", { hidden: !state.own });
      this.put("keep", { disabled: state.kept || state.full });
      const { kept } = this.setup.texts;
      this.tell("kept", state.count > 0 ? kept.replace("{count}", state.count) : "");
    }

    bets(bets, strategies) {
      for (const who of Object.keys(this.setup.names)) {
        this.tell(`votes-${who}`, String(bets.of(who)));
        const row = element(`bet-${who}`);
        if (row !== null) row.hidden = who !== "unclear" && !strategies.includes(who);
      }
    }

    /* Figures and headline; a first look, while a lever is dragged, does without Dash. */
    picture(found) {
      const { figures } = found;
      const drawn =
        found.quick && SIDES.every((side, i) => this.showing.figure(named(side), figures[i]));
      if (!drawn) SIDES.forEach((side, i) => this.put(side, { figure: figures[i] }));
      this.tell("message", found.message);
      this.tell("detail", found.detail);
    }

    /* What stands beside the figures of a full answer. */
    beside(found) {
      this.put("cards", { children: found.cards });
      this.frame("name", { children: this.called(found.scenario) });
      this.frame("seed", { children: String(found.scenario.seed) });
      this.frame("replications", { children: String(found.replications) });
    }

    focusBets() {
      element("bets").focus();
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Board });
})();
