// Checks the signed record of a certificate in the browser, as verify_certificate.py does: the same steps, the
// same words. Without this file the form is checked by the server. Also the whole script of the page as one
// file, where the keys and lists stand in the page and nothing can be fetched.
(() => {
  "use strict";
  const LEAST_BITS = 131072;
  const MOST_BYTES = 1 << 24;
  const LEEWAY = 5 * 60 * 1000; // milliseconds by which something may be signed later than now
  const RANKS = ["list_missing", "list_false", "list_early", "list_old", "valid", "void_paper", "ended"];
  const form = document.getElementById("checker");
  const output = document.getElementById("verdict");
  const recordField = document.getElementById("record");
  const known = JSON.parse(document.getElementById("known")?.textContent ?? "null");
  const language = document.documentElement.lang;
  const able = globalThis.crypto?.subtle && globalThis.DecompressionStream;

  /** What does not hold: its message is one of the words of `verify_certificate.py`. */
  class Fault extends Error {}

  // -- the record ------------------------------------------------------------------------------------------

  const bytesOf = (part) => {
    if (!/^[A-Za-z0-9_-]*$/.test(part)) throw new Fault("unreadable");
    try {
      return Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    } catch {
      throw new Fault("unreadable");
    }
  };
  const objectOf = (part) => {
    let found;
    try {
      found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(part)));
    } catch {
      throw new Fault("unreadable");
    }
    if (found === null || typeof found !== "object" || Array.isArray(found)) throw new Fault("unreadable");
    return found;
  };

  /** The claims of a signed text whose signature holds, by a key of its issuer. */
  const opened = async (text, keys, now) => {
    const compact = text.replace(/\s/g, "").split("#").pop();
    const parts = compact.split(".");
    if (parts.length !== 3) throw new Fault("unreadable");
    const [header, claims, signature] = [objectOf(parts[0]), objectOf(parts[1]), bytesOf(parts[2])];
    if (signature.length !== 64) throw new Fault("unreadable"); // a scan or a copy that broke off is no forgery
    if (header.alg !== "ES256" || header.typ !== "vc+jwt" || "crit" in header) throw new Fault("unreadable");
    const jwk = keys.keys.find((one) => one?.kid === header.kid);
    if (!jwk) throw new Fault("unknown_key");
    if (jwk.kty !== "EC" || jwk.crv !== "P-256") throw new Fault("forged");
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    let holds = false;
    try {
      const { kty, crv, x, y } = jwk;
      const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
      const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
      holds = await crypto.subtle.verify(algorithm, key, signature, signed);
    } catch {
      holds = false;
    }
    if (!holds) throw new Fault("forged");
    if (typeof claims.issuer !== "string" || jwk.iss !== claims.issuer) throw new Fault("other_issuer");
    if (!Number.isInteger(claims.iat)) throw new Fault("unreadable");
    if (jwk.revoked != null && !(claims.iat < jwk.revoked.revoked_at)) throw new Fault("revoked_key");
    if (claims.iat * 1000 > now + LEEWAY) throw new Fault("from_future");
    return claims;
  };

  const momentOf = (text) => {
    const found = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(found)) throw new Fault("unreadable");
    return found;
  };

  const statusOf = (claims) => {
    const status = claims.credentialStatus;
    const ours = Array.isArray(claims.type) && claims.type.includes("OcopCertificate");
    if (!ours || typeof claims.credentialSubject !== "object" || status?.type !== "BitstringStatusListEntry") {
      throw new Fault("unreadable");
    }
    if (status.statusPurpose !== "revocation") throw new Fault("unreadable");
    return status;
  };

  // -- the list --------------------------------------------------------------------------------------------

  const unpacked = async (packed) => {
    const stream = new Blob([bytesOf(packed.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const pieces = [];
    let size = 0;
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST_BYTES) throw new Fault("list_false");
      pieces.push(value);
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  };

  const bitOf = async (packed, index) => {
    const bits = await unpacked(packed);
    if (packed[0] !== "u" || bits.length * 8 < LEAST_BITS) throw new Fault("list_false");
    if (!(Number.isInteger(index) && index >= 0 && index < bits.length * 8)) throw new Fault("list_false");
    return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
  };

  /** What one list says, and until when it speaks. */
  const ofList = async (claims, index, at) => {
    const [begin, end, subject] = [momentOf(claims.validFrom), momentOf(claims.validUntil), claims.credentialSubject];
    const fits = claims.type.includes("BitstringStatusListCredential") && subject.statusPurpose === "revocation";
    if (!fits) throw new Fault("list_false");
    if (begin > at + LEEWAY) return ["list_early", ""];
    if (await bitOf(subject.encodedList, index)) {
      const isVoid = "voidPapers" in subject && (await bitOf(subject.voidPapers, index));
      return [isVoid ? "void_paper" : "ended", claims.validUntil];
    }
    return [at <= end ? "valid" : "list_old", claims.validUntil];
  };

  /** What the lists say of the record: of several the word that stands last in `RANKS`. */
  const listed = async (status, record, keys, lists, at) => {
    let found = ["list_missing", ""];
    for (const text of lists) {
      let said = ["list_false", ""];
      try {
        const claims = await opened(text, keys, at);
        if (claims.id !== status.statusListCredential) continue;
        if (claims.issuer === record.issuer) said = await ofList(claims, Number(status.statusListIndex), at);
      } catch (error) {
        if (error instanceof Fault && error.message === "from_future") said = ["list_early", ""];
      }
      if (RANKS.indexOf(said[0]) > RANKS.indexOf(found[0])) found = said;
    }
    return found;
  };

  /** The verdict: one of the words, the claims unless the signature fails, the last moment of the list. */
  const check = async (text, keys, listsFor, at) => {
    let claims, status, begin, end;
    try {
      claims = await opened(text, keys, at);
      status = statusOf(claims);
      [begin, end] = [momentOf(claims.validFrom), momentOf(claims.validUntil)];
    } catch (error) {
      if (error instanceof Fault) return { why: error.message, claims: null, until: "" };
      throw error;
    }
    const [why, until] = await listed(status, claims, keys, await listsFor(status.statusListCredential), at);
    if (why === "ended" || why === "void_paper") return { why, claims, until };
    if (at < begin || at > end) return { why: at < begin ? "not_yet" : "expired", claims, until };
    return { why, claims, until };
  };

  // -- keys and lists: from files, from the page itself, or from where they are published ------------------

  const fetched = async (address) => {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  };
  const keysHere = async () => {
    const file = document.getElementById("keys-file").files[0];
    if (file) return JSON.parse(await file.text());
    return known ? known.keys : JSON.parse(await fetched(form.dataset.keys));
  };
  const listsHere = async (address) => {
    const files = [...document.getElementById("list-file").files];
    if (files.length) return Promise.all(files.map((file) => file.text()));
    if (known) return known.lists;
    try {
      return [await fetched(new URL(address).pathname)];
    } catch {
      return [];
    }
  };

  // -- the page --------------------------------------------------------------------------------------------

  // As the server writes a day: 08/12/2026.
  const DAY = { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric" };
  const dayOf = (text) => new Date(text).toLocaleDateString(language === "en" ? "en-GB" : language, DAY);
  const wordsOf = (selector) => document.querySelector(selector).content.cloneNode(true);
  const factsOf = ({ claims, until }) => {
    const shown = wordsOf("#facts");
    const { issuer, validFrom, validUntil, credentialSubject } = claims;
    const days = { validFrom, validUntil, listUntil: until };
    const values = { ...credentialSubject, issuer };
    for (const [name, text] of Object.entries(days)) values[name] = text ? dayOf(text) : "";
    for (const row of shown.querySelectorAll("[data-fact]")) {
      const value = values[row.dataset.fact];
      if (value === undefined || value === "") row.remove();
      else row.querySelector("dd").textContent = String(value);
    }
    const page = shown.querySelector("[data-page]");
    const address = String(credentialSubject.id ?? "");
    if (/^https?:\/\//.test(address)) page.querySelector("a").href = address;
    else page.remove();
    return shown;
  };
  const show = (selector, verdict) => {
    output.replaceChildren(wordsOf(selector), ...(verdict?.claims ? [factsOf(verdict)] : []));
    output.focus();
  };
  const run = async () => {
    if (!able) return show("#too-old");
    let keys;
    try {
      keys = await keysHere();
    } catch {
      keys = { keys: [] };
    }
    if (!Array.isArray(keys?.keys)) keys = { keys: [] };
    const verdict = await check(recordField.value, keys, listsHere, Date.now());
    return show(`template[data-why="${verdict.why}"]`, verdict);
  };
  const read = async (picture) => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const codes = await detector.detect(await createImageBitmap(picture));
    const texts = codes.map((one) => one.rawValue);
    return texts.find((text) => text.split(".").length >= 3 && text.includes("eyJ")) ?? "";
  };

  // A verdict is of what was checked, and not of what is typed now.
  recordField.addEventListener("input", () => output.replaceChildren());

  // Where the browser cannot check, the form goes to the server; the file says that it cannot.
  if (able || known) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run();
    });
  }
  if (able) for (const part of document.querySelectorAll("[data-needs=script]")) part.hidden = false;
  if (able && globalThis.BarcodeDetector) document.querySelector("[data-needs=camera]").hidden = false;
  document.getElementById("record-file").addEventListener("change", async ({ target }) => {
    if (!target.files.length) return;
    recordField.value = (await target.files[0].text()).trim();
    run();
  });
  document.getElementById("picture").addEventListener("change", async ({ target }) => {
    if (!target.files.length) return;
    const text = await read(target.files[0]).catch(() => "");
    if (!text) return show("#no-code");
    recordField.value = text;
    run();
  });
  const fromAddress = () => {
    if (location.hash.length < 100) return;
    recordField.value = location.hash.slice(1);
    if (able || known) run();
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
