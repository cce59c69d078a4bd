/* What was shown before: undo, redo, and the last change, as plain scenarios. */
(function () {
  "use strict";
  const LONGEST = 200;

  class History {
    constructor(kept) {
      this.past = (kept && kept.past) || [];
      this.future = (kept && kept.future) || [];
    }

    /* A settled change from one scenario to another. */
    changed(before) {
      this.past = [...this.past, before].slice(-LONGEST);
      this.future = [];
    }

    undo(now) {
      if (this.past.length === 0) return null;
      this.future = [now, ...this.future];
      const before = this.past[this.past.length - 1];
      this.past = this.past.slice(0, -1);
      return before;
    }

    redo(now) {
      if (this.future.length === 0) return null;
      this.past = [...this.past, now];
      const [next, ...rest] = this.future;
      this.future = rest;
      return next;
    }

    /* What was shown before the last change. */
    last() {
      return this.past.length === 0 ? null : this.past[this.past.length - 1];
    }

    kept() {
      return { past: this.past, future: this.future };
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { History });
})();
