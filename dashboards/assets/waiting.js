/* What a page says of the answers it waits for, as attributes of its root for style and tests:
   `data-computing` where one takes longer than a moment, `data-idle` once everything asked for is
   shown and nothing more will happen by itself. */
(function () {
  "use strict";
  const REST_MS = 300;
  const DIM_MS = 150;

  class Waiting {
    /* root(): of the page, null once it was left. rested(): whether all is shown that was asked for. */
    constructor({ root, rested }) {
      this.root = root;
      this.rested = rested;
      this.dim = null;
      this.resting = null;
    }

    /* An attribute of the page: without a value where `on` is true, gone where it is false. */
    mark(what, on) {
      const root = this.root();
      if (root === null) return;
      if (on === false) delete root.dataset[what];
      else root.dataset[what] = on === true ? "" : String(on);
    }

    /* Something was asked for. */
    asked() {
      this.busy();
      if (this.dim === null) this.dim = setTimeout(() => this.mark("computing", true), DIM_MS);
    }

    /* Something happens: whether all is at rest is looked at once more. */
    busy() {
      this.mark("idle", false);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        if (this.root() === null) return;
        if (this.rested()) this.mark("idle", true);
        else this.busy();
      }, REST_MS);
    }

    /* An answer is there, or will not come. more: another one is on its way. */
    answered(more = false) {
      this.busy();
      clearTimeout(this.dim);
      this.dim = null;
      this.mark("computing", false);
      if (more) this.asked();
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Waiting });
})();
