/**
 * Keeps the last messages of one's rooms on this device, and in step: what is changed, deleted or hidden is so here at
 * the next contact, and what the server no longer gives goes. Without the person's wish it only sees to the app's icon.
 *
 * @typedef {import("./shelf.js").Told} Told
 * @typedef {import("./shelf.js").Kept} Kept
 * @typedef {import("../protocol.js").Event} Event
 */

import { Backoff } from "../backoff.js";
import { History } from "../history.js";
import { newCid } from "../protocol.js";
import { Store, stub } from "../store.js";
import { deliver, isBy, lettersOn } from "./deliver.js";
import { badge } from "./icon.js";
import { Shelf, SHARE_MS } from "./shelf.js";
import { askForWorker, forgetYes, isInstalled, wantsToKeep } from "./wish.js";

const LAST = 200;
const PAGE = 100;
const MOST_ROOMS = 20;
const CALM_MS = 250; // between two questions: nobody waits for this
const WRITE_MS = 1_000;
const OWNER = "snug.owner";
const URL = "/api/v1/me/offline";

export class Keeper {
  /** @param {{storage: Storage|null, here?: string|null, follows?: (room: string, key: string) => boolean}} parts `here`: the room on the page; `follows`: whether a socket brings its letters */
  constructor({ storage, here = null, follows = () => false }) {
    this.storage = storage;
    this.here = here;
    this.follows = follows;
    /** @type {Shelf|null} */
    this.shelf = null;
    this.owner = "";
    /** @type {Map<string, Told>} */
    this.told = new Map();
    /** @type {Map<string, {store: Store, atSeq: number}>} rooms that are kept in step */
    this.live = new Map();
    /** @type {Map<string, Event[]>} what came before its room was there */
    this.early = new Map();
    /** @type {Set<string>} */
    this.changed = new Set();
    this.timer = 0;
    this.again = 0;
    this.backoff = new Backoff();
    this.over = false;
  }

  /** Once per page, when it has come to rest. */
  async start() {
    const keeps = wantsToKeep();
    this.shelf = await Shelf.open();
    if (!keeps) await this.shelf?.wipe(["rooms", "letters"]);
    await this.shelf?.dropShares(({ at }) => Date.now() - at > SHARE_MS);
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    addEventListener("offline", () => this.leave());
    await this.send();
    if (keeps || isInstalled()) await askForWorker();
    if (keeps || isInstalled()) await this.look(keeps);
    await this.handOver();
  }

  /** @param {boolean} keeps */
  async look(keeps) {
    const answer = await fetch(URL, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 401 || answer?.status === 403) await this.end();
    if (!answer?.ok) return;
    const { owner, language, unread, rooms } = await answer.json();
    this.mine(owner);
    await this.shelf?.claim(owner, language);
    for (const room of rooms) this.told.set(room.id, room);
    badge(unread, this.shelf);
    if (!keeps || !this.shelf) return;
    this.owner = owner;
    await this.forgetGone();
    await this.bring(rooms);
  }

  /** Unsent words and drafts of somebody else who used this device go. @param {string} owner */
  mine(owner) {
    const before = this.storage?.getItem(OWNER);
    if (before && before !== owner) {
      const theirs = Object.keys(this.storage ?? {}).filter((key) => /^snug\.(outbox|draft)\./.test(key));
      for (const key of theirs) this.storage?.removeItem(key);
      forgetYes();
    }
    this.storage?.setItem(OWNER, owner);
  }

  /** Whatever the server names no more. */
  async forgetGone() {
    const gone = (await this.shelf?.all("rooms") ?? []).filter(({ id }) => !this.told.has(id));
    await this.shelf?.write(this.owner, ["rooms"], (store) => gone.forEach(({ id }) => store("rooms").delete(id)));
  }

  /** What was opened here or lies here, and the rooms in which something was said last; one after the other, calmly. @param {Told[]} rooms */
  async bring(rooms) {
    const kept = new Map((await this.shelf?.all("rooms") ?? []).map((one) => [one.id, one]));
    const saves = /** @type {any} */ (navigator).connection?.saveData === true;
    const wanted = rooms.filter(({ id }, at) => id === this.here || kept.has(id) || (at < MOST_ROOMS && !saves));
    const opened = wanted.filter(({ id }) => id === this.here || kept.get(id)?.opened);
    const others = wanted.filter((one) => !opened.includes(one)).slice(0, Math.max(0, MOST_ROOMS - opened.length));
    const stay = new Set([...opened, ...others].map(({ id }) => id));
    const over = [...kept.keys()].filter((id) => !stay.has(id));
    await this.shelf?.write(this.owner, ["rooms"], (store) => over.forEach((id) => store("rooms").delete(id)));
    for (const told of [...opened, ...others]) if (!this.over) await this.one(told, kept.get(told.id));
  }

  /** @param {Told} told @param {Kept|undefined} kept */
  async one(told, kept) {
    const isRight = kept && kept.page.atSeq === told.last_seq;
    const page = isRight ? kept.page : await fresh(told.id);
    if (!page || this.over) return;
    const store = storeOf(told, page);
    this.live.set(told.id, { store, atSeq: page.atSeq });
    this.take(told.id, this.early.get(told.id) ?? []);
    this.early.delete(told.id);
    await this.write([told.id], kept?.opened);
    if (!isRight) await new Promise((calm) => setTimeout(calm, CALM_MS));
  }

  // ---- while the page is open -------------------------------------------------------------------------------

  /** @param {string} room @param {Event[]} events the next ones of the room's log */
  hear(room, events) {
    if (this.over) return;
    if (!this.live.has(room)) this.early.set(room, [...(this.early.get(room) ?? []), ...events]);
    else this.take(room, events);
  }

  /** @param {string} room @param {Event[]} events */
  take(room, events) {
    const live = this.live.get(room);
    if (!live) return;
    const news = events.filter(({ seq }) => seq > live.atSeq);
    if (news.length > 0 && news[0].seq !== live.atSeq + 1) return this.missed(room);
    for (const event of news) {
      live.store.apply(event);
      live.atSeq = event.seq;
    }
    if (news.length > 0) this.later(room);
  }

  /** @param {string} room */
  later(room) {
    this.changed.add(room);
    this.timer ||= setTimeout(() => this.flush(), WRITE_MS);
  }

  async flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    const rooms = [...this.changed];
    this.changed.clear();
    await this.write(rooms);
  }

  /** @param {string[]} rooms @param {boolean} [opened] before, on this device */
  async write(rooms, opened = false) {
    const records = rooms.flatMap((id) => this.record(id, opened) ?? []);
    await this.shelf?.write(this.owner, ["rooms"], (store) => records.forEach((one) => store("rooms").put(one)));
  }

  /** @param {string} id @param {boolean} opened @returns {Kept|null} */
  record(id, opened) {
    const [live, told] = [this.live.get(id), this.told.get(id)];
    if (!live || !told) return null;
    const all = live.store.list();
    const items = all.slice(-LAST).map((item) => asKept(live.store, item));
    const page = { items, atSeq: live.atSeq, readSeq: told.read_seq, hasOlder: all.length > LAST || live.store.hasOlder, hasNewer: false };
    return { id, told, page, names: Object.fromEntries(live.store.names), asOf: Date.now(), opened: opened || id === this.here };
  }

  /** Somebody was blocked, or is no longer. @param {string} room @param {Set<string>} folded */
  fold(room, folded) {
    const told = this.told.get(room);
    if (!told) return;
    this.told.set(room, { ...told, folded: [...folded] });
    this.later(room);
  }

  /** Too much of it was missed to go on: it is read anew with the next page. @param {string} room */
  missed(room) {
    this.live.delete(room);
  }

  /** What is unread now, by room. @param {[string, number][]} rooms */
  counted(rooms) {
    if (this.told.size === 0 || this.over) return;
    const heard = rooms.filter(([room]) => this.told.get(room)?.muted === false);
    badge(heard.reduce((sum, [, unread]) => sum + Math.min(unread, PAGE), 0), this.shelf);
  }

  // ---- the end ----------------------------------------------------------------------------------------------

  /** The access to this room ended. @param {string} room */
  async forget(room) {
    this.live.delete(room);
    this.told.delete(room);
    this.changed.delete(room);
    await this.shelf?.write(this.owner, ["rooms"], (store) => store("rooms").delete(room));
  }

  /** Signed out, here or from elsewhere. */
  async end() {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.again);
    await this.shelf?.wipe();
    badge(0, null);
  }

  // ---- what waits to be sent --------------------------------------------------------------------------------

  /** What was written in rooms that this page does not follow; again after a while, as long as some of it waits. */
  async send() {
    clearTimeout(this.again);
    if (this.over || !navigator.onLine) return;
    const isDone = await deliver(this.storage, { only: (room, key) => !this.follows(room, key) });
    await this.handOver();
    if (isDone) this.backoff.reset();
    else if (!this.over) this.again = setTimeout(() => this.send(), this.backoff.next());
  }

  /** The page goes, or the network: what waits goes out by the worker, where there is one that can. */
  async leave() {
    if (!this.over && this.owner) await this.flush();
    await this.handOver();
  }

  /** The worker has what waits, and nothing that is no longer to be said. */
  async handOver() {
    if (this.owner && !this.over) await handOver(this.shelf, this.owner, this.storage, [...this.told.values()]);
  }
}

/** @param {Shelf|null} shelf @param {string} owner @param {Storage|null} storage @param {Told[]} rooms of the owner's: what is by others stays where it is */
export async function handOver(shelf, owner, storage, rooms) {
  const isOwn = isBy(rooms);
  const own = lettersOn(storage).filter(({ key, letter }) => isOwn(letter.room, key)).map(({ letter }) => letter);
  const letters = own.filter(({ op, state }) => op === "send" && state === "pending");
  await shelf?.write(owner, ["letters"], (store) => {
    store("letters").clear();
    for (const letter of letters) store("letters").put(letter);
  });
  const registration = letters.length > 0 && /** @type {any} */ (await navigator.serviceWorker?.getRegistration("/"));
  if (registration) await registration.sync?.register(`outbox-${newCid()}`).catch(() => {});
}

/** @param {Told} told @param {import("../store.js").Page} page */
function storeOf({ me, kind, folded }, page) {
  const store = new Store(me?.id ?? "", { joins: kind !== "notices" && kind !== "direct", folded });
  store.reset(page);
  for (const { actor } of page.items) if (actor) store.names.set(actor.id, actor.name);
  return store;
}

/** @param {string} room @returns {Promise<import("../store.js").Page|null>} the last messages of a room; null: not now */
async function fresh(room) {
  const history = new History(`/api/v1/rooms/${room}/messages`);
  history.limit = PAGE;
  try {
    const newest = await history.page();
    const first = Math.min(...newest.items.map(({ seq }) => seq));
    if (!newest.hasOlder || newest.items.length === 0) return newest;
    const older = await history.page({ before: first });
    // What befell the older ones between the two questions comes with the next contact.
    return { ...newest, items: [...older.items, ...newest.items], hasOlder: older.hasOlder, atSeq: Math.min(newest.atSeq, older.atSeq) };
  } catch {
    return null;
  }
}

/** What it answers as that may be seen now: not as it was when the page was read. @param {Store} store @param {import("../changes.js").Item} item */
function asKept(store, { quoted, ...item }) {
  if (!item.reply) return item;
  const found = store.quote(item.reply.seq);
  if (found === undefined) return { ...item, quoted };
  const { item: said } = found;
  return { ...item, quoted: said?.mid ? stub(said.seq, said.mid, said) : null };
}
