// A member's sheet on a tablet. Every tap is kept on the device first, sent when there is a connection, and
// counts once: it bears a number of its own. Without this file the sheet is a plain form.
(() => {
  "use strict";
  const home = document.querySelector("[data-worker]");
  // The worker keeps this page and the list, where the app on the tablet begins, from the first visit on.
  navigator.serviceWorker?.register(home.dataset.worker).then(async () => {
    const ready = await navigator.serviceWorker.ready;
    ready.active.postMessage({ keep: [...new Set([home.dataset.home, location.pathname])] });
  });
  const root = document.querySelector("[data-sheet]");
  if (!root || !window.indexedDB) return;
  const form = root.querySelector("form");
  const { person, sheet } = root.dataset;
  const retryAfter = 15000;
  const patience = 20000;
  const atOnce = 100;

  /** @typedef {{position: number, text: string, change: string, at: ?string}} Answer what stands on the server */
  /** @typedef {{id?: number, key: string, person: string, sheet: string, criterion: string, position: number,
   *   text: string, over: ?string, at: string, state: "waiting"|"elsewhere"|"refused"|"closed", reason?: string,
   *   theirs?: Answer}} Tap an answer that is not on the server yet */

  // -- words and small things ------------------------------------------------------------------------------

  const word = (name, values = {}) =>
    Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, () => value),
      root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "",
    );
  const language = document.documentElement.lang;
  const clock = (moment) => new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const figure = (number) => number.toLocaleString(language, { maximumFractionDigits: 2 });
  /** A random number of version 4; `crypto.randomUUID` is not there without TLS. */
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const boxes = [...root.querySelectorAll("[data-criterion]")];
  const boxOf = (criterion) => boxes.find((box) => box.dataset.criterion === criterion);
  const radios = (box) => [...box.querySelectorAll("input[type=radio]")];
  const note = (box) => box.querySelector("textarea");
  const chosen = (box) => radios(box).find((one) => one.checked && !one.disabled);
  const label = (box, position) =>
    radios(box).find((one) => +one.value === position)?.closest("label").querySelector(".choice-words").firstChild.textContent.trim() ?? "";

  // -- what the device keeps -------------------------------------------------------------------------------

  const asked = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  const opened = (() => {
    const request = indexedDB.open("ocop-sheets", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("taps", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("sheets", { keyPath: "sheet" });
      request.result.createObjectStore("notes", { keyPath: ["sheet", "criterion"] });
    };
    return asked(request);
  })();
  /** One transaction that is on the disk, not only on its way, when it is done: batteries die. */
  const write = async (name, act) => {
    const transaction = (await opened).transaction(name, "readwrite", { durability: "strict" });
    act(transaction.objectStore(name));
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
    });
  };
  const all = async (name) => asked((await opened).transaction(name).objectStore(name).getAll());
  /** The taps of this person, of every sheet, in the order they were made. */
  const taps = async () => (await all("taps")).filter((tap) => tap.person === person);
  const here = async () => (await taps()).filter((tap) => tap.sheet === sheet);

  // -- the page --------------------------------------------------------------------------------------------

  /** @type {{version: number, answers: Object<string, Answer>, at: string}} what the server had last */
  let known = { version: +root.dataset.version, answers: {}, at: new Date().toISOString() };
  for (const box of boxes) {
    const mark = radios(box).find((one) => one.defaultChecked);
    if (mark) {
      const text = note(box)?.defaultValue ?? "";
      known.answers[box.dataset.criterion] = { position: +mark.value, text, change: box.dataset.change, at: null };
    }
  }
  let online = true;
  let signedOut = false;
  let closed = "";

  const put = (box, position, text) => {
    for (const one of radios(box)) one.checked = +one.value === position;
    const area = note(box);
    if (area && document.activeElement !== area) {
      area.value = text;
      if (text) area.closest("details").open = true;
    }
    depend(box);
  };
  /** What hangs on a story opens and closes with it, as the rulebook has it. */
  const depend = (box) => {
    const mark = radios(box).find((one) => one.checked);
    for (const other of boxes.filter((one) => one.dataset.story === box.dataset.criterion)) {
      const shut = Boolean(mark) && +mark.dataset.points === 0;
      for (const one of radios(other)) {
        one.disabled = shut || Boolean(closed);
        if (shut) one.checked = false;
      }
      other.querySelector("[data-shut]").hidden = !shut;
    }
  };
  const open = (box) => !boxes.some((one) => one.dataset.criterion === box.dataset.story && +(chosen(one)?.dataset.points ?? 1) === 0);
  /** Points are the law's, read from the boxes; the stars need the whole arithmetic and wait for the server. */
  const reckon = () => {
    const parts = {};
    let left = 0;
    for (const box of boxes) {
      const mark = chosen(box);
      parts[box.dataset.part] = (parts[box.dataset.part] ?? 0) + (mark ? Math.round(+mark.dataset.points * 100) : 0);
      if (!mark && open(box)) left += 1;
    }
    for (const place of root.querySelectorAll("[data-part-points]")) place.textContent = figure((parts[place.dataset.partPoints] ?? 0) / 100);
    const total = root.querySelector("[data-total]");
    if (total) total.textContent = figure(Object.values(parts).reduce((sum, one) => sum + one, 0) / 100);
    const unanswered = root.querySelector("[data-left]");
    if (unanswered) unanswered.textContent = left ? word("left", { count: left }) : word("complete");
  };

  /** Lay what is kept here over what the server had, say what is where, and how late it is. */
  const paint = async () => {
    const mine = await here();
    const everywhere = await taps();
    const waiting = everywhere.filter((tap) => tap.state === "waiting");
    try {
      localStorage.setItem("ocop-unsent", String(everywhere.filter((tap) => tap.state !== "closed").length));
    } catch {
      // A browser that keeps nothing for pages warns nobody at the sign-out either.
    }
    for (const box of boxes) {
      const { criterion } = box.dataset;
      const last = mine.filter((tap) => tap.criterion === criterion && tap.state !== "closed").at(-1);
      const stands = writing.get(criterion) ?? last ?? known.answers[criterion];
      put(box, stands ? stands.position : -1, stands?.text ?? note(box)?.value ?? "");
      tell(box, last);
    }
    for (const kept of await all("notes")) {
      const box = kept.sheet === sheet && kept.person === person && boxOf(kept.criterion);
      if (!box || !note(box) || document.activeElement === note(box)) continue;
      note(box).value = kept.text;
      note(box).closest("details").open = true;
    }
    const late = mine.filter((tap) => tap.state === "closed");
    tellLate(late);
    const asof = root.querySelector("[data-asof]");
    const behind = !online || mine.some((tap) => tap.state === "waiting");
    if (behind || mine.length) reckon();
    if (asof) {
      asof.hidden = !behind;
      asof.textContent = word("asof", { time: clock(known.at) });
    }
    const disputed = mine.filter((tap) => tap.state === "elsewhere" || tap.state === "refused").length;
    const status = root.querySelector("[data-autosave]");
    const at = waiting.at(-1)?.at;
    const text = waiting.length
      ? `${word("kept", { time: clock(at) })} ${word("unsent", { count: waiting.length })}`
      : saved
        ? word("savedAt", { time: clock(saved) })
        : "";
    status.textContent = [disputed ? word("disputed", { count: disputed }) : "", text].filter(Boolean).join(" ");
    status.classList.toggle("late", Boolean(disputed));
    const offline = root.querySelector("[data-offline]");
    offline.hidden = online && !signedOut;
    offline.querySelector("p").textContent = signedOut ? word("signedOut") : word("offline", { time: clock(known.at) });
    offline.querySelector("a").hidden = !signedOut;
  };
  let saved = "";

  /** What is to be said beside one question about the answer that is kept here. */
  const tell = (box, tap) => {
    const place = box.querySelector("[data-told]");
    if (!tap || tap.state === "waiting") {
      place.replaceChildren();
      return;
    }
    const text = document.createElement("p");
    if (tap.state === "refused") {
      text.textContent = tap.reason;
      place.replaceChildren(text);
      return;
    }
    const { criterion } = box.dataset;
    const side = (position, words) => `“${label(box, position)}”${words ? ` (${words})` : ""}`;
    text.textContent = word("elsewhere", {
      mineAt: clock(tap.at),
      mine: side(tap.position, tap.text),
      theirsAt: tap.theirs.at ? clock(tap.theirs.at) : "–",
      theirs: side(tap.theirs.position, tap.theirs.text),
    });
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "second";
      made.textContent = word(name);
      made.addEventListener("click", act);
      return made;
    };
    const row = document.createElement("div");
    row.className = "row";
    row.append(
      button("keepMine", () => answer(criterion, tap.position, tap.text)),
      button("keepTheirs", async () => {
        await forget((one) => one.sheet === sheet && one.criterion === criterion);
        known.answers[criterion] = tap.theirs;
        await paint();
      }),
    );
    place.replaceChildren(text, row);
  };
  /** Answers that came after the seal stay here to be read; nothing is done with them. */
  const tellLate = (late) => {
    const place = root.querySelector("[data-late]");
    place.hidden = !late.length;
    place.querySelector("p").textContent = late.at(-1)?.reason ?? "";
    place.querySelector("ul").replaceChildren(
      ...late.map((tap) => {
        const item = document.createElement("li");
        const box = boxOf(tap.criterion);
        item.textContent = `${tap.criterion}, ${clock(tap.at)}: ${box ? label(box, tap.position) : tap.position} ${tap.text}`;
        return item;
      }),
    );
  };

  // -- tapping ---------------------------------------------------------------------------------------------

  const forget = async (which) => {
    const gone = (await taps()).filter(which);
    await write("taps", (store) => gone.forEach((tap) => store.delete(tap.id)));
  };
  /** What was just tapped and is not on the disk yet, by criterion: no page painted meanwhile takes it back. */
  const writing = new Map();
  let written = Promise.resolve();
  /** Keep an answer here, one after the other however fast they are tapped, then send what waits. */
  const answer = (criterion, position, text) => {
    const tapped = { position, text };
    writing.set(criterion, tapped);
    written = written.catch(() => {}).then(() => keep(criterion, tapped)).finally(() => {
      if (writing.get(criterion) === tapped) writing.delete(criterion);
    });
    return written.then(paint).then(() => void flush());
  };
  /** It says which answer the member saw, so that nothing is guessed. */
  const keep = async (criterion, { position, text }) => {
    const mine = (await here()).filter((tap) => tap.criterion === criterion && tap.state !== "closed");
    const waiting = mine.filter((tap) => tap.state === "waiting").at(-1);
    const disputed = mine.filter((tap) => tap.state === "elsewhere").at(-1);
    const over = waiting?.key ?? (disputed ? disputed.theirs.change : known.answers[criterion]?.change);
    /** @type {Tap} */
    const tap = { key: newKey(), person, sheet, criterion, position, text, over: over || null, at: new Date().toISOString(), state: "waiting" };
    await write("taps", (store) => {
      for (const one of mine) if (one.state !== "waiting") store.delete(one.id);
      store.add(tap);
    });
    await write("notes", (store) => store.delete([sheet, criterion]));
  };
  form.removeAttribute("data-confirm-leave");
  form.addEventListener("change", (event) => {
    const box = event.target.closest("[data-criterion]");
    if (!box || closed) return;
    const mark = chosen(box);
    if (mark) answer(box.dataset.criterion, +mark.value, note(box)?.value ?? "");
  });
  form.addEventListener("input", (event) => {
    const box = event.target.closest("[data-criterion]");
    if (!box || event.target !== note(box)) return;
    const kept = { sheet, person, criterion: box.dataset.criterion, text: event.target.value };
    write("notes", (store) => store.put(kept));
    if (!chosen(box)) root.querySelector("[data-autosave]").textContent = word("noteWaits");
  });

  // -- sending ---------------------------------------------------------------------------------------------

  let token = form.elements.csrfmiddlewaretoken.value;
  const place = (one) => root.dataset.answers.replace(`/${sheet}/`, `/${one}/`);
  const ask = async (one, queue) => {
    const told = { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(patience) };
    if (queue) {
      told.method = "POST";
      told.headers["Content-Type"] = "application/json";
      told.headers["X-CSRFToken"] = token;
      told.body = JSON.stringify({
        person: +person,
        taps: queue.map(({ key, criterion, position, text, over, at }) => ({ key, criterion, position, text, over, at })),
      });
    }
    const response = await fetch(place(one), told);
    // Behind a gateway that asks for a password, or beside a server that is starting, nothing was taken.
    online = response.status < 500;
    if (!online || (response.ok && !response.headers.get("Content-Type")?.includes("json"))) throw new TypeError();
    return response;
  };
  const send = async (one, queue) => {
    let response = await ask(one, queue);
    if (queue && response.status === 403) {
      // The token of a page that was kept is that of an earlier session: ask for the present one.
      const fresh = await ask(one);
      if (fresh.ok) {
        token = (await fresh.json()).sheet.token;
        response = await ask(one, queue);
      }
    }
    signedOut = response.status === 401;
    if (signedOut) return;
    if (!response.ok) {
      const gone = queue ?? [];
      await write("taps", (store) => gone.forEach((tap) => store.put({ ...tap, state: "closed", reason: word("gone") })));
      if (one === sheet && !queue) shut(word("gone"));
      return;
    }
    const told = await response.json();
    if (String(told.person) !== person) {
      signedOut = true;
      return;
    }
    // First what the server has, then what need not be kept any more: a page painted between misses nothing.
    if (one === sheet) await adopt(told.sheet);
    await write("taps", (store) => {
      for (const outcome of told.outcomes) {
        const tap = queue.find((one) => one.key === outcome.key);
        if (outcome.outcome === "kept") store.delete(tap.id);
        else store.put({ ...tap, state: outcome.outcome, reason: outcome.reason, theirs: outcome.theirs });
      }
    });
    if (told.outcomes.some((outcome) => outcome.outcome === "kept")) saved = new Date().toISOString();
  };
  /** Take over where the sheet stands: another device may have answered, too. */
  const adopt = async (stands) => {
    const mine = await here();
    for (const box of boxes) {
      const { criterion } = box.dataset;
      const before = known.answers[criterion];
      const now = stands.answers[criterion];
      const own = stands.version && mine.some((tap) => tap.criterion === criterion);
      const moved = (before?.position ?? -1) !== (now?.position ?? -1) && (chosen(box) ? +chosen(box).value : -1) !== (now?.position ?? -1);
      box.classList.toggle("changed-elsewhere", moved && !own);
    }
    token = stands.token;
    known = { version: stands.version, answers: stands.answers, at: new Date().toISOString() };
    form.elements.version.value = stands.version;
    await write("sheets", (store) => store.put({ sheet, person, ...known, bar: stands.bar }));
    const bar = document.createElement("template");
    bar.innerHTML = stands.bar;
    const wasOpen = root.querySelector("#bar details")?.open;
    root.querySelector("#bar").replaceWith(bar.content);
    if (wasOpen) root.querySelector("#bar details").open = true;
    for (const box of boxes) {
      const claim = box.querySelector("[data-claim]");
      const shown = stands.claims[box.dataset.criterion] ?? "";
      if (claim && claim.dataset.shown !== shown) {
        claim.innerHTML = shown;
        claim.dataset.shown = shown;
      }
    }
    for (const [criterion, why] of Object.entries(stands.whys)) {
      const place = document.getElementById(`why-${boxOf(criterion)?.id}`);
      if (place) place.innerHTML = why;
    }
    if (!stands.open) shut(word("sealed"));
  };
  const shut = (why) => {
    closed = why;
    for (const box of boxes) for (const one of radios(box)) one.disabled = true;
    const place = root.querySelector("[data-closed]");
    place.hidden = false;
    place.querySelector("p").textContent = why;
  };

  let busy = false;
  let again = false;
  /** Send everything that waits, sheet by sheet, in the order it was tapped. Whether all of it is on the server. */
  const flush = async () => {
    if (busy) {
      again = true;
      return false;
    }
    busy = true;
    try {
      do {
        again = false;
        const waiting = (await taps()).filter((tap) => tap.state === "waiting");
        const bySheet = new Map([[sheet, []]]);
        for (const tap of waiting) bySheet.set(tap.sheet, [...(bySheet.get(tap.sheet) ?? []), tap]);
        for (const [one, queue] of bySheet) {
          if (!queue.length && (known.asked || waiting.length)) continue;
          known.asked = true;
          if (!queue.length) await send(one);
          for (let from = 0; from < queue.length; from += atOnce) await send(one, queue.slice(from, from + atOnce));
        }
      } while (again && !signedOut);
    } catch (failure) {
      if (!(failure instanceof TypeError || failure instanceof DOMException)) throw failure;
      online = false;
    } finally {
      busy = false;
      await paint();
    }
    return online && !signedOut && !(await here()).some((tap) => tap.state !== "closed");
  };
  const settled = async () => {
    await written;
    while (busy) await new Promise((done) => setTimeout(done, 50));
    known.asked = false;
    return flush();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await settled())) {
      const disputed = (await here()).some((tap) => tap.state === "elsewhere" || tap.state === "refused");
      const status = root.querySelector("[data-autosave]");
      status.textContent = disputed ? status.textContent : word("needsNetwork");
      status.classList.add("late");
      return;
    }
    if (event.submitter?.value === "check") location.assign(root.dataset.check);
    else if (!saved) root.querySelector("[data-autosave]").textContent = word("savedAt", { time: clock(Date.now()) });
  });
  addEventListener("online", flush);
  addEventListener("offline", () => {
    online = false;
    paint();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) flush();
  });
  setInterval(async () => {
    if (!online || (await taps()).some((tap) => tap.state === "waiting")) {
      known.asked = false;
      flush();
    }
  }, retryAfter);

  // -- from question to question ---------------------------------------------------------------------------

  const step = (by) => {
    const top = boxes.findIndex((box) => box.getBoundingClientRect().bottom > 40);
    const focused = boxes.indexOf(document.activeElement?.closest("[data-criterion]"));
    const from = focused >= 0 ? focused : by > 0 && window.scrollY < boxes[0].offsetTop ? -1 : top;
    const next = boxes[Math.min(Math.max(from + by, 0), boxes.length - 1)];
    next.scrollIntoView({ block: "start" });
    next.focus({ preventScroll: true });
  };
  for (const button of root.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => step(+button.dataset.step));
  }
  addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
  });
  let touch;
  form.addEventListener("touchstart", (event) => (touch = event.touches.length === 1 ? event.touches[0] : undefined), { passive: true });
  form.addEventListener(
    "touchend",
    (event) => {
      if (!touch || !event.changedTouches.length) return;
      const across = event.changedTouches[0].clientX - touch.clientX;
      const along = Math.abs(event.changedTouches[0].clientY - touch.clientY);
      if (Math.abs(across) > 90 && along < 45) step(across < 0 ? 1 : -1);
    },
    { passive: true },
  );

  root.querySelector("[data-forget]").addEventListener("click", async () => {
    await forget((tap) => tap.sheet === sheet && tap.state === "closed");
    await paint();
  });

  // -- begin -----------------------------------------------------------------------------------------------

  navigator.storage?.persist?.();
  (async () => {
    const kept = (await all("sheets")).find((one) => one.sheet === sheet && one.person === person);
    if (kept && kept.version > known.version) {
      // The page comes from the device and is older than what the server said last.
      known = { version: kept.version, answers: kept.answers, at: kept.at };
      const bar = document.createElement("template");
      bar.innerHTML = kept.bar;
      root.querySelector("#bar").replaceWith(bar.content);
    } else if (kept) known.at = navigator.onLine ? known.at : kept.at;
    online = navigator.onLine;
    await paint();
    root.dataset.ready = "yes";
    await flush();
  })();
})();
