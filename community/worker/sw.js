// The service worker: shows what is pushed, leads to it, takes it away once it was read; opens Snug without a network
// (shell.js). Of members' pages it keeps a single one, the check-in that a host may need where there is no network;
// signing out takes it away. Served as /sw.js, put together with the files beside this one (community/views/worker.py),
// so that its scope is the whole site.

const LIST = "/api/v1/me/push-subscriptions";
const INBOX = "/inbox/";
const KEPT = "check-in";
const KEPT_MS = 3 * 24 * 60 * 60 * 1000; // check-in closes two days after the end
const CHECK_IN = /^\/g\/[^/]+\/events\/[^/]+\/check-in\/$/;

// A new worker takes over at once: no online page needs anything of the old one, and an open shell has all its parts.
self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  await self.registration.navigationPreload?.enable();
  await Promise.all([self.clients.claim(), forget(), dropOldShells(), dropOldShares()]);
}

/** What a push says: `{id, tag, title, body, url, kind}`; one that cannot be read still has to show something. */
function told(data) {
  try {
    const said = data.json();
    if (said && typeof said.title === "string" && said.title) return said;
  } catch {
    // Falls through: browsers punish a push that shows nothing.
  }
  return { title: "Snug", body: "", tag: "snug", url: INBOX };
}

/** An address of this site, whatever came. */
function own(url) {
  const at = new URL(url ?? INBOX, self.location.origin);
  return at.origin === self.location.origin ? at : new URL(INBOX, self.location.origin);
}

self.addEventListener("push", (event) => {
  const { title, body, tag, url, id, kind } = told(event.data);
  // The same tag replaces what is there, silently: a second delivery is no second knock.
  const options = { body, tag, renotify: false, dir: "auto", data: { url: own(url).href, id, kind } };
  event.waitUntil(Promise.all([self.registration.showNotification(title, options), count()]));
});

/** The number on the app's icon. The push does not bring it: what it brings lies with others on the way. */
async function count() {
  if (!navigator.setAppBadge || (await meta("badge")) === false || !(await meta("owner"))) return;
  const unread = (await standing())?.unread ?? 0;
  await (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(own(event.notification.data?.url)));
});

async function open(target) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => one.url.split("#")[0] === target.href.split("#")[0]);
  return there ? there.focus() : self.clients.openWindow(target.href);
}

// A page says what was read, by tag or by the address it leads to: `{type: "read", tags: [...], urls: [...]}`.
self.addEventListener("message", (event) => {
  if (event.data?.type === "read") event.waitUntil(close(event.data.tags ?? [], event.data.urls ?? []));
});

async function close(tags, urls) {
  const read = new Set(urls.map((url) => own(url).href));
  for (const one of await self.registration.getNotifications()) {
    if (tags.includes(one.tag) || read.has(one.data?.url)) one.close();
  }
}

// The browser or its push service has changed the address: tell the server, or nothing would come any more.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));

async function renew(changed) {
  const answer = await fetch(LIST, { headers: { Accept: "application/json" } });
  const key = answer.ok ? (await answer.json()).public_key : "";
  if (!key) return; // signed out, or push is not set up any more
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscription = changed ?? (await self.registration.pushManager.subscribe(options));
  const { endpoint, keys } = subscription.toJSON();
  // Where a worker cannot read cookies the server refuses, and the notification page renews it on the next visit.
  const token = (await self.cookieStore?.get("csrftoken"))?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  await fetch(LIST, { method: "POST", headers, body: JSON.stringify({ endpoint, ...keys }) });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(OFFLINE)) event.respondWith(ofShell(url, request));
  else if (request.mode === "navigate") navigate(event, url);
});

/** All that is opened goes to the network; a form that is sent is the browser's own matter. */
function navigate(event, url) {
  const { request } = event;
  if (request.method === "POST" && url.pathname === "/share/") event.respondWith(takeIn(request));
  else if (request.method !== "GET") return;
  else if (CHECK_IN.test(url.pathname)) event.respondWith(checkIn(event, url));
  else event.respondWith(OPENS_OFFLINE.test(url.pathname) ? page(event, url) : answered(event));
}

/** The page as it is now; without a network as it was when it was last seen. */
async function checkIn(event, url) {
  const { request } = event;
  const kept = await caches.open(KEPT);
  try {
    const answer = await answered(event);
    if (answer.ok) await Promise.all([kept.put(request.url, answer.clone()), forget()]);
    else await kept.delete(request.url); // signed out, or no host any more
    return answer;
  } catch (gone) {
    return (await kept.match(request.url)) ?? (await toShell(url)) ?? Promise.reject(gone);
  }
}

async function forget() {
  const kept = await caches.open(KEPT);
  for (const request of await kept.keys()) {
    const answer = await kept.match(request);
    if (Date.now() - Date.parse(answer?.headers.get("Date") ?? "") > KEPT_MS) await kept.delete(request);
  }
}
