// Passkeys: asks the browser to make one or to sign with one, and sends its answer with the form.
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const made = async (options) => {
    const answer = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    return {
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      response: {
        clientDataJSON: text(answer.response.clientDataJSON),
        attestationObject: text(answer.response.attestationObject),
      },
    };
  };

  const signed = async (options) => {
    const answer = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    });
    const owner = answer.response.userHandle;
    return {
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      response: {
        clientDataJSON: text(answer.response.clientDataJSON),
        authenticatorData: text(answer.response.authenticatorData),
        signature: text(answer.response.signature),
        userHandle: owner ? text(owner) : null,
      },
    };
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!window.PublicKeyCredential) return;
    form.hidden = false;
    const trouble = form.querySelector("[data-passkey-trouble]");
    form.addEventListener("submit", async (event) => {
      const field = form.elements.credential;
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      try {
        const options = JSON.parse(form.dataset.options);
        const answer = form.dataset.passkey === "new" ? await made(options) : await signed(options);
        field.value = JSON.stringify(answer);
        form.requestSubmit();
      } catch (refused) {
        if (!(refused instanceof DOMException)) throw refused;
        if (trouble) trouble.hidden = false;
      }
    }, true);
  });
  document.querySelectorAll("[data-needs-passkey]").forEach((element) => {
    element.hidden = !window.PublicKeyCredential;
  });
  document.querySelectorAll("[data-no-passkey]").forEach((element) => {
    element.hidden = Boolean(window.PublicKeyCredential);
  });
})();
