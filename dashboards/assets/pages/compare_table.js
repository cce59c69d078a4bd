/* A table of a thousand cells as the browser makes it by itself, in some milliseconds: as components
   of Dash it would take seconds. Text stays text, whoever wrote it. */
(function () {
  "use strict";
  const CALLED = { className: "class", colSpan: "colspan", tabIndex: "tabindex" };

  /* A piece of HTML as Python's html components are carried by JSON: {type, props: {children}}. */
  function plain(part) {
    if (part === null || part === undefined) return document.createTextNode("");
    if (Array.isArray(part)) {
      const all = document.createDocumentFragment();
      all.append(...part.map(plain));
      return all;
    }
    if (typeof part !== "object") return document.createTextNode(String(part));
    const { children, style, ...named } = part.props;
    const made = document.createElement(part.type.toLowerCase());
    for (const [name, value] of Object.entries(named)) {
      if (value !== null) made.setAttribute(CALLED[name] || name, String(value));
    }
    for (const [name, value] of Object.entries(style || {})) made.style.setProperty(name, value);
    made.append(plain(children));
    return made;
  }

  function fill(place, part) {
    if (place !== null) place.replaceChildren(plain(part));
  }

  window.relsim = Object.assign(window.relsim || {}, { fill });
})();
