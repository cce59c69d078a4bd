/* Only the newest request counts: while one is out, the newest of the others waits and the rest are
   forgotten. Or a drag piles up requests that are still being drawn seconds after it has ended.
   Requests go by fetch and not by Dash's callbacks: each of those tells every component of the page
   several times, which takes longer than simulating. */
(function () {
  "use strict";
  const GIVE_UP_MS = 20000;

  class Gate {
    /* address: where requests are posted. answered(found, request): the answer to the last one.
       gaveUp(): it was not answered, and nothing else waits. */
    constructor({ address, answered, gaveUp }) {
      this.address = address;
      this.answered = answered;
      this.gaveUp = gaveUp;
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

    async post(request) {
      this.sequence += 1;
      const out = { ...request, sequence: this.sequence };
      this.out = out;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.failed(out), GIVE_UP_MS);
      let found;
      try {
        const response = await fetch(this.address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(out),
        });
        found = response.ok ? await response.json() : null;
      } catch {
        found = null;
      }
      if (found === null) return this.failed(out);
      if (this.out !== out) return undefined; // stale: given up, or asked again
      this.free();
      return this.answered(found, out);
    }

    /* The next one goes out before the answer is drawn, so that the server works meanwhile. */
    free() {
      clearTimeout(this.timer);
      this.out = null;
      if (this.waiting === null) return false;
      const newest = this.waiting;
      this.waiting = null;
      this.post(newest);
      return true;
    }

    failed(out) {
      if (this.out !== out) return;
      if (document.documentElement.dataset.server === "lost") return; // again() asks anew
      if (!this.free()) this.gaveUp();
    }

    again() {
      if (this.out === null) return;
      this.waiting = this.waiting || this.out;
      this.free();
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Gate });
})();
