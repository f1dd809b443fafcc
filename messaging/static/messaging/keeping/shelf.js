/**
 * What lies on this device to be read without a network, in IndexedDB: of one person at a time. The worker opens the
 * same store (community/worker/device.js): a change of its form needs another VERSION in both.
 *
 * - `meta`: `{name, value}`; `owner`: whose all of this is; `language`; `badge`: false where the icon bears no number
 * - `rooms`: `{id, told, page, names, asOf, opened}`: how the server described the room, its last messages as `Store`
 *   has them, who is called what, when it was so, and whether its person has opened it here
 * - `letters`: what waits to be sent, for the worker; the outbox itself is elsewhere (`outbox.js`)
 * - `shares`: what other apps have handed over, for an hour
 *
 * @typedef {import("../store.js").Page} Page
 * @typedef {{id: string, group: string, kind: string, title: string, name: string, prompt: string, url: string, emblem: string, brand: {name: string, key: string, colours?: string},
 *   me: import("../store.js").Actor, last_seq: number, read_seq: number, unread: number, muted: boolean, at: string|null, closed: string|null,
 *   keep_days: number, folded: string[]}} Told
 * @typedef {{id: string, told: Told, page: Page, names: Record<string, string>, asOf: number, opened: boolean}} Kept
 * @typedef {{id: string, at: number, owner: string|null, title: string, text: string, url: string, photos: File[]}} Share
 */

const NAME = "snug";
const VERSION = 1;
const STORES = { meta: "name", rooms: "id", letters: "cid", shares: "id" };
const OF_ONE = ["meta", "rooms", "letters"];
const DOOR_LISTS = "check-in"; // the worker's cache of who comes to an event (community/worker/sw.js)

export const SHARE_MS = 60 * 60 * 1000;

export class Shelf {
  /** @returns {Promise<Shelf|null>} null where the browser keeps nothing (private mode, blocked) */
  static async open() {
    try {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
      };
      return new Shelf(await done(asked));
    } catch {
      return null;
    }
  }

  /** @param {IDBDatabase} base */
  constructor(base) {
    this.base = base;
    this.isOpen = true;
    // Signed out in another tab: the browser takes it all away, and nothing is put back.
    base.onclose = base.onversionchange = () => this.close();
  }

  close() {
    this.isOpen = false;
    this.base.close();
  }

  /** @param {"meta"|"rooms"|"letters"|"shares"} store @returns {Promise<any[]>} */
  async all(store) {
    return this.isOpen ? done(this.base.transaction(store).objectStore(store).getAll()) : [];
  }

  /** @param {string} name @returns {Promise<any>} undefined: it was never said */
  async meta(name) {
    if (!this.isOpen) return undefined;
    return (await done(this.base.transaction("meta").objectStore("meta").get(name)))?.value;
  }

  /** @param {string} id @returns {Promise<Kept|undefined>} */
  async room(id) {
    return this.isOpen ? done(this.base.transaction("rooms").objectStore("rooms").get(id)) : undefined;
  }

  /**
   * Writes, unless the shelf has become somebody else's meanwhile or was emptied: what is asked and what is written
   * stand in one transaction.
   *
   * @param {string} owner @param {("meta"|"rooms"|"letters")[]} stores @param {(store: (name: string) => IDBObjectStore) => void} write
   */
  async write(owner, stores, write) {
    if (!this.isOpen) return;
    const names = [...new Set(["meta", ...stores])];
    const change = this.base.transaction(names, "readwrite");
    const asked = change.objectStore("meta").get("owner");
    asked.onsuccess = () => {
      if (asked.result?.value === owner) write((name) => change.objectStore(name));
    };
    await finished(change);
  }

  /** From here on it is this person's. What another has left goes first. @param {string} owner @param {string} language */
  async claim(owner, language) {
    if (!this.isOpen) return;
    const change = this.base.transaction(Object.keys(STORES), "readwrite");
    const asked = change.objectStore("meta").get("owner");
    let isForeign = false;
    asked.onsuccess = () => {
      const before = asked.result?.value;
      isForeign = before !== undefined && before !== owner;
      if (isForeign) for (const name of OF_ONE) change.objectStore(name).clear();
      dropForeign(change, owner);
      change.objectStore("meta").put({ name: "owner", value: owner });
      change.objectStore("meta").put({ name: "language", value: language });
    };
    await finished(change);
    if (isForeign) await caches.delete(DOOR_LISTS);
  }

  /** Nothing of anybody stays, but what other apps have handed over and waits for somebody to sign in. @param {string[]} [stores] */
  async wipe(stores = OF_ONE) {
    if (!this.isOpen) return;
    const change = this.base.transaction(stores, "readwrite");
    for (const name of stores) change.objectStore(name).clear();
    await finished(change);
    if (stores.includes("meta")) await caches.delete(DOOR_LISTS); // nobody is signed in: it names people as well
  }

  /** @param {(share: Share) => boolean} isGone those go */
  async dropShares(isGone) {
    if (!this.isOpen) return;
    const change = this.base.transaction("shares", "readwrite");
    eachShare(change, (share, cursor) => isGone(share) && cursor.delete());
    await finished(change);
  }
}

/** What was handed over while somebody else was signed in is not for this one. @param {IDBTransaction} change @param {string} owner */
function dropForeign(change, owner) {
  eachShare(change, (share, cursor) => share.owner !== null && share.owner !== owner && cursor.delete());
}

/** @param {IDBTransaction} change @param {(share: Share, cursor: IDBCursorWithValue) => void} act */
function eachShare(change, act) {
  const walk = change.objectStore("shares").openCursor();
  walk.onsuccess = () => {
    const cursor = walk.result;
    if (!cursor) return;
    act(cursor.value, cursor);
    cursor.continue();
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} change @returns {Promise<void>} also when it came to nothing: the device keeps what it can */
function finished(change) {
  return new Promise((resolve) => {
    change.oncomplete = change.onabort = () => resolve();
  });
}
