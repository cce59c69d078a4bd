/* What works by itself on every page: how it looks, the link to copy, the dialogs, the tab's title. */
(function () {
  "use strict";
  const SHOW_COPIED_MS = 2500;
  const SIZED_MS = 60;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  function look(chosen) {
    const wanted = chosen && chosen.scheme;
    const theme = wanted === "light" || wanted === "dark" ? wanted : dark.matches ? "dark" : "light";
    return { theme, projector: Boolean(chosen && chosen.projector) };
  }

  let shown = null;

  /* Pages hear of a change by the event `relsim-look`, once the page has taken its new sizes. */
  function show(now) {
    root.dataset.scheme = now.theme;
    root.dataset.projector = now.projector ? "on" : "off";
    const changed = shown !== null && (shown.theme !== now.theme || shown.projector !== now.projector);
    shown = now;
    if (changed) setTimeout(() => document.dispatchEvent(new CustomEvent("relsim-look")), SIZED_MS);
  }

  function kept() {
    try {
      return JSON.parse(window.localStorage.getItem("chosen-look"));
    } catch {
      return null;
    }
  }

  window.relsim = window.relsim || {};
  /* How figures are asked for: in which colours, and whether large. */
  window.relsim.look = () => ({ theme: shown.theme, big: shown.projector });

  /* Before anything is drawn: no white flash in a dark room. */
  show(look(kept()));

  function say(text) {
    window.dash_clientside.set_props("announced", { children: text });
  }

  async function copyLink() {
    const link = window.location.href;
    try {
      /* Absent over plain http, except on this machine itself. */
      await window.navigator.clipboard.writeText(link);
    } catch {
      return [true, link];
    }
    const button = document.getElementById("copy-link");
    const named = (text, className) => {
      window.dash_clientside.set_props("copy-link-name", { children: text });
      window.dash_clientside.set_props("copy-link", { className });
    };
    named(button.dataset.done, "tool tool-done");
    say(button.dataset.done);
    setTimeout(() => named(button.dataset.says, "tool"), SHOW_COPIED_MS);
    return [false, link];
  }

  const element = (type, children) => ({ namespace: "dash_html_components", type, props: { children } });

  function listKeys() {
    const list = document.getElementById("keys-list");
    const signs = { "shift+": "⇧ ", arrowleft: "←", arrowright: "→" };
    const written = (key) => key.replace(/shift\+|arrowleft|arrowright/g, (part) => signs[part]);
    const named = (key) => (key === "space" ? list.dataset.space : written(key).toUpperCase());
    const rows = window.relsim.keys().map(([key, what]) => element("Div", [element("Dt", element("Kbd", named(key))), element("Dd", what)]));
    return [true, element("Dl", rows)];
  }

  function choose(_scheme, _projector, chosen) {
    const now = look(chosen);
    const by = window.dash_clientside.callback_context.triggered_id;
    if (by === "projector") return { ...chosen, projector: !now.projector };
    return { ...chosen, scheme: now.theme === "dark" ? "light" : "dark" };
  }

  function wear(_when, chosen) {
    const now = look(chosen);
    show(now);
    return [now.theme, String(now.theme === "dark"), String(now.projector)];
  }

  /* A link in a dialog leads away from it. */
  function opened(_clicks, _path, shown) {
    const asked = window.dash_clientside.callback_context.triggered_id === "trust";
    return asked === Boolean(shown) ? window.dash_clientside.no_update : asked;
  }

  const OPENERS = { "link-shown": "copy-link", "trust-shown": "trust", "keys-shown": "keys" };

  /* The focus goes back to what opened a dialog, unless something else has it by then. */
  function closed() {
    for (const { prop_id: prop, value } of window.dash_clientside.callback_context.triggered) {
      if (value !== false) continue;
      const at = document.activeElement;
      const free = at === null || at === document.body || at.closest("[role=dialog]") !== null;
      if (free) document.getElementById(OPENERS[prop.split(".")[0]]).focus();
    }
  }

  function title(text) {
    if (text) document.title = text;
  }

  /* Who chose neither light nor dark goes along with the system. */
  dark.addEventListener("change", () => {
    const chosen = kept();
    if (chosen && (chosen.scheme === "light" || chosen.scheme === "dark")) return;
    const now = look(chosen);
    show(now);
    window.dash_clientside.set_props("theme", { forceColorScheme: now.theme });
    window.dash_clientside.set_props("scheme", { "aria-pressed": String(now.theme === "dark") });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.relsim_shell = { choose, wear, copyLink, listKeys, title, opened, closed };
})();
