// Sends a form that only hands on what it was given, as soon as the page stands.
"use strict";

document.querySelectorAll("form[data-send]").forEach((form) => form.requestSubmit());
