/* What a page shows is set in one of two ways. Through Dash, what its components know: each time,
   every component of the page is told, some 10 ms. Straight in the browser, what no component ever
   sets again: text, and the figures of a lever that is being dragged. */
(function () {
  "use strict";
  const element = (id) => document.getElementById(id);

  class Showing {
    constructor() {
      this.known = new Map();
    }

    /* A page that was left and is entered again is built anew. */
    forget() {
      this.known.clear();
    }

    /* A control was moved: Dash knows its value. */
    learn(prop, value) {
      this.known.set(prop, value);
    }

    /* Properties of a component, those that Dash does not have yet. */
    put(id, props) {
      const fresh = Object.entries(props).filter(([key, value]) => {
        const prop = `${id}.${key}`;
        if (this.known.get(prop) === value && this.known.has(prop)) return false;
        this.known.set(prop, value);
        return true;
      });
      if (fresh.length > 0) window.dash_clientside.set_props(id, Object.fromEntries(fresh));
    }

    text(id, text) {
      const place = element(id);
      if (place !== null && place.textContent !== text) place.textContent = text;
    }

    /* A number entry beside a lever that moves: its component hears of it when the lever rests. */
    entry(id, value) {
      const place = element(id);
      if (place !== null) place.value = String(value);
    }

    /* A figure drawn at once; returns false where the plot is not there yet. */
    figure(id, figure) {
      const plot = document.querySelector(`#${id} .js-plotly-plot`);
      if (plot === null || window.Plotly === undefined) return false;
      window.Plotly.react(plot, figure.data, figure.layout);
      return true;
    }
  }

  /* The address takes the link of what a page at `path` shows: not when another page is being opened
     already, whose address it would spoil. */
  function address(path, link) {
    const here = window.location.pathname.replace(/\/+$/, "") || "/";
    if (here === path) window.history.replaceState(window.history.state, "", link ? `${path}?${link}` : path);
  }

  window.relsim = Object.assign(window.relsim || {}, { Showing, address });
})();
