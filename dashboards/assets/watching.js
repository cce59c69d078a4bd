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

  /* Labels at the ends of lines keep their distance at the height their figure really has. */
  class Fitting {
    /* heights(): of the figures now. resized(): they are no longer as they were drawn. */
    constructor({ heights, resized }) {
      this.drawn = null; // heights of the figures that were last drawn
      let timer = null;
      this.watch = new ResizeObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          const [now, before] = [heights(), this.drawn];
          if (now.includes(null) || before === null) return;
          if (now.some((height, i) => Math.abs(height - before[i]) >= NOTICED_PX)) resized();
        }, SIZED_MS);
      });
    }

    follow(plots) {
      this.watch.disconnect();
      for (const plot of plots) this.watch.observe(plot);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Dragging, Fitting });
})();
