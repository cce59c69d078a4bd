/* What the Relationship page tells, written straight into it: a month under each strategy with the
   answers it allows, the branches there are, the whole story. All of it is text, never HTML. */
(function () {
  "use strict";
  const SIZES = [128, 66]; // of the type, percent of its usual size
  const SHOWN_ANSWERS = 3; // as buttons; the others in a menu
  const PARTS = ["asked", "answered", "came"];
  const place = (what) => document.getElementById(`relationship-${what}`);

  /* An element with a class, text or children, and attributes. */
  function made(tag, className, inside, attributes = {}) {
    const one = document.createElement(tag);
    if (className) one.className = className;
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    if (typeof inside === "string") one.textContent = inside;
    else if (inside) one.append(...inside.filter(Boolean));
    return one;
  }

  function swatch(strategy, setup) {
    const one = made("span", "swatch", "", { "aria-hidden": "true" });
    for (const [name, value] of Object.entries(setup.swatches[strategy])) one.style.setProperty(name, value);
    return one;
  }

  /* --- a month -------------------------------------------------------------------------- */

  function month(found, setup, number) {
    place("month").textContent = setup.texts.number.replace("{month}", String(number));
    const [first, ...others] = found.lives.map((life) => life.months[number].said[0]);
    const shared = others.length > 0 && others.every((asked) => asked === first) ? first : "";
    const blocks = found.lives.map((life) => block(life, found, setup, number, shared !== ""));
    place("told").replaceChildren(...(shared ? [made("p", "asked", shared)] : []), ...blocks);
    const scenes = (other) => found.lives.some((life) => life.months[other].scenes);
    const numbers = [...Array(found.months).keys()].filter(scenes);
    place("earlier").disabled = !numbers.some((other) => other < number);
    place("later").disabled = !numbers.some((other) => other > number);
    place("back").disabled = number === 0;
    place("on").disabled = number === found.months - 1;
    fit();
  }

  function block(life, found, setup, number, shared) {
    const told = life.months[number];
    const at = `${life.strategy}.${number}.`;
    const branched = found.branches.find((one) => one.branch.startsWith(at));
    const allowed = (told.answers || []).filter((answer) => !branched || branched.branch !== at + answer);
    const head = made("header", "life-head", [
      made("h4", "life-name", [swatch(life.strategy, setup), made("span", "", life.name)]),
      made("span", "life-state", told.state),
    ]);
    const lines = PARTS.map((part, at) => {
      return told.said[at] && !(shared && at === 0) && line(setup.texts[part], told.said[at]);
    });
    const before = told.was ? [made("b", "", `${setup.texts.was} `), told.was] : setup.texts.same;
    const was = (told.was || branched) && made("p", "was", before);
    const box = made("article", branched ? "life life-branched" : "life", [
      head,
      made("dl", "life-said", lines),
      was || null,
      allowed.length > 0 ? answers(life, allowed, setup, number) : null,
    ]);
    box.dataset.strategy = life.strategy;
    return box;
  }

  const line = (name, text) => made("div", "", [made("dt", "", name), made("dd", "", text)]);

  function answers(life, allowed, setup, number) {
    const shown = allowed.slice(0, SHOWN_ANSWERS);
    const rest = allowed.slice(SHOWN_ANSWERS);
    const label = `${setup.texts.whatif}`;
    const buttons = shown.map((answer) =>
      made("button", "press whatif", setup.answers[answer], {
        type: "button",
        "data-press": "branch",
        "data-strategy": life.strategy,
        "data-answer": answer,
        "aria-label": `${life.name}, ${number}: ${label} ${setup.answers[answer]}`,
      }),
    );
    const options = rest.map((answer) => made("option", "", setup.answers[answer], { value: answer }));
    const first = made("option", "", setup.texts.more, { value: "" });
    const more =
      rest.length > 0 &&
      made("select", "press whatif-more", [first, ...options], {
        "data-strategy": life.strategy,
        "aria-label": `${life.name}, ${number}: ${label}`,
      });
    return made("div", "whatifs", [made("span", "whatif-word", label), ...buttons, more || null]);
  }

  /* Type is large where little is told, and smaller until a month with much to tell has room. */
  function fit() {
    const told = place("told");
    delete told.dataset.tight;
    for (let size = SIZES[0]; size >= SIZES[1]; size -= 4) {
      if (size < 80) told.dataset.tight = "";
      told.style.setProperty("--fit", String(size / 100));
      if (told.scrollHeight <= told.clientHeight + 1) return;
    }
  }

  const spoken = (found, number) =>
    found.lives
      .map((life) => `${life.name}: ${life.months[number].said.filter(Boolean).join(" ")}`)
      .join(" ");

  /* --- branches ------------------------------------------------------------------------- */

  function branches(found, setup) {
    if (found.branches.length === 0) return place("branches").replaceChildren();
    const chips = found.branches.map((one) =>
      made("button", "press chip", [made("span", "", one.said), made("span", "cross", "×", { "aria-hidden": "true" })], {
        type: "button",
        "data-press": "drop",
        "data-branch": one.branch,
        "aria-label": setup.texts.drop.replace("{said}", one.said),
      }),
    );
    const undo = made("button", "press", setup.texts.undo, { type: "button", "data-press": "undo", "data-key": "z" });
    const first = found.verdict.first.map((number) => jump(number, setup));
    const differences = first.length > 0 && made("span", "differences", [setup.texts.differences, " ", ...first]);
    return place("branches").replaceChildren(...[...chips, undo, differences].filter(Boolean));
  }

  const jump = (number, setup) =>
    made("button", "press jump", String(number), {
      type: "button",
      "data-press": "go",
      "data-month": String(number),
      "aria-label": setup.texts.number.replace("{month}", String(number)),
    });

  /* --- the whole story ------------------------------------------------------------------ */

  function story(found, setup) {
    const heads = found.lives.map((life) =>
      made("th", "", [swatch(life.strategy, setup), made("span", "", life.name)], { scope: "col" }),
    );
    const title = setup.texts.month;
    const rows = found.passages.map((passage) => row(passage, found, setup));
    const table = made("table", "", [
      made("thead", "", [made("tr", "", [made("th", "when", title, { scope: "col" }), ...heads])]),
      made("tbody", "", rows),
    ]);
    place("passages").replaceChildren(table);
  }

  function row(passage, found, setup) {
    const one = passage.first === passage.last;
    const when = one
      ? jump(passage.first, setup)
      : made("span", "", `${passage.first}–${passage.last}`);
    const cells = passage.texts.map((text, at) => {
      const was = one && found.lives[at].months[passage.first].was;
      const before = was && made("p", "was", [made("b", "", `${setup.texts.was} `), was]);
      return made("td", passage.changed[at] ? "changed" : "", [made("p", "", text), before || null]);
    });
    const whole = made("tr", passage.scene ? "scene" : "between", [
      made("th", "when", [when], { scope: "row" }),
      ...cells,
    ]);
    whole.dataset.first = String(passage.first);
    return whole;
  }

  /* Brings the month one comes from into sight. */
  function scrolled(number) {
    const rows = [...place("passages").querySelectorAll("tbody tr")];
    const at = rows.filter((one) => Number(one.dataset.first) <= number).pop();
    if (at) place("passages").scrollTop = at.offsetTop - place("passages").clientHeight / 3;
  }

  window.relsim = Object.assign(window.relsim || {}, {
    telling: { month, fit, spoken, branches, story, scrolled },
  });
})();
