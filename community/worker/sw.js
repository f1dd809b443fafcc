// The service worker: shows what is pushed, leads to it, takes it away once it was read. It keeps nothing.
// Served as /sw.js (community/views/worker.py), so that its scope is the whole site.

const LIST = "/api/v1/me/push-subscriptions";
const INBOX = "/inbox/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
  event.waitUntil(self.registration.showNotification(title, options));
});

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
