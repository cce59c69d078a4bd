/* The calm banner: says that the server is gone, tries again until it is back, and says when
   something could not be computed. Everything the page asks for goes through window.fetch. */
(function () {
  "use strict";
  const TRY_AGAIN_MS = 1500;
  const SHOW_BACK_MS = 3000;
  const ask = window.fetch.bind(window);
  let showing = null;
  let trying = null;

  /* kind: "lost", "back", "trouble", "refused", or null for nothing. */
  function notice(kind) {
    const place = document.getElementById("notice");
    if (place === null || kind === showing) return;
    showing = kind;
    window.dash_clientside.set_props("notice", {
      hidden: kind === null,
      children: kind === null ? "" : place.dataset[kind],
      className: kind === null ? "notice" : `notice notice-${kind}`,
    });
  }

  function found() {
    clearInterval(trying);
    trying = null;
    document.documentElement.dataset.server = "here";
    notice("back");
    setTimeout(() => showing === "back" && notice(null), SHOW_BACK_MS);
    window.dispatchEvent(new Event("relsim-found"));
  }

  async function tryAgain() {
    try {
      await ask(new URL("_favicon.ico", document.baseURI), { method: "HEAD", cache: "no-store" });
      if (trying !== null) found();
    } catch {
      /* still gone */
    }
  }

  function lost() {
    if (trying !== null) return;
    trying = setInterval(tryAgain, TRY_AGAIN_MS);
    document.documentElement.dataset.server = "lost";
    notice("lost");
    window.dispatchEvent(new Event("relsim-lost"));
  }

  window.fetch = async function (...asked) {
    let answer;
    try {
      answer = await ask(...asked);
    } catch (error) {
      /* Stopped by the page itself, or because one leaves it: nothing is lost. */
      if (error.name !== "AbortError" && error.name !== "TimeoutError") lost();
      throw error;
    }
    // What is posted is to be computed; all else are files.
    const posted = asked[1] !== undefined && asked[1].method === "POST";
    if (posted) {
      if (trying !== null) found();
      if (answer.status >= 500) notice("trouble");
      else if (answer.status >= 400) notice("refused");
      else if (showing === "trouble" || showing === "refused") notice(null);
    }
    return answer;
  };

  window.relsim = Object.assign(window.relsim || {}, { notice });
})();
