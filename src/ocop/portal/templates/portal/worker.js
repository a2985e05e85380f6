// Shows public pages that were looked at before when there is no connection, and says so when there is none.
// It keeps nothing but what the server marks as public.
"use strict";
const PAGES = "ocop-portal-pages";
const SHELL = "ocop-portal-shell";
const OFFLINE = "{{ offline|escapejs }}";
const PARTS = [OFFLINE{% for part in parts %}, "{{ part|escapejs }}"{% endfor %}];
const MOST = 60;
const PATIENCE = 8000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(PARTS)));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("{{ static_url|escapejs }}") || url.pathname.endsWith(".webp")) event.respondWith(part(event));
});

/** The page from the server; where it does not answer, as it was looked at last, or the page that says so. */
async function page(event) {
  const kept = await caches.match(event.request, { cacheName: PAGES });
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => keep(PAGES, event.request, response)).catch(() => {}));
  try {
    return await (kept ? Promise.race([asked, late()]) : asked);
  } catch {
    return kept ?? (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
  }
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
  await store.put(request, copy);
  if (name !== PAGES) return;
  const old = await store.keys();
  await Promise.all(old.slice(0, Math.max(0, old.length - MOST)).map((one) => store.delete(one)));
}

const late = () => new Promise((_done, fail) => setTimeout(fail, PATIENCE));
