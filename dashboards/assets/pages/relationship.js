/* The Relationship page: one account's lives told month by month, and branched. The server tells
   and draws them (relsim.dashboards.relationship.answers); which month is shown is decided here. */
(function () {
  "use strict";
  const TYPE = 0.84; // of the page's type, in the figure
  const noop = window.dash_clientside ? window.dash_clientside.no_update : undefined;
  const named = (what) => `relationship-${what}`;
  const element = (id) => document.getElementById(id);
  // Scripts are loaded in the order of their names, so others are asked for when they are needed.
  const copied = (value) => window.relsim.scenarios.copied(value);

  let setup = null;
  let gate = null;
  let now = null; // {scenario, replication, account, kind, branch, month, view}: shown or asked for
  let from = null; // the Workshop's scenario that `now` began with
  let found = null; // the last answer
  let dragging = false; // along the figure
  let height = 0; // of the figure that was asked for last
  let showing = null;
  let lives = null; // draws them: assets/pages/relationship_lives.js
  let telling = null; // writes months and stories: assets/pages/relationship_telling.js

  const waiting = new window.relsim.Waiting({
    root: () => element(named("page")),
    rested: () => gate.out === null,
  });

  function ask(wanted) {
    const type = parseFloat(getComputedStyle(document.documentElement).fontSize);
    height = Math.round(element(named("lives")).getBoundingClientRect().height);
    gate.ask({ ...wanted, theme: window.relsim.look().theme, size: type * TYPE, height });
    waiting.asked();
  }

  /* Everything but the month and the view changes what is told: the server is asked. */
  function change(part, step = 0) {
    now = { ...now, ...part };
    showing.text(named("notes"), "");
    const { view: _, ...wanted } = now;
    ask({ ...wanted, step });
  }

  /* The same once more, at another size or on another ground. */
  function again() {
    const { view: _, ...wanted } = now;
    ask({ ...wanted, again: true });
  }

  function answered(answer, asked) {
    if (!element(named("page"))) return;
    waiting.answered(gate.out !== null);
    if (answer.trouble) return failed(answer.trouble);
    found = asked.again ? { ...answer, notes: found.notes } : answer;
    // Meanwhile one may have gone on reading.
    const stays = typeof asked.month === "number" && now !== null && typeof now.month === "number";
    now = {
      scenario: answer.scenario,
      replication: answer.replication,
      account: String(answer.account),
      kind: answer.kind,
      branch: answer.branches.map((one) => one.branch),
      month: stays ? Math.min(now.month, answer.months - 1) : answer.month,
      view: (now && now.view) || "month",
    };
    paint();
  }

  /* What is told stays; where nothing is told yet, nothing will be by itself. */
  function failed(said) {
    if (found === null) showing.text(named("message"), setup.texts.nothing);
    if (found === null) showing.text(named("detail"), "");
    showing.text(named("notes"), said);
  }

  function gaveUp() {
    waiting.answered();
    failed(setup.texts.gave_up);
  }

  function paint() {
    showing.text(named("message"), found.verdict.head);
    showing.text(named("detail"), found.verdict.detail);
    showing.text(named("about"), `${found.company} · ${found.about}`);
    showing.text(named("notes"), found.notes.join(" "));
    showing.text(setup.ids.seed, String(found.scenario.seed));
    const number = String(found.replication);
    showing.text(setup.ids.replications, setup.texts.replication.replace("{number}", number));
    showing.text(setup.ids.command, found.command);
    showing.put(named("strategies"), { value: found.scenario.strategies });
    showing.put(named("account"), { value: now.account });
    showing.put(named("kind"), { value: now.kind });
    lives.draw(found.figure, now.month);
    telling.branches(found, setup);
    telling.story(found, setup);
    say(found.summary);
    element(named("page")).dataset.told = String(found.sequence);
    show();
  }

  const say = (text) => window.dash_clientside.set_props(setup.ids.announced, { children: text });

  /* The month that is told: text, the line through the figure, the address. */
  function show() {
    telling.month(found, setup, now.month);
    lives.move(now.month);
    element(named("page")).dataset.view = now.view;
    if (!dragging) address();
  }

  function address() {
    const query = new URLSearchParams(found.link);
    query.set("month", String(now.month));
    if (now.view !== "month") query.set("view", now.view);
    window.relsim.address("/relationship", query.toString());
  }

  function go(month) {
    const next = Math.min(Math.max(month, 0), found.months - 1);
    if (next === now.month) return;
    now.month = next;
    show();
    if (!dragging) read();
  }

  function read() {
    const shown = setup.texts.number.replace("{month}", String(now.month));
    say(`${shown}. ${telling.spoken(found, now.month)}`);
  }

  /* The nearest month with a scene under any strategy, before or after the one that is told. */
  function scene(step) {
    for (let month = now.month + step; month >= 0 && month < found.months; month += step) {
      if (found.lives.some((life) => life.months[month].scenes)) return go(month);
    }
    return undefined;
  }

  /* --- what is pressed ------------------------------------------------------------------ */

  function branch(strategy, answer) {
    const at = `${strategy}.${now.month}.`;
    const kept = now.branch.filter((one) => !one.startsWith(at));
    change({ branch: [...kept, at + answer].slice(-setup.most.branches), month: now.month });
  }

  const PRESSED = {
    earlier: () => scene(-1),
    later: () => scene(1),
    back: () => go(now.month - 1),
    on: () => go(now.month + 1),
    next: () => change({ branch: [], month: null }, 1),
    luck: () => {
      const replication = (found.replication || 0) + 1;
      change({ replication, account: null, branch: [], month: null });
    },
    story: () => view("story"),
    "back-to-month": () => view("month"),
    undo: () => change({ branch: now.branch.slice(0, -1) }),
    drop: (pressed) => change({ branch: now.branch.filter((one) => one !== pressed.dataset.branch) }),
    branch: (pressed) => branch(pressed.dataset.strategy, pressed.dataset.answer),
    go: (pressed) => {
      now.view = "month";
      const month = Number(pressed.dataset.month);
      if (month === now.month) show();
      else go(month);
    },
  };

  function view(wanted) {
    now.view = wanted;
    show();
    if (wanted === "story") telling.scrolled(now.month);
  }

  const ours = (event) => event.target instanceof Element && event.target.closest("#relationship-page");

  document.addEventListener("click", (event) => {
    const pressed = ours(event) && event.target.closest("[data-press]");
    if (!pressed || found === null || pressed.disabled) return;
    PRESSED[pressed.dataset.press](pressed);
  });
  document.addEventListener("change", (event) => {
    if (!ours(event) || !event.target.matches("select[data-strategy]") || found === null) return;
    if (event.target.value) branch(event.target.dataset.strategy, event.target.value);
  });

  /* A click into the figure, or a drag along it, tells the month below the pointer. */
  function pointed(event) {
    const month = found === null ? null : lives.monthAt(event.clientX);
    if (month !== null) go(month);
  }

  document.addEventListener("pointerdown", (event) => {
    dragging = Boolean(ours(event) && event.target.closest(`#${named("lives")}`));
    if (dragging) pointed(event);
  });
  document.addEventListener("pointermove", (event) => dragging && pointed(event));
  for (const over of ["pointerup", "pointercancel"]) {
    document.addEventListener(over, () => {
      if (!dragging) return;
      dragging = false;
      if (found === null || !element(named("page"))) return;
      address();
      read();
    });
  }

  /* --- what Dash calls ------------------------------------------------------------------ */

  function start(given, kept) {
    if (!given) return noop;
    setup = given;
    found = null;
    telling = window.relsim.telling;
    lives = new window.relsim.Lives(named("plot"), setup.config);
    showing = showing || new window.relsim.Showing();
    showing.forget();
    sized.disconnect();
    for (const what of ["told", "lives"]) sized.observe(element(named(what)));
    gate = new window.relsim.Gate({ address: setup.address, answered, gaveUp });
    const query = window.location.search.slice(1);
    const begun = JSON.stringify(kept || null);
    const same = from === begun;
    from = begun;
    if (query) {
      const wanted = new URLSearchParams(query).get("view");
      now = { view: wanted === "story" ? "story" : "month" };
      ask({ query });
    } else if (same && now !== null && now.scenario) {
      const { view: _, ...wanted } = now;
      ask(wanted);
    } else {
      now = { scenario: kept || setup.start, view: "month" };
      ask({ scenario: now.scenario });
    }
    return true;
  }

  function chosen() {
    if (setup === null || found === null) return noop;
    for (const { prop_id: id, value } of window.dash_clientside.callback_context.triggered) {
      showing.learn(id, value);
      const what = id.slice(0, id.lastIndexOf(".")).replace("relationship-", "");
      if (what === "strategies") strategies(value);
      else if (what === "kind" && value && value !== now.kind) {
        change({ kind: value, account: null, branch: [], month: null });
      } else if (what === "account") account(String(value).trim());
    }
    return noop;
  }

  function account(text) {
    if (text === now.account) return;
    if (text === "") showing.put(named("account"), { value: now.account });
    else change({ account: text, branch: [], month: null });
  }

  /* There is room for three: of those chosen before, the first makes way for a fourth. */
  function strategies(wanted) {
    const before = now.scenario.strategies;
    if (wanted.length === 0) return showing.put(named("strategies"), { value: before });
    const fresh = wanted.filter((name) => !before.includes(name));
    const held = before.filter((name) => wanted.includes(name));
    const room = setup.most.told - fresh.length;
    const kept = [...held.slice(Math.max(0, held.length - room)), ...fresh].slice(0, setup.most.told);
    const ordered = setup.strategies.filter((name) => kept.includes(name));
    if (ordered.join() === before.join()) return noop;
    const branches = now.branch.filter((one) => ordered.includes(one.split(".")[0]));
    return change({ scenario: { ...copied(now.scenario), strategies: ordered }, branch: branches });
  }

  document.addEventListener("relsim-look", () => {
    if (found !== null && element(named("page"))) again();
  });

  /* Type fits the room there is, and labels keep their distance at the figure's height. */
  let resizing = null;
  const sized = new ResizeObserver(() => {
    clearTimeout(resizing);
    if (found === null) return;
    waiting.busy();
    resizing = setTimeout(() => {
      const figure = element(named("lives"));
      if (figure === null) return;
      telling.fit();
      lives.resize();
      const real = figure.getBoundingClientRect().height;
      if (real > 0 && Math.abs(real - height) > 24 && gate.out === null) again();
    }, 100);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    relationship: { start, chosen },
  });
})();
