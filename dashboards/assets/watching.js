/* What a page cannot be told by Dash in time: a slider on its way, and a figure's new size. */
(function () {
  "use strict";
  const SIZED_MS = 200;
  const NOTICED_PX = 12;

  /* A slider moves by itself while it is dragged; Dash hears of it when it is let go. */
  class Dragging {
    /* moved(name, value): the slider of [data-lever=name] is on its way. released(): let go. */
    constructor({ moved, released }) {
      this.lever = null;
      this.watch = new MutationObserver(() => {
        const thumb = this.lever && this.lever.querySelector("[role=slider]");
        if (thumb) moved(this.lever.dataset.lever, Number(thumb.getAttribute("aria-valuenow")));
      });
      const end = () => {
        if (this.lever === null) return;
        this.watch.disconnect();
        this.lever = null;
        released();
      };
      document.addEventListener("pointerdown", (event) => this.begin(event.target));
      document.addEventListener("pointerup", end);
      document.addEventListener("pointercancel", end);
    }

    get on() {
      return this.lever !== null;
    }

    begin(target) {
      const slider = target.closest && target.closest("[data-lever] .lever-slider");
      if (!slider) return;
      this.lever = slider.closest("[data-lever]");
      const wanted = { attributes: true, subtree: true, attributeFilter: ["aria-valuenow"] };
      this.watch.observe(this.lever, wanted);
    }
  }

  /* The server draws for the room there is: labels keep their distance at the size they really have. */
  class Fitting {
    /* sizes(): of the figures now (px), null where one is out of sight. resized(): they are no longer
       as they were drawn. noticed: what difference counts (px). */
    constructor({ sizes, resized, noticed = NOTICED_PX }) {
      this.sizes = sizes;
      this.noticed = noticed;
      this.drawn = null; // sizes of the figures that were last drawn
      let timer = null;
      this.watch = new ResizeObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(() => this.drawn !== null && !this.fits() && resized(), SIZED_MS);
      });
    }

    /* Whether what is in sight was drawn for the room it has now. */
    fits() {
      const [now, before] = [this.sizes(), this.drawn];
      if (now.includes(null)) return true;
      return before !== null && now.every((size, place) => Math.abs(size - before[place]) < this.noticed);
    }

    /* Begin anew, with these places on the page. */
    follow(places) {
      this.watch.disconnect();
      for (const place of places) this.watch.observe(place);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Dragging, Fitting });
})();
