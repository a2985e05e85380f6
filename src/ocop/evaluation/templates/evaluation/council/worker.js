// Keeps the pages of a member's sheets on the device, so that they open without a connection. It sees nothing
// but /sheets/, keeps nothing but pages of whoever is signed in, and drops them when somebody else is.
"use strict";
const PAGES = "ocop-sheets-pages";
const SHELL = "ocop-sheets-shell";
const OWNER = "/sheets/owner";
const PAGE = /^\/sheets\/(\d+\/)?$/;
const PATIENCE = 6000;
const PARTS = [{% for part in parts %}"{{ part|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(PARTS)));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  // A page that the worker did not fetch itself, because it was not there yet: it is asked for once more.
  const wanted = (event.data?.keep ?? []).filter((path) => PAGE.test(path));
  const keep = async (path) => (await caches.match(path, { cacheName: PAGES, ignoreVary: true })) ?? remember(path, await fetch(path));
  event.waitUntil(wanted.reduce((before, path) => before.then(() => keep(path)), Promise.resolve()).catch(() => {}));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(event, url.pathname));
  else if (url.pathname.startsWith("{{ static_url|escapejs }}")) event.respondWith(part(event));
});

/** The page from the server, or, where it does not answer, as it was kept here last. */
async function page(event, path) {
  const kept = await caches.match(path, { cacheName: PAGES, ignoreVary: true });
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => remember(path, response.clone())).catch(() => {}));
  try {
    return await (kept ? Promise.race([asked, late()]) : asked);
  } catch {
    return kept ?? new Response(nothing(), { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

const late = () => new Promise((_done, fail) => setTimeout(fail, PATIENCE));

async function remember(path, response) {
  const owner = response.headers.get("X-Ocop-Person");
  if (response.type === "opaqueredirect" || response.redirected || response.status === 404) {
    // Signed out, or not to be read any more.
    await (response.status === 404 ? (await caches.open(PAGES)).delete(path) : caches.delete(PAGES));
    return;
  }
  if (!response.ok || !owner) return;
  const before = await caches.match(OWNER, { cacheName: PAGES });
  if (before && (await before.text()) !== owner) await caches.delete(PAGES);
  const pages = await caches.open(PAGES);
  await pages.put(OWNER, new Response(owner));
  await pages.put(path, response);
}

async function part(event) {
  const kept = await caches.match(event.request, { cacheName: SHELL, ignoreVary: true });
  const asked = fetch(event.request).then((response) => {
    if (response.ok) {
      const copy = response.clone();
      caches.open(SHELL).then((shell) => shell.put(event.request, copy));
    }
    return response;
  });
  return asked.catch((failure) => {
    if (kept) return kept;
    throw failure;
  });
}

const nothing = () => "{{ nothing|escapejs }}";
