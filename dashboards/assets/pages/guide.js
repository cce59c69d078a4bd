/* The Guide page: the sheets' numbers are asked for once it is open (relsim.dashboards.guide.answers);
   the table of contents shows where one is, and the arrow keys go from sheet to sheet. */
(function () {
  "use strict";
  const AGAIN_MS = 3000;
  const element = (id) => document.getElementById(id);
  const put = (id, props) => window.dash_clientside.set_props(id, props);
  const page = () => element("guide-page");
  const sheets = () => [...page().querySelectorAll(".sheet")];

  let setup = null;
  let gate = null;
  let seen = new Set();

  function paint(answer) {
    if (!page()) return;
    element("guide-busy").textContent = answer.busy;
    for (const [id, children] of Object.entries(answer.parts)) window.relsim.parts.show(element(id), children);
    if (answer.busy) {
      setTimeout(() => page() && gate.ask({}), AGAIN_MS);
      return;
    }
    for (const what of ["seed", "replications", "command", "announced"]) {
      put(setup.ids[what], { children: answer[what] });
    }
    /* What came has pushed down the sheet that a link leads to. */
    if (page().dataset.at === window.location.hash.slice(1)) to(page().dataset.at, false);
    page().dataset.answered = String(answer.sequence);
    page().dataset.idle = "";
  }

  function gaveUp() {
    if (!page()) return;
    element("guide-busy").textContent = setup.gave_up;
    page().dataset.idle = "";
  }

  /* --- where one is --------------------------------------------------------------------- */

  function mark(anchor) {
    for (const link of page().querySelectorAll(".index a")) {
      const here = link.getAttribute("href") === `#${anchor}`;
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    page().dataset.at = anchor;
  }

  const watch = new IntersectionObserver((entries) => {
    if (!page()) return;
    for (const entry of entries) seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    const first = sheets().find((sheet) => seen.has(sheet.id));
    if (first) mark(first.id);
  }, { rootMargin: "-25% 0px -60% 0px" });

  function to(anchor, focus) {
    const sheet = anchor && element(anchor);
    if (!sheet || !page().contains(sheet)) return;
    sheet.scrollIntoView({ block: "start" });
    if (focus) sheet.focus({ preventScroll: true });
    mark(anchor);
  }

  function step(by) {
    const all = sheets();
    const at = all.findIndex((sheet) => sheet.id === page().dataset.at);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    window.history.replaceState(window.history.state, "", `#${next.id}`);
    to(next.id, true);
  }

  document.addEventListener("click", (event) => {
    if (setup === null || !page() || !(event.target instanceof Element)) return;
    const link = event.target.closest("#guide-page a");
    if (link !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const href = link.getAttribute("href");
      if (href.startsWith("#")) {
        event.preventDefault();
        window.history.replaceState(window.history.state, "", href);
        to(href.slice(1), true);
      }
    }
    const button = event.target.closest("button");
    if (button === null) return;
    if (button.id === "guide-print") window.print();
    else if (button.id === "guide-previous") step(-1);
    else if (button.id === "guide-next") step(1);
  });

  function start(given) {
    if (!given) return window.dash_clientside.no_update;
    setup = given;
    gate = gate || new window.relsim.Gate({ address: setup.address, answered: paint, gaveUp });
    watch.disconnect();
    seen = new Set();
    for (const sheet of sheets()) watch.observe(sheet);
    mark(sheets()[0].id);
    to(window.location.hash.slice(1), false);
    gate.ask({});
    return true;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { guide: { start } });
})();
