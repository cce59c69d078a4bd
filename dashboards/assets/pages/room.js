/* The projector's page of the room: asks every second how it stands; buttons carry in `data-go` what
   they do. The server answers with what to show (relsim.dashboards.room.leading). */
(function () {
  "use strict";
  const POLL_MS = 1000;
  const KEY = "relsim-room-key";
  const PARTS = ["way", "aside", "question", "board", "desk", "alone"];
  const CHOSEN = ["activity", "preset", "customer", "months", "luck"];
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `room-${what}`;
  const element = (id) => document.getElementById(id);
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const page = () => element(named("page"));

  let setup = null;
  let gate = null;
  let found = null; // the last answer
  let workshop = null; // the scenario that the Workshop shows
  let key = "";
  let announced = "";

  /* --- asking ------------------------------------------------------------------------- */

  function ask(wanted) {
    gate.ask({ ...wanted, key, ...window.relsim.look() });
  }

  /* What somebody pressed, for the question they saw. */
  function act(wanted) {
    page().removeAttribute("data-idle");
    ask({ ...wanted, round: found.round });
  }

  function poll() {
    if (page() && gate.out === null && !document.hidden) ask({});
  }

  function gaveUp() {
    put(setup.ids.announced, { children: setup.texts.gave_up });
  }

  /* --- the key ------------------------------------------------------------------------ */

  /* It comes behind the address, where no server and no log sees it, and leaves at once: what is on
     the projector and what "copy link" copies does not hold it. */
  function keyed() {
    const given = window.location.hash.slice(1);
    if (/^[\w-]{8,64}$/.test(given)) {
      lead(given);
      window.history.replaceState(window.history.state, "", window.location.pathname);
    } else key = window.sessionStorage.getItem(KEY) || "";
  }

  function lead(given) {
    key = given;
    window.sessionStorage.setItem(KEY, given);
  }

  /* --- showing ------------------------------------------------------------------------ */

  function paint(answer) {
    if (!page()) return;
    if (answer.csv !== undefined) {
      save(answer.file, answer.csv);
      rest(answer);
      return;
    }
    found = answer;
    /* Not while somebody is being asked whether they mean it. */
    const waits = page().querySelector("[data-asked]") !== null;
    for (const part of PARTS) {
      if (!waits || part !== "aside") window.relsim.parts.show(element(named(part)), answer[part]);
    }
    const root = page().dataset;
    root.leads = answer.leads ? "yes" : "no";
    root.stage = answer.stage || "";
    root.round = String(answer.round || "");
    root.phones = answer.phones ? "yes" : "no";
    entries();
    if (answer.leads) {
      for (const what of ["seed", "replications", "command"]) put(setup.ids[what], { children: answer[what] });
      if (answer.announced !== announced) {
        announced = answer.announced;
        put(setup.ids.announced, { children: announced });
      }
    }
    rest(answer);
    if (answer.leads && answer.stage === "waiting") linked();
  }

  /* What a link asks for, as one from the guide: /room?preset=complex-needs&months=36. */
  function linked() {
    const query = new URLSearchParams(window.location.search);
    window.relsim.address("/room", "");
    const chosen = Object.fromEntries(CHOSEN.filter((name) => query.has(name)).map((name) => [name, query.get(name)]));
    if (Object.keys(chosen).length > 0) act({ do: "choose", ...chosen, months: Number(chosen.months), scenario: workshop });
  }

  function rest(answer) {
    page().dataset.answered = String(answer.sequence);
    if (gate.out === null && !answer.computing) page().dataset.idle = "";
  }

  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Fields stay while they are written in; the server's parts only say where they stand. */
  function entries() {
    for (const place of page().querySelectorAll("[data-hands]")) {
      const field = place.querySelector("input");
      if (document.activeElement !== field) field.value = place.dataset.value === "0" ? "" : place.dataset.value;
    }
    for (const select of page().querySelectorAll("select")) {
      if (document.activeElement !== select) select.value = select.dataset.value;
    }
  }

  function hands() {
    const counted = [...page().querySelectorAll("[data-hands]")].map((place) => {
      const count = Math.round(Number(place.querySelector("input").value));
      return [place.dataset.hands, Number.isFinite(count) ? count : 0];
    });
    return Object.fromEntries(counted);
  }

  /* --- what is pressed ------------------------------------------------------------------ */

  const within = (target) => {
    const root = page();
    return found !== null && root !== null && target instanceof Element && root.contains(target);
  };

  /* What cannot be undone is pressed twice. */
  function sure(button) {
    if (button.dataset.sure === undefined || button.dataset.asked !== undefined) return true;
    const words = button.textContent;
    button.textContent = button.dataset.sure;
    button.dataset.asked = "";
    setTimeout(() => {
      button.textContent = words;
      delete button.dataset.asked;
    }, 4000);
    return false;
  }

  function unlock() {
    lead(page().querySelector("[data-secret] input").value.trim());
    ask({});
  }

  document.addEventListener("click", (event) => {
    if (!within(event.target)) return;
    const button = event.target.closest("button");
    if (button === null) return;
    if (button.dataset.lead !== undefined) unlock();
    else if (button.dataset.go !== undefined && sure(button)) act(JSON.parse(button.dataset.go));
  });

  document.addEventListener("input", (event) => {
    if (within(event.target) && event.target.closest("[data-hands]")) act({ do: "hands", hands: hands() });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && within(event.target) && event.target.closest("[data-secret]")) unlock();
  });

  document.addEventListener("change", (event) => {
    if (!within(event.target) || event.target.nodeName !== "SELECT") return;
    event.target.blur(); // the next answer says where it stands
    const selects = [...page().querySelectorAll("select[data-choice]")];
    const chosen = Object.fromEntries(selects.map((one) => [one.dataset.choice, one.value]));
    act({ do: "choose", ...chosen, months: Number(chosen.months), scenario: workshop });
  });

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given, scenario) {
    if (!given) return noop;
    setup = given;
    workshop = scenario || null;
    found = null;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    keyed();
    ask({});
    return true;
  }

  setInterval(() => gate !== null && poll(), POLL_MS);
  document.addEventListener("relsim-look", () => {
    if (found !== null && page()) ask({});
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { room: { start } });
})();
