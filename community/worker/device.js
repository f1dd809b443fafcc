// What lies on this device, as the worker reads and writes it. The pages' side of the same store, and what is in it:
// messaging/static/messaging/keeping/shelf.js.

const STORES = { meta: "name", rooms: "id", letters: "cid", shares: "id" };
const SHARE_MS = 60 * 60 * 1000;

/** Runs `act(transaction)` over these stores; what it asks for last is the answer. */
async function onShelf(stores, mode, act) {
  const base = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("snug", 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction(stores, mode);
      const last = act(change);
      change.oncomplete = () => resolve(last?.result);
      change.onabort = () => reject(change.error);
    });
  } finally {
    base.close(); // else signing out would have to wait for the worker
  }
}

async function meta(name) {
  return (await onShelf(["meta"], "readonly", (change) => change.objectStore("meta").get(name)).catch(() => null))?.value;
}

/** What says who is signed in here, and what is unread; null where nobody is, or nobody can tell. */
async function standing() {
  const answer = await fetch("/api/v1/me/offline", { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 401) await leaveNothing();
  return answer?.ok ? answer.json() : null;
}

/** Nobody is signed in here: what is kept goes, and with it the list for the door, which names people. */
async function leaveNothing() {
  const empty = onShelf(["meta", "rooms", "letters"], "readwrite", (change) => {
    for (const name of ["meta", "rooms", "letters"]) change.objectStore(name).clear();
  });
  await Promise.allSettled([empty, caches.delete(KEPT)]);
}
