/* A link with `data-page` leads to another page, or another place, without leaving the app. */
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-page]") : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.dash_clientside.set_props("where", { href: link.getAttribute("href") });
  });
})();
