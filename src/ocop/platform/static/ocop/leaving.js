// Signing out clears what this site keeps on the device: whoever has something unsent there is asked first.
(() => {
  "use strict";
  addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    let unsent = 0;
    try {
      unsent = +(localStorage.getItem("ocop-unsent") ?? 0);
    } catch {
      return; // nothing is kept by a browser that lets pages keep nothing
    }
    if (unsent && !confirm(document.getElementById("words")?.dataset.unsent ?? "")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
})();
