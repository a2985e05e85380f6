// Conveniences only: every page works without this file.
(() => {
  "use strict";
  const words = (name) => document.getElementById("words")?.dataset[name] ?? "";
  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const problem = (text) => {
    const place = document.getElementById("problem");
    if (!place) return;
    const banner = document.createElement("div");
    banner.className = "banner banner-problem";
    banner.textContent = text;
    place.replaceChildren(banner);
  };

  // The error summary takes the focus when a page comes back with errors.
  document.querySelector("[data-focus]")?.focus();

  // Leaving a form with unsaved answers asks first: <form data-confirm-leave>.
  const unsaved = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-confirm-leave]");
    if (form) unsaved.add(form);
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // A second click on a sent form does nothing. A form whose answers are still on their way by htmx waits for
  // the last of them, and is then sent with the version that they leave.
  const waiting = new Map();
  const settled = 50;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.querySelector(".htmx-request")) {
      event.preventDefault();
      waiting.set(form, event.submitter);
      return;
    }
    unsaved.delete(form);
    if (form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
  document.addEventListener("htmx:afterRequest", () => {
    setTimeout(() => {
      for (const [form, button] of waiting) {
        if (form.querySelector(".htmx-request")) continue;
        waiting.delete(form);
        form.requestSubmit(button);
      }
    }, settled);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  // Autosave with htmx: an element <p class="autosave" data-autosave role="status"> inside the form tells the time.
  const status = (event) => event.target.closest?.("form")?.querySelector("[data-autosave]");
  const tell = (event, text, late) => {
    const place = status(event);
    if (!place) return false;
    place.textContent = text;
    place.classList.toggle("late", late);
    return true;
  };
  document.addEventListener("htmx:beforeRequest", (event) => tell(event, words("saving"), false));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    tell(event, `${words("saved")} ${clock()}`, false);
    unsaved.delete(event.target.closest("form"));
    missed.delete(event.target);
    again();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (!tell(event, words("unsaved"), true)) problem(words("failed"));
      const form = event.target.closest("form[data-confirm-leave]");
      if (!form) return;
      unsaved.add(form);
      missed.add(event.target);
    });
  }
  // Answers tapped while the connection was gone are sent once it is back.
  const missed = new Set();
  const again = () => {
    const waiting = [...missed];
    missed.clear();
    for (const element of waiting) element.dispatchEvent(new Event("change"));
  };
  addEventListener("online", again);
  // A refusal says its own reason; the connection is well.
  document.addEventListener("htmx:responseError", (event) => {
    tell(event, words("refused"), true);
    if (event.detail.xhr.status >= 500) problem(words("failed"));
  });

  // Upload progress with htmx: a <progress max="100" hidden> inside the form.
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.closest("form")?.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });

  // Photos are made smaller on the phone, and a file over the limit is refused before it is sent:
  // <input type="file" data-shrink="1600" data-max-bytes="10485760">.
  const shrink = async (file, edge) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file);
    const scale = edge / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  };
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]")) return;
    if (input.dataset.shrink) {
      const kept = new DataTransfer();
      for (const file of input.files) kept.items.add(await shrink(file, +input.dataset.shrink).catch(() => file));
      input.files = kept.files;
    }
    const limit = +input.dataset.maxBytes;
    const big = limit && [...input.files].some((file) => file.size > limit);
    input.setCustomValidity("");
    document.getElementById("problem")?.replaceChildren();
    if (!big) return;
    problem(`${words("big")} ${Math.floor(limit / 1048576)} MB.`);
    input.value = "";
  });

  // On a phone the menu is a row to be pushed: begin it where one is.
  for (const here of document.querySelectorAll(".navigation [aria-current]")) {
    const row = here.closest("ul");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - 16;
  }

  // <button type="button" data-print> and <button type="button" data-share hidden>.
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = !navigator.share;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-share]")) navigator.share({ title: document.title, url: location.href }).catch(() => {});
  });
})();
