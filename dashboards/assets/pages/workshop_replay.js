/* The last change back and forth: each side stays a moment once it has been drawn. */
(function () {
  "use strict";
  const STAY_MS = 1100;

  class Replay {
    /* show(scenario): ask for it. side("before" | "after" | false): which one is drawn, or none.
       ended(): it came to its end by itself. */
    constructor(calls) {
      this.calls = calls;
      this.left = null; // what is still to be shown, while it goes on
      this.after = null;
      this.timer = null;
    }

    get on() {
      return this.left !== null;
    }

    begin(before, after) {
      this.after = after;
      this.left = [before, after, before, after];
      this.next();
    }

    next() {
      const [scenario, ...rest] = this.left;
      this.left = rest;
      this.calls.show(scenario);
    }

    drawn(scenario) {
      this.calls.side(window.relsim.scenarios.same(scenario, this.after) ? "after" : "before");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        if (this.left.length > 0) this.next();
        else {
          this.stop();
          this.calls.ended();
        }
      }, STAY_MS);
    }

    stop() {
      clearTimeout(this.timer);
      this.left = null;
      this.calls.side(false);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Replay });
})();
