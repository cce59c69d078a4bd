/* A command line with a button that copies it: data-copy is the text, data-done what is said then. */
(function () {
  "use strict";
  const SHOW_COPIED_MS = 2000;

  /* Returns what a screen reader is told: copied, or `selected` where the text was only marked. */
  async function copy(button, selected) {
    const words = button.textContent;
    try {
      /* Absent over plain http, except on this machine itself. */
      await window.navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      window.getSelection().selectAllChildren(button.closest(".commanded").querySelector("code"));
      return selected;
    }
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = words;
    }, SHOW_COPIED_MS);
    return button.dataset.done;
  }

  window.relsim = Object.assign(window.relsim || {}, { copy });
})();
