/* One figure that the server draws for the room it has: its graph stands in a <figure>, which may be
   hidden while there is nothing to draw. */
(function () {
  "use strict";
  const NOTICED_PX = 24;

  class Framed {
    /* graph(): the id of its graph. resized(): it has other room now than it was drawn for. */
    constructor({ graph, resized }) {
      this.graph = graph;
      this.shown = false;
      this.fitting = new window.relsim.Fitting({
        sizes: () => Object.values(this.room()),
        resized: () => this.shown && resized(),
        noticed: NOTICED_PX,
      });
    }

    get place() {
      return document.getElementById(this.graph()).closest("figure");
    }

    /* The room it has (px), null where it is hidden: goes along with what is asked for. */
    room() {
      const { width, height } = this.place.getBoundingClientRect();
      return { width: Math.round(width) || null, height: Math.round(height) || null };
    }

    /* The page was built anew. */
    begin() {
      this.shown = false;
      this.fitting.drawn = null;
      this.fitting.follow([this.place]);
    }

    /* Draws what was asked for by `request`, null for nothing. Returns whether it fits: the first
       time the room is only known once the figure is shown. */
    show(figure, { width, height }) {
      this.shown = figure !== null;
      if (!this.shown) return true;
      this.fitting.drawn = [width, height];
      window.dash_clientside.set_props(this.graph(), { figure });
      return this.fitting.fits();
    }

    /* Whether it stands on the page, if it is to. */
    get drawn() {
      if (!this.shown) return true;
      const plot = this.place.querySelector(".js-plotly-plot");
      return plot !== null && Boolean(plot._fullLayout);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Framed });
})();
