// Keeps the phone page usable without a network: the page and its files, nothing of what is in them.
/// <reference lib="webworker" />

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = "kawal-lapangan-1";
const PATIENCE_MS = 4_000;
const PAGE = "/lapangan";

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await worker.clients.claim();
  };
  event.waitUntil(clean());
});

worker.addEventListener("message", (event) => {
  const { urls } = event.data as { urls: string[] };
  const keep = async () => {
    const cache = await caches.open(CACHE);
    const wanted = new Set(urls.map((url) => new URL(url, worker.location.origin).href));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
    await Promise.all([...wanted].map((url) => fetch(url, { credentials: "same-origin" }).then((answer) => keepGood(cache, url, answer))));
  };
  event.waitUntil(keep().catch(() => undefined)); // offline: what is kept stays
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname === PAGE) event.respondWith(networkFirst(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

async function networkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const headers = { accept: "text/html" };
    const answer = await fetch(request.url, { signal: patience.signal, credentials: "same-origin", headers });
    const plain = new URL(PAGE, worker.location.origin).href;
    if (!new URL(request.url).searchParams.has("sent")) await keepGood(cache, plain, answer.clone()); // told once
    if (answer.ok && !answer.redirected) return answer;
    return (await cache.match(PAGE)) ?? answer; // signed out, or a proxy that answers for a server that is away
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function keepGood(cache: Cache, url: string, answer: Response): Promise<void> {
  if (answer.ok && !answer.redirected) await cache.put(url, answer);
}
