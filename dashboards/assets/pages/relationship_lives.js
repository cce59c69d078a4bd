/* The lines of the Relationship page, and the one that marks the month that is told. */
(function () {
  "use strict";
  const LOOK_AGAIN_MS = 30;
  const EDGE = 6; // px beside the lines that still count as their first or last month

  class Lives {
    /* id: of the element that is drawn into; config: Plotly's. */
    constructor(id, config) {
      this.id = id;
      this.config = config;
      this.figure = null;
      this.month = 0;
    }

    draw(figure, month) {
      this.figure = figure;
      this.month = month;
      this.redraw();
    }

    /* Plotly comes along with the page, perhaps after the first answer. */
    redraw() {
      const place = document.getElementById(this.id);
      if (place === null) return;
      if (window.Plotly === undefined) {
        setTimeout(() => this.redraw(), LOOK_AGAIN_MS);
        return;
      }
      const { data, layout } = JSON.parse(JSON.stringify(this.figure));
      Object.assign(layout.shapes[0], { x0: this.month, x1: this.month });
      window.Plotly.react(place, data, layout, this.config);
    }

    drawn() {
      const place = document.getElementById(this.id);
      return place !== null && place._fullLayout ? place : null;
    }

    move(month) {
      this.month = month;
      const drawn = this.drawn();
      if (drawn === null || drawn.layout.shapes[0].x0 === month) return;
      window.Plotly.relayout(drawn, { "shapes[0].x0": month, "shapes[0].x1": month });
    }

    /* The month below the pointer; null beside the lines. Taken by the range that was asked for, as
       Plotly's own scale is in between while it draws. */
    monthAt(clientX) {
      const drawn = this.drawn();
      if (drawn === null) return null;
      const axis = drawn._fullLayout.xaxis;
      const across = clientX - drawn.getBoundingClientRect().left - axis._offset;
      if (across < -EDGE || across > axis._length + EDGE) return null;
      const [first, last] = this.figure.layout.xaxis.range;
      return Math.round(first + ((last - first) * across) / axis._length);
    }

    resize() {
      const drawn = this.drawn();
      if (drawn !== null) window.Plotly.Plots.resize(drawn);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Lives });
})();
