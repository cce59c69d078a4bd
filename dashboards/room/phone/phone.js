/* A phone in the room. It holds what it knows (who it is, what it bets) and sends all of it each
   time, so that on a bad network nothing is lost and nothing counts twice. */
(function () {
  "use strict";
  const POLL_MS = 1200;
  const LOST_MS = 3000;
  const GIVE_UP_MS = 8000;
  const KEPT = "relsim-room";
  const texts = JSON.parse(document.body.dataset.texts);
  const address = document.body.dataset.address;
  const players = document.body.dataset.players;
  const element = (id) => document.getElementById(id);

  /* --- what this phone knows ------------------------------------------------------------ */

  function recalled() {
    try {
      return JSON.parse(window.localStorage.getItem(KEPT)) || {};
    } catch {
      return {};
    }
  }

  /* Who may not keep anything still takes part, until the page is closed. */
  function keep(change) {
    Object.assign(me, change);
    try {
      window.localStorage.setItem(KEPT, JSON.stringify({ token: me.token, name: me.name, room: me.room }));
    } catch {
      /* a private window */
    }
  }

  function made() {
    const numbers = window.crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...numbers)).replace(/\+/g, "-").replace(/\//g, "_");
  }

  const me = { token: "", name: "", room: "", ...recalled() };
  const asked = new URLSearchParams(window.location.search).get("room");
  keep({
    token: /^[\w-]{22,64}$/.test(me.token) ? me.token : made(),
    name: typeof me.name === "string" ? me.name : "",
    room: asked || (typeof me.room === "string" ? me.room : ""),
  });

  /* --- asking ----------------------------------------------------------------------------- */

  let bet = null; // what was pressed and not yet answered
  let view = null; // the last answer
  let out = 0; // number of the request whose answer counts
  let timer = null;

  async function ask() {
    clearTimeout(timer);
    out += 1;
    const mine = out;
    const sent = { room: me.room, token: me.token, name: me.name, bet };
    let found = null;
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(sent),
        signal: AbortSignal.timeout ? AbortSignal.timeout(GIVE_UP_MS) : undefined,
      });
      if (response.ok) found = await response.json();
    } catch {
      /* the network or the server is gone */
    }
    if (mine !== out) return; // something newer was sent meanwhile
    lost(found === null);
    if (found !== null) {
      if (bet === sent.bet) bet = null;
      show(found);
    }
    /* Forty phones shall not ask in the same moment. */
    timer = setTimeout(ask, (found === null ? LOST_MS : POLL_MS) * (0.85 + 0.3 * Math.random()));
  }

  function press(option) {
    if (view === null || view.state !== "here") return;
    bet = { round: view.round, option };
    pressed(option);
    ask();
  }

  /* --- showing ------------------------------------------------------------------------------ */

  function text(id, words) {
    const place = element(id);
    const wanted = words || "";
    if (place.textContent !== wanted) place.textContent = wanted;
    place.hidden = wanted === "";
  }

  function lost(gone) {
    text("lost", gone ? texts.lost : "");
    document.body.dataset.server = gone ? "lost" : "here";
  }

  function show(found) {
    view = found;
    const here = found.state === "here";
    const body = document.body.dataset;
    body.state = found.state;
    body.stage = here ? found.stage : "";
    body.round = here ? String(found.round) : "";
    body.came = found.came || "";
    body.kind = found.kind || "";
    text("question", here ? found.question : texts.title);
    text("about", here ? found.about : "");
    text("said", found.said);
    text("head", found.head);
    text("detail", found.detail);
    text("judged", found.judged);
    element("verdict").hidden = !found.head;
    choices(here ? found.options || [] : [], found);
    if (bet === null) pressed(found.mine);
    if (here && found.kind === "play") play(found);
    else leave();
    element("coding").hidden = found.state !== "gone";
    element("naming").hidden = !here;
    window.dispatchEvent(new CustomEvent("relsim-room", { detail: found }));
  }

  function choices(options, found) {
    const place = element("options");
    const known = [...place.children].map((one) => one.dataset.option);
    if (JSON.stringify(known) !== JSON.stringify(options.map((one) => one.option))) {
      place.replaceChildren(...options.map(choice));
    }
    for (const button of place.children) {
      button.setAttribute("aria-disabled", String(found.stage !== "open"));
      const right = Boolean(found.right) && button.dataset.option === found.right;
      button.classList.toggle("right", right);
      button.querySelector(".mark").textContent = right ? texts.mark : "";
    }
  }

  function choice({ option, words, line }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "option";
    button.dataset.option = option;
    for (const [name, className] of [["", "swatch"], [words, "words"], ["", "mark"]]) {
      const part = document.createElement("span");
      part.className = className;
      part.textContent = name;
      button.append(part);
    }
    for (const [name, value] of Object.entries(line)) button.firstChild.style.setProperty(name, value);
    button.addEventListener("click", () => press(option));
    return button;
  }

  function pressed(option) {
    for (const button of element("options").children) {
      button.setAttribute("aria-pressed", String(button.dataset.option === option));
    }
  }

  /* --- a game ------------------------------------------------------------------------------ */

  let game = null; // {round, playing}
  let fetching = false;

  /* The game's own script comes only when there is one to play. */
  function fetched() {
    if (window.relsim && window.relsim.Playing) return true;
    if (!fetching) {
      fetching = true;
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/assets/playing.css" });
      const script = Object.assign(document.createElement("script"), { src: "/assets/playing.js" });
      script.addEventListener("load", ask);
      script.addEventListener("error", () => {
        fetching = false;
        script.remove();
        style.remove();
      });
      document.head.append(style, script);
    }
    return false;
  }

  function play(found) {
    const place = element("game");
    const playing = found.stage !== "waiting" && !(found.over && found.stage !== "revealed");
    place.hidden = !playing;
    if (!fetched() || found.stage === "waiting") return;
    if (game !== null && game.round === found.round) return;
    leave();
    const look = () => ({ drawn: false, room: me.room, token: me.token, round: found.round });
    const given = { address: players, texts: JSON.parse(document.body.dataset.playing), look, again: false, changed: ask };
    game = { round: found.round, playing: new window.relsim.Playing(place, given) };
    game.playing.play(found.game);
  }

  /* A game that is left asks for nothing any more. */
  function leave() {
    if (game === null) return;
    clearTimeout(game.playing.trying);
    game.playing.sequence += 1;
    game = null;
    element("game").replaceWith(Object.assign(document.createElement("div"), { id: "game" }));
  }

  /* --- name and code ------------------------------------------------------------------------ */

  function form(id, label, words, value, done) {
    const place = element(id);
    const [field, button] = [place.querySelector("input"), place.querySelector("button")];
    place.querySelector("span").textContent = label;
    button.textContent = words;
    field.value = value;
    place.addEventListener("submit", (event) => {
      event.preventDefault();
      done(field.value, button);
      field.blur();
      ask();
    });
  }

  form("coding", texts.codename, texts.enter, "", (code) => keep({ room: code.trim().toUpperCase() }));
  form("naming", texts.name, texts.keep, me.name, (name, button) => {
    keep({ name });
    button.textContent = texts.kept;
    setTimeout(() => {
      button.textContent = texts.keep;
    }, 2000);
  });

  text("said", texts.joining);
  /* Phones put pages to sleep: whoever looks again sees at once how the room stands. */
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
})();
