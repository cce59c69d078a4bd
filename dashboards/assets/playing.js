/* A game, wherever it is played: on the Play page, or on a phone that knows nothing of Dash. It is
   a value that this page holds; the server is given it and says what is asked next, or what it came
   to (relsim.dashboards.play.answers). All that is shown is text, never HTML. */
(function () {
  "use strict";
  const AGAIN_MS = 2000;
  const DIM_MS = 150;
  const REST_MS = 200;
  const LOOK_AGAIN_MS = 40;
  const FIGURE = { config: { displayModeBar: false, responsive: true, displaylogo: false } };

  /* An element with attributes, and with texts or elements in it. */
  function made(tag, given, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given || {})) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
    }
    element.append(...children.flat().filter((child) => child !== null && child !== ""));
    return element;
  }

  const paragraph = (name, text) => made("p", { class: name }, text);

  class Playing {
    /* root: what the game is shown in. address: where it is posted. texts: what is said by the
       script itself. look(): how figures are drawn, {theme, big}; without it none are. changed(game,
       query, answer): something was shown. say(text): to a screen reader. again: whether one may go
       back, or play once more. */
    constructor(root, { address, texts, look = null, changed = () => {}, say = null, again = true, config = null }) {
      Object.assign(this, { root, address, texts, look, changed, again });
      this.config = config || FIGURE.config;
      this.sequence = 0;
      this.game = null;
      this.answer = null;
      this.dim = null;
      this.trying = null;
      this.resting = null;
      this.voice = made("p", { role: "status", class: "playing-unseen" });
      this.said = say || ((text) => (this.voice.textContent = text));
      this.place = made("div", { class: "playing-place" });
      this.notice = made("p", { class: "playing-notice", role: "alert", hidden: true });
      root.classList.add("playing");
      root.replaceChildren(this.notice, this.place, this.voice);
      this.place.append(paragraph("playing-first", texts.first));
      root.addEventListener("click", (event) => this.clicked(event));
      /* On our own pages assets/keys.js knows the keys. */
      if (!(window.relsim && window.relsim.keys)) document.addEventListener("keydown", (event) => this.pressed(event));
    }

    /* game: as JSON, or {query} as in a link. */
    play(game) {
      this.ask("query" in game ? { query: game.query } : { game });
    }

    /* The same once more, as for another ground. */
    show() {
      if (this.game !== null) this.ask({ game: this.game }, true);
    }

    async ask(wanted, quietly = false) {
      this.sequence += 1;
      const sequence = this.sequence;
      clearTimeout(this.trying);
      this.busy();
      if (this.dim === null) this.dim = setTimeout(() => (this.root.dataset.computing = ""), DIM_MS);
      let found;
      try {
        const response = await fetch(this.address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ ...wanted, sequence, ...this.drawing() }),
        });
        found = await response.json();
        if (!response.ok) found = { trouble: found.message || this.texts.lost };
      } catch {
        found = { trouble: this.texts.lost };
      }
      if (sequence !== this.sequence) return; // asked again meanwhile
      if (found.trouble) {
        this.trouble(found.trouble);
        this.trying = setTimeout(() => this.ask(wanted, quietly), AGAIN_MS);
        return;
      }
      this.shown(found, quietly);
    }

    drawing() {
      if (this.look === null) return { drawn: false };
      const look = this.look();
      const share = look.big ? 0.46 : 0.31; // of the window, as in assets/playing.css
      return { drawn: true, ...look, height: Math.round(Math.min(520, Math.max(240, window.innerHeight * share))) };
    }

    trouble(text) {
      this.notice.textContent = text;
      this.notice.hidden = false;
      this.settled();
    }

    settled() {
      clearTimeout(this.dim);
      this.dim = null;
      delete this.root.dataset.computing;
    }

    busy() {
      delete this.root.dataset.idle;
      clearTimeout(this.resting);
    }

    shown(found, quietly) {
      if (!this.root.isConnected) return;
      this.settled();
      this.notice.hidden = true;
      const first = this.answer === null;
      this.answer = found;
      this.game = found.game;
      const told = found.situation ? this.situation(found) : this.debrief(found);
      this.root.dataset.shown = found.situation ? "situation" : "debrief";
      this.place.replaceChildren(...told);
      if (found.debrief) this.draw(found.debrief.figures);
      if (!quietly) {
        const head = this.place.querySelector(".playing-head");
        if (!first) head.focus({ preventScroll: true });
        if (!first) this.root.scrollIntoView({ block: "start" });
        const part = found.situation || found.debrief;
        this.said([part.when, part.head, ...(part.more || [part.detail])].join(". "));
      }
      this.root.dataset.answered = String(found.sequence);
      this.resting = setTimeout(() => (this.root.dataset.idle = ""), REST_MS);
      this.changed(found.game, found.query, found);
    }

    /* --- what is asked ------------------------------------------------------------------ */

    situation({ situation, log, facts, company }) {
      const news = log.filter((one) => one.month >= situation.since);
      const choices = situation.choices.map(({ choice, says, does }, at) =>
        made(
          "button",
          { type: "button", class: "playing-choice", "data-choice": choice, "data-key": at + 1, "data-says": says },
          made("kbd", { "aria-hidden": "true" }, String(at + 1)),
          made("span", { class: "playing-says" }, says),
          made("span", { class: "playing-does" }, does),
        ),
      );
      return [
        made(
          "div",
          { class: "playing-asked" },
          made("p", { class: "playing-when" }, situation.when),
          made("div", { class: "playing-way", "aria-hidden": "true" }, made("span", { style: `width:${100 * situation.done}%` })),
          situation.opening ? paragraph("playing-news", situation.opening) : this.news(news),
          made("h2", { class: "playing-head", tabindex: "-1" }, situation.head),
          made("div", { class: "playing-more" }, situation.more.map((text) => made("p", {}, text))),
          made("div", { class: "playing-choices", role: "group", "aria-label": this.texts.choices }, choices),
        ),
        made("div", { class: "playing-side" }, this.books(facts, company), this.log([...log].reverse())),
      ];
    }

    news(log) {
      if (log.length === 0) return null;
      const texts = log.flatMap((one) => [made("b", {}, one.head), ` ${one.texts.join(" ")} `]);
      return made("p", { class: "playing-news" }, texts);
    }

    books(facts, company) {
      return made(
        "section",
        { class: "playing-books" },
        made("h3", {}, this.texts.facts.replace("{company}", company)),
        made("dl", {}, facts.map(([name, value]) => made("div", {}, made("dt", {}, name), made("dd", {}, value)))),
      );
    }

    log(log) {
      if (log.length === 0) return null;
      const rows = log.map((one) => made("div", {}, made("dt", {}, one.head), made("dd", {}, one.texts.join(" "))));
      return made(
        "section",
        { class: "playing-log", tabindex: "0", "aria-label": this.texts.log },
        made("h3", {}, this.texts.log),
        made("dl", {}, rows),
      );
    }

    /* --- what it came to ---------------------------------------------------------------- */

    debrief({ debrief, log, game }) {
      const again = this.again
        ? made("button", { type: "button", class: "playing-press", "data-game": JSON.stringify({ ...game, choices: [] }) }, this.texts.again)
        : null;
      return [
        made(
          "div",
          { class: "playing-came" },
          made("p", { class: "playing-when" }, debrief.when),
          made("h2", { class: "playing-head", tabindex: "-1" }, debrief.head),
          paragraph("playing-detail", debrief.detail),
        ),
        this.turns(debrief.turns),
        this.table(debrief),
        this.look === null ? null : made("section", { class: "playing-curves", "aria-label": this.texts.curves }, debrief.figures.map(({ title }) => made("figure", {}, made("figcaption", {}, title), made("div", { class: "playing-plot" })))),
        made(
          "div",
          { class: "playing-notes" },
          made("section", {}, made("h3", {}, this.texts.hidden), debrief.hidden.map((text) => made("p", {}, text))),
          made("section", {}, made("h3", {}, this.texts.set), made("p", {}, debrief.set)),
        ),
        this.log(log),
        again,
      ].filter((part) => part !== null);
    }

    turns(turns) {
      const cards = turns.map(({ kind, title, text, again, game }) =>
        made(
          "div",
          { class: `playing-turn ${kind}` },
          made("h4", {}, title),
          made("p", {}, text),
          this.again ? made("button", { type: "button", class: "playing-press", "data-game": JSON.stringify(game) }, again) : null,
        ),
      );
      return made(
        "section",
        { class: "playing-turns" },
        made("h3", {}, this.texts.turns),
        turns.length === 0 ? made("p", {}, this.texts.turns_none) : made("div", { class: "playing-cards" }, cards),
        turns.length === 0 ? null : paragraph("playing-rule", this.texts.turns_rule),
      );
    }

    table({ names, rows }) {
      const styled = (style) => Object.entries(style).map(([name, value]) => `${name}:${value}`).join(";");
      const heads = names.map(({ name, label, swatch }) =>
        made("th", { scope: "col", class: name === "you" ? "you" : false }, made("span", { class: "playing-swatch", style: styled(swatch), "aria-hidden": "true" }), label),
      );
      const lines = rows.map(([name, ...values]) =>
        made("tr", {}, made("th", { scope: "row" }, name), values.map((value, at) => made("td", { class: at === 0 ? "you" : false }, value))),
      );
      return made(
        "section",
        { class: "playing-table", tabindex: "0", "aria-label": this.texts.table },
        made("h3", {}, this.texts.table),
        made("table", {}, made("thead", {}, made("tr", {}, made("td", {}), heads)), made("tbody", {}, lines)),
      );
    }

    /* Plotly comes along with the page, perhaps after the answer. */
    draw(figures) {
      const places = [...this.place.querySelectorAll(".playing-plot")];
      if (places.length === 0) return;
      if (window.Plotly === undefined) {
        setTimeout(() => this.place.contains(places[0]) && this.draw(figures), LOOK_AGAIN_MS);
        return;
      }
      figures.forEach(({ figure }, at) => window.Plotly.newPlot(places[at], figure.data, figure.layout, this.config));
    }

    /* --- what is pressed ---------------------------------------------------------------- */

    clicked(event) {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button === null || button.disabled) return;
      if (button.dataset.choice !== undefined) this.choose(button);
      else if (button.dataset.game !== undefined) this.play(JSON.parse(button.dataset.game));
    }

    choose(button) {
      for (const other of this.place.querySelectorAll(".playing-choice")) other.disabled = true;
      button.classList.add("chosen");
      this.ask({ game: { ...this.game, choices: [...this.game.choices, button.dataset.choice] } });
    }

    pressed(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
      const button = this.place.querySelector(`.playing-choice[data-key="${CSS.escape(event.key)}"]`);
      if (button !== null && !button.disabled) this.choose(button);
    }
  }

  window.relsim = Object.assign(window.relsim || {}, { Playing });
})();
