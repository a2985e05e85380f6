// Lets the portal be installed on a phone, and shows pages looked at before without a connection.
"use strict";
const { worker } = document.currentScript.dataset;
if (worker && "serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
}
