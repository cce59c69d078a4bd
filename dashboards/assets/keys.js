/* One key for each element that has data-key="r" (or "space", "shift+z", "1"): pressing it outside
   of a text field clicks the element. */
(function () {
  "use strict";
  const WRITTEN_IN = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true]";
  const CLICKED_BY_SPACE = "button, a, summary, label, input, [role=button], [role=tab], [role=switch], [role=option]";

  const seen = (element) => element.getClientRects().length > 0;

  function pressed(event) {
    const key = event.key === " " ? "space" : event.key.toLowerCase();
    return event.shiftKey && key !== "shift" ? `shift+${key}` : key;
  }

  function meant(key) {
    const all = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
    return [...all].find((element) => seen(element) && !element.disabled && element.getAttribute("aria-disabled") !== "true");
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest(WRITTEN_IN)) return;
    if (event.key === " " && at.closest(CLICKED_BY_SPACE)) return;
    if ([...document.querySelectorAll("[role=dialog], [role=listbox]")].some(seen)) return;
    const element = meant(pressed(event));
    if (element === undefined) return;
    event.preventDefault();
    element.click();
  });

  /* Pressed by the mouse, a button in the header would keep the space bar for itself: undone twice
     instead of hidden for the bets. Who came by the keyboard stays where they are. */
  document.addEventListener("click", (event) => {
    const button = event.detail > 0 && event.target instanceof Element && event.target.closest("header [data-key]");
    if (button) button.blur();
  });

  /* The keys that work now, in the order of the page: [key, what it does]. */
  function known() {
    return [...document.querySelectorAll("[data-key]")]
      .filter(seen)
      .map((element) => [element.dataset.key, element.dataset.says || element.getAttribute("aria-label") || element.textContent]);
  }

  window.relsim = Object.assign(window.relsim || {}, { keys: known });
})();
