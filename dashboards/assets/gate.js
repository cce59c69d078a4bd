/* Only the newest request counts: while one is out, the newest of the others waits and the rest are
   forgotten. Or a drag piles up requests that are still being drawn seconds after it has ended. */
(function () {
  "use strict";
  const LOOK_AFTER_MS = 1000;
  const GIVE_UP_MS = 20000;

  class Gate {
    /* send(request): puts it on the wire. gaveUp(): it was not answered, and nothing else waits. */
    constructor(calls) {
      this.calls = calls;
      this.sequence = 0;
      this.out = null;
      this.waiting = null;
      this.timer = null;
      /* assets/lost.js says when the server went and when it is back. */
      window.addEventListener("relsim-found", () => this.again());
    }

    ask(request) {
      if (this.out !== null) this.waiting = request;
      else this.post(request);
    }

    post(request) {
      this.sequence += 1;
      this.out = { ...request, sequence: this.sequence };
      this.since = Date.now();
      this.calls.send(this.out);
      this.watch();
    }

    watch() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), LOOK_AFTER_MS);
    }

    /* The request an answer belongs to, or null: then it is stale and to be dropped. */
    answered(sequence) {
      if (this.out === null || sequence !== this.out.sequence) return null;
      const request = this.out;
      this.free();
      return request;
    }

    free() {
      clearTimeout(this.timer);
      this.out = null;
      if (this.waiting === null) return false;
      const newest = this.waiting;
      this.waiting = null;
      this.post(newest);
      return true;
    }

    again() {
      if (this.out === null) return;
      this.waiting = this.waiting || this.out;
      this.free();
    }

    look() {
      if (this.out === null) return;
      const gone = document.documentElement.dataset.server === "lost";
      const notice = document.getElementById("notice");
      const refused = notice !== null && /notice-(trouble|refused)/.test(notice.className);
      const late = Date.now() - this.since > GIVE_UP_MS;
      if (!gone && (refused || late)) {
        if (!this.free()) this.calls.gaveUp();
      } else this.watch();
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Gate });
})();
