/* A figure by the keyboard: arrow keys go over its points, Enter does what a click does. */
(function () {
  "use strict";
  const TELL_MS = 150;
  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const held = (value, count) => Math.min(Math.max(value, 0), count - 1);

  class FigureKeys {
    /* plot: Plotly's element. picked(point): as a click tells it. said(text): for a live region. */
    constructor(plot, { picked, said }) {
      this.plot = plot;
      this.picked = picked;
      this.said = said;
      this.at = null;
      this.drawn = null;
      this.telling = null;
    }

    /* The traces that tell something under the pointer. */
    traces() {
      const all = this.plot.data || [];
      return all.map((trace, number) => ({ trace, number })).filter(({ trace }) => trace.hoverinfo !== "skip" && trace.x);
    }

    press(event) {
      const step = STEPS[event.key];
      if (step === undefined && event.key !== "Enter") return;
      const traces = this.traces();
      if (traces.length === 0) return;
      event.preventDefault();
      /* Another figure is begun anew; the same one drawn again is not. */
      const drawn = JSON.stringify(traces.map(({ trace }) => [trace.type, trace.x]));
      if (drawn !== this.drawn) this.at = null;
      this.drawn = drawn;
      if (event.key === "Enter") {
        if (this.at === null) return;
        this.hide();
        this.picked(this.point(traces));
        return;
      }
      this.at = this.at === null ? { curve: 0, across: 0, upward: 0 } : this.moved(traces, step);
      this.show(traces);
    }

    moved(traces, [right, up]) {
      const { curve, across, upward } = this.at;
      const { trace } = traces[held(curve, traces.length)];
      const many = trace.x.length;
      if (trace.type !== "heatmap") {
        const lying = trace.orientation === "h";
        return {
          curve: held(curve + (lying ? right : -up), traces.length),
          across: held(across + (lying ? -up : right), many),
          upward: 0,
        };
      }
      /* Beyond the edge of one panel lies the next. */
      if (across + right < 0 && curve > 0) {
        return { curve: curve - 1, across: traces[curve - 1].trace.x.length - 1, upward };
      }
      if (across + right >= many && curve + 1 < traces.length) return { curve: curve + 1, across: 0, upward };
      return { curve, across: held(across + right, many), upward: held(upward + up, trace.y.length) };
    }

    point(traces) {
      const { curve, across, upward } = this.at;
      const { trace, number } = traces[held(curve, traces.length)];
      const cells = trace.type === "heatmap";
      return {
        x: trace.x[across],
        y: trace.y[cells ? upward : across],
        curveNumber: number,
        pointNumber: cells ? [upward, across] : across,
      };
    }

    show(traces) {
      const { curve, across, upward } = this.at;
      const { trace } = traces[held(curve, traces.length)];
      const end = (trace.xaxis || "x").slice(1);
      const place = (values, at) => (typeof values[at] === "number" ? values[at] : at);
      const xval = place(trace.x, across);
      const yval = place(trace.y, trace.type === "heatmap" ? upward : across);
      window.Plotly.Fx.hover(this.plot, { xval, yval }, `x${end}y${end}`);
      clearTimeout(this.telling);
      this.telling = setTimeout(() => this.tell(), TELL_MS);
    }

    hide() {
      clearTimeout(this.telling);
      window.Plotly.Fx.unhover(this.plot);
    }

    /* Plotly shows what is under the pointer a moment later. */
    tell() {
      const words = [...this.plot.querySelectorAll(".hoverlayer text")].map((text) => text.textContent);
      this.said(words.filter(Boolean).join(", "));
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { FigureKeys });
})();
