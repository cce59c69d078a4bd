/* Parts of the page as the server sends them (Dash's html components as JSON), built straight into
   the document: by way of Dash a table of some hundred rows takes seconds. What stays as it was is
   left alone, so that focus, what is folded open, and scroll positions stay too. */
(function () {
  "use strict";
  const NAMES = { className: "class", tabIndex: "tabindex", colSpan: "colspan" };
  const KINDS = /^(A|B|Button|Code|Dd|Details|Div|Dl|Dt|H[2-4]|Input|Label|Li|Nav|Option|P|Pre|Progress|Select|Small|Span|Summary|Table|Tbody|Td|Th|Thead|Tr|Ul)$/;

  const listed = (children) => {
    if (children === null || children === undefined) return [];
    return (Array.isArray(children) ? children.flat() : [children]).filter((one) => one !== null);
  };

  /* A style comes as its properties. */
  function worded(value) {
    if (typeof value !== "object") return value === true ? "" : String(value);
    return Object.entries(value).map(([name, one]) => `${name}:${one}`).join(";");
  }

  function attributes(element, props) {
    const wanted = new Map();
    for (const [key, value] of Object.entries(props)) {
      if (key === "children" || value === null || value === undefined || value === false) continue;
      wanted.set(NAMES[key] || key.toLowerCase(), worded(value));
    }
    for (const { name } of [...element.attributes]) {
      if (!wanted.has(name) && name !== "open") element.removeAttribute(name);
    }
    for (const [name, value] of wanted) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  /* Makes a place hold these children, changing what differs. */
  function show(place, children) {
    const wanted = listed(children);
    wanted.forEach((one, at) => {
      const there = place.childNodes[at];
      const node = typeof one === "object" ? built(there, one) : written(there, String(one));
      if (there === undefined) place.appendChild(node);
      else if (there !== node) place.replaceChild(node, there);
    });
    while (place.childNodes.length > wanted.length) place.lastChild.remove();
  }

  function written(there, text) {
    if (there === undefined || there.nodeType !== Node.TEXT_NODE) return document.createTextNode(text);
    if (there.data !== text) there.data = text;
    return there;
  }

  function built(there, { type, props }) {
    if (!KINDS.test(type)) return document.createTextNode("");
    const same = there !== undefined && there.nodeName === type.toUpperCase();
    const element = same ? there : document.createElement(type);
    attributes(element, props);
    show(element, props.children);
    return element;
  }

  window.relsim = Object.assign(window.relsim || {}, { parts: { show } });
})();
