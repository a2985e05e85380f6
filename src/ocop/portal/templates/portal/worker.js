// Shows public pages that were looked at before when there is no connection, each with the moment it is of, and
// says so when there is none. It keeps nothing but what the server marks as public.
"use strict";
const OURS = "ocop-portal-";
const PAGES = "ocop-portal-dated-pages";
const SHELL = "ocop-portal-shell";
const OFFLINE = "{{ offline|escapejs }}";
const PARTS = [OFFLINE{% for part in parts %}, "{{ part|escapejs }}"{% endfor %}];
const MOST = 60;
const PATIENCE = 8000;
const KEPT_AT = "X-Ocop-Kept-At";
const WORDS = { {% for code, said in words %}"{{ code|escapejs }}": "{{ said|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %} };

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(PARTS)));
});
addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), drop()])));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("{{ static_url|escapejs }}") || url.pathname.endsWith(".webp")) event.respondWith(part(event));
});

/** Pages that an earlier worker kept without a moment. */
async function drop() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== PAGES && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page from the server; where it does not answer, as it was looked at last, or the page that says so. */
async function page(event) {
  const kept = await caches.match(event.request, { cacheName: PAGES });
  // Without a connection the browser may still have an answer of its own, which does not tell its age.
  if (kept && !navigator.onLine) return dated(kept);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => keep(PAGES, event.request, response)).catch(() => {}));
  try {
    return await (kept ? Promise.race([asked, late()]) : asked);
  } catch {
    return (kept && (await dated(kept))) ?? (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
  }
}

/** A kept page that says, before anything else on it, that it is a copy and of which moment. */
async function dated(kept) {
  const html = await kept.text();
  const language = /<html lang="([a-z]+)/.exec(html)?.[1] ?? "vi";
  const form = { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const when = new Date(Number(kept.headers.get(KEPT_AT))).toLocaleString(language === "en" ? "en-GB" : language, form);
  const said = (WORDS[language] ?? WORDS.vi).replace("{when}", () => when);
  const banner = `<div class="banner banner-warning" role="status" data-kept><div><p>${said}</p></div></div>`;
  return new Response(html.replace(/<main\b[^>]*>/, (main) => main + banner), { headers: kept.headers });
}

async function part(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(SHELL, event.request, response));
    return response;
  } catch (failure) {
    const kept = await caches.match(event.request, { ignoreVary: true });
    if (kept) return kept;
    throw failure;
  }
}

async function keep(name, request, response) {
  const open = response.headers.get("Cache-Control") ?? "";
  if (!response.ok || response.redirected || !open.includes("public")) return;
  const copy = response.clone();
  const store = await caches.open(name);
  if (name !== PAGES) return store.put(request, copy);
  const headers = new Headers(copy.headers);
  headers.set(KEPT_AT, Date.parse(headers.get("Date")) || Date.now());
  headers.delete("Content-Encoding"); // the body is unpacked by now
  headers.delete("Content-Length");
  await store.put(request, new Response(copy.body, { headers }));
  const old = await store.keys();
  await Promise.all(old.slice(0, Math.max(0, old.length - MOST)).map((one) => store.delete(one)));
}

const late = () => new Promise((_done, fail) => setTimeout(fail, PATIENCE));
