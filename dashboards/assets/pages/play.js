/* The Play page: which game is played stands in the address and is kept by the browser, so that a
   reload, or another visit, goes on with it. The game itself is shown by assets/playing.js. */
(function () {
  "use strict";
  const KEPT = "relsim-play";
  const MOST_KEPT = 40; // games that were begun
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const element = (what) => document.getElementById(`play-${what}`);
  const put = (id, text) => window.dash_clientside.set_props(id, { children: text });

  let setup = null;
  let playing = null;

  /* {last: game, begun: [[which, choices], ...]}, the newest game last. */
  function kept() {
    try {
      const found = JSON.parse(window.localStorage.getItem(KEPT));
      return found && Array.isArray(found.begun) ? found : { last: {}, begun: [] };
    } catch {
      return { last: {}, begun: [] };
    }
  }

  const which = ({ customer, luck, months }) => [customer, luck, months].join(".");

  function keep(game) {
    const others = kept().begun.filter(([name]) => name !== which(game));
    const begun = [...others, [which(game), game.choices]].slice(-MOST_KEPT);
    try {
      window.localStorage.setItem(KEPT, JSON.stringify({ last: game, begun }));
    } catch {
      /* No room, or not allowed: the address still has it. */
    }
  }

  function changed(game, query, answer) {
    keep(game);
    if (!element("page")) return;
    window.relsim.address("/play", query);
    element("customer").value = game.customer;
    element("length").value = String(game.months);
    element("luck-number").textContent = setup.luck.replace("{number}", String(game.luck));
    put(setup.ids.seed, String(game.luck));
    put(setup.ids.replications, setup.one);
    put(setup.ids.command, answer.command);
  }

  /* A game that was begun goes on; one that is over is shown with what it came to. */
  function turnTo(change) {
    const game = { ...playing.game, ...change, choices: [] };
    const begun = kept().begun.find(([name]) => name === which(game));
    playing.play({ ...game, choices: begun ? begun[1] : [] });
  }

  document.addEventListener("change", (event) => {
    if (playing === null || playing.game === null || !element("page")) return;
    if (event.target === element("customer")) turnTo({ customer: event.target.value });
    if (event.target === element("length")) turnTo({ months: Number(event.target.value) });
  });
  document.addEventListener("click", (event) => {
    if (playing === null || playing.game === null || !element("page")) return;
    if (event.target === element("luck")) turnTo({ luck: (playing.game.luck + 1) % (setup.last_luck + 1) });
    if (event.target === element("restart")) playing.play({ ...playing.game, choices: [] });
  });
  document.addEventListener("relsim-look", () => {
    if (playing !== null && element("page")) playing.show();
  });

  function start(given) {
    if (!given) return noop;
    setup = given;
    playing = new window.relsim.Playing(element("game"), {
      address: setup.address,
      texts: setup.texts,
      look: window.relsim.look,
      config: setup.config,
      say: (text) => put(setup.ids.announced, text),
      changed,
    });
    const query = window.location.search.slice(1);
    playing.play(query ? { query } : kept().last || {});
    return true;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { play: { start } });
})();
