/* Writes down, in a page of the dashboard, when something was done to it and when that was seen:
   inputs, answers, figures plotted and painted. All times are the page's own, in milliseconds. */
(function () {
  "use strict";
  const seen = [];
  const note = (what, at, more) => seen.push({ what, at, ...more });

  for (const what of ["keydown", "pointerdown", "pointermove", "pointerup"]) {
    window.addEventListener(what, (event) => note(what, event.timeStamp), true);
  }
  const asked = (entries) => {
    for (const entry of entries) {
      if (entry.initiatorType !== "fetch" && entry.initiatorType !== "xmlhttprequest") continue;
      note("answer", entry.responseEnd, { asked: entry.startTime, bytes: entry.transferSize });
    }
  };
  const answers = new PerformanceObserver((list) => asked(list.getEntries()));
  answers.observe({ type: "resource" });

  /* The end of the frame that shows what has been drawn by now. */
  function painted(done) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(null);
    });
  }

  const plots = () => [...document.querySelectorAll("#workshop-page .js-plotly-plot")];
  /* A number that differs wherever the lines do: tells a first look from the full scenario. */
  function print(plot) {
    let sum = 0;
    for (const { y } of plot.data) {
      for (let place = 0; y && place < y.length; place += 1) sum += (y[place] || 0) * (place + 1);
    }
    return sum;
  }

  /* Figures may have been put there anew since the last time. */
  function attach() {
    for (const [place, plot] of plots().entries()) {
      if (plot.relsimSeen) plot.removeListener("plotly_afterplot", plot.relsimSeen);
      plot.relsimSeen = () => {
        const shows = print(plot);
        painted((end) => note("painted", end, { place, shows }));
      };
      plot.on("plotly_afterplot", plot.relsimSeen);
    }
  }

  window.relsimWatch = {
    attach,
    /* What was seen since the last time. */
    taken() {
      asked(answers.takeRecords());
      return seen.splice(0).sort((a, b) => a.at - b.at);
    },
    /* How long the same figures take to be drawn again, with nothing else to do. */
    redrawn() {
      const start = performance.now();
      const again = plots().map((plot) => {
        const { data, layout, config } = plot;
        // Copies, or Plotly sees that nothing has changed and draws nothing.
        return window.Plotly.react(plot, structuredClone(data), structuredClone(layout), config);
      });
      return Promise.all(again).then(
        () => new Promise((done) => painted((end) => done(end - start))),
      );
    },
    /* How long it takes to see that nothing has changed. */
    nothing() {
      const start = performance.now();
      return new Promise((done) => painted((end) => done(end - start)));
    },
  };
})();
