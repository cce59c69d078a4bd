/* On a phone the menu is folded: its button opens it, and whatever leads on or away closes it. */
(function () {
  "use strict";
  const button = () => document.getElementById("fold");
  const open = () => button() !== null && button().getAttribute("aria-expanded") === "true";

  function unfold(on) {
    button().setAttribute("aria-expanded", String(on));
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#fold")) unfold(!open());
    else if (open() && (event.target.closest("#menu a") || !event.target.closest("#menu"))) unfold(false);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open()) return;
    unfold(false);
    button().focus();
  });
})();
