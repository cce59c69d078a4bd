"use strict";
// Draws the figures that stand as JSON in the page, repaints them for a dark ground and for paper.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures");
  const { config, dark } = read("drawing");
  const ground = window.matchMedia("(prefers-color-scheme: dark)");

  const repainted = (value) => {
    if (typeof value === "string") return Object.hasOwn(dark, value) ? dark[value] : value;
    if (Array.isArray(value)) return value.map(repainted);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, repainted(inner)]));
    }
    return value;
  };
  // Plotly writes into what it is given, so each drawing gets a copy.
  const painted = (figure, onDark) => (onDark ? repainted(figure) : structuredClone(figure));

  const draw = (onDark) =>
    Promise.all(
      Object.entries(figures).map(([id, figure]) => {
        const { data, layout } = painted(figure, onDark);
        return Plotly.react(id, data, layout, config);
      }),
    ).then(() => {
      document.documentElement.dataset.drawn = onDark ? "dark" : "light";
    });

  const closed = () => document.querySelectorAll("details:not([open])");
  let opened = [];
  ground.addEventListener("change", () => draw(ground.matches));
  window.addEventListener("beforeprint", () => {
    opened = [...closed()];
    opened.forEach((part) => part.setAttribute("open", ""));
    if (ground.matches) draw(false);
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((part) => part.removeAttribute("open"));
    if (ground.matches) draw(true);
  });

  draw(ground.matches);
})();
