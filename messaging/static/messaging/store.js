/**
 * What the page knows of one room: the part of its log that is loaded. Pure data; drawing is elsewhere.
 *
 * @typedef {import("./changes.js").Item} Item
 * @typedef {import("./changes.js").Actor} Actor
 * @typedef {{items: Item[], atSeq: number, readSeq: number, hasOlder: boolean, hasNewer: boolean}} Page
 * @typedef {import("./protocol.js").Event} Event
 */

import { changed, CHANGES, withMood } from "./changes.js";

/** So many of the latest changes are kept for pages of history that are on their way. */
const LATELY = 500;

export class Store {
  /**
   * @param {string} self the reader's own profile in this room
   * @param {{joins?: boolean, names?: Record<string, string>, folded?: string[]}} [how] whether joins are drawn; who is
   *   called what, by profile; whom the reader has blocked
   */
  constructor(self, { joins = true, names = {}, folded = [] } = {}) {
    this.folded = new Set(folded);
    this.self = self;
    this.joins = joins;
    this.names = new Map(Object.entries(names));
    /** @type {Map<number, Item>} by seq */
    this.items = new Map();
    this.readSeq = 0;
    this.hasOlder = false;
    /** true while the loaded part does not reach the end of the log: live events then wait in `beyond` */
    this.hasNewer = false;
    /** @type {Map<number, Item>} */
    this.beyond = new Map();
    /** @type {Map<number, Item|null>} what answers quote and is not loaded; null: not to be shown */
    this.quoted = new Map();
    /** @type {((item: Item) => boolean)[]} what was taken back while this page is open: a page of history that was
     * read a moment before must not bring it back */
    this.gone = [];
    /** @type {Event[]} what was changed lately, for the same reason */
    this.lately = [];
  }

  /** Begin anew with this page. @param {Page} page */
  reset(page) {
    this.items.clear();
    this.quoted.clear();
    this.hasOlder = page.hasOlder;
    this.readSeq = Math.max(this.readSeq, page.readSeq);
    this.append(page);
  }

  /** @param {Page} page of what was said before */
  prepend(page) {
    this.take(page.items, page.atSeq);
    this.hasOlder = page.hasOlder;
  }

  /** @param {Page} page of what was said after */
  append(page) {
    this.take(page.items, page.atSeq);
    this.hasNewer = page.hasNewer;
    for (const seq of this.items.keys()) this.beyond.delete(seq);
    if (this.hasNewer) return;
    this.take([...this.beyond.values()]);
    this.beyond.clear();
  }

  /** @param {Item[]} items @param {number} [atSeq] up to where what befell them is in them already */
  take(items, atSeq = Infinity) {
    const missed = this.lately.filter((event) => event.seq > atSeq);
    for (const item of items) {
      if (item.quoted !== undefined && item.reply) this.remember(item.reply.seq, item.quoted, atSeq);
      if (!this.isUnseen(item)) this.items.set(item.seq, missed.reduce(changed, item));
    }
  }

  /** What an answer quotes, as it was at that place in the log. @param {number} seq @param {Item|null} item @param {number} atSeq */
  remember(seq, item, atSeq) {
    const missed = this.lately.filter((event) => event.seq > atSeq);
    this.quoted.set(seq, item && !this.isUnseen(item) ? missed.reduce(changed, item) : null);
  }

  /** @returns {boolean} whether something quotes what is not known here */
  lacksQuote() {
    return [...this.items.values()].some(({ reply }) => reply && this.quote(reply.seq) === undefined);
  }

  /** @param {number} seq of a message that is answered @returns {{item?: Item, gone: boolean}|undefined} undefined: not known here */
  quote(seq) {
    const item = this.items.get(seq) ?? this.beyond.get(seq) ?? this.quoted.get(seq);
    if (item === undefined) return undefined;
    return item === null || item.hidden || this.isFolded(item) ? { gone: true } : { item, gone: false };
  }

  /** @param {Item} item @returns {boolean} whether it is taken back, or not drawn in this room */
  isUnseen(item) {
    return (item.kind === "join" && !this.joins) || this.gone.some((isGone) => isGone(item));
  }

  /**
   * Take in one event of the log; taking it in twice changes nothing.
   *
   * @param {Event} event
   * @returns {"new"|"changed"|null} what it means for the timeline
   */
  apply(event) {
    const renamed = this.hear(event);
    if (CHANGES.has(event.kind)) this.lately = [...this.lately.slice(1 - LATELY), event];
    switch (event.kind) {
      case "msg.new":
      case "member.join":
      case "room.update":
        return this.add(toItem(event));
      case "msg.del":
        return this.lose((item) => item.seq === event.of);
      case "msg.gone":
        return either(this.lose((item) => isAmong(item, event)), this.reword((item) => changed(item, event)));
      case "msg.edit":
        if (event.deleted) return this.lose((item) => item.seq === event.of);
        return this.reword((item) => changed(item, event));
      default:
        return either(this.reword((item) => changed(item, event)), renamed);
    }
  }

  /** Who is called what now. @param {Event} event @returns {"changed"|null} */
  hear({ kind, profile, actor }) {
    if (kind === "member.anon") return this.names.delete(profile ?? actor?.id) ? "changed" : null;
    if (!actor?.name || this.names.get(actor.id) === actor.name) return null;
    const known = this.names.has(actor.id);
    this.names.set(actor.id, actor.name);
    return known ? "changed" : null;
  }

  /**
   * What the server has just confirmed and whose event has not come yet.
   *
   * @param {import("./outbox.js").Letter} letter @param {any} ack @param {Actor} self
   */
  confirmed(letter, ack, self) {
    const { op, mid, at, cid, media } = letter;
    const body = ack.changed?.body ?? letter.body;
    const about = (/** @type {Item} */ item) => item.mid !== undefined && item.mid === mid;
    if (op === "send") this.add({ seq: ack.seq, kind: "message", at, actor: self, mid: ack.mid, body, media, cid, reply: letter.reply_to });
    else if (op === "del") this.lose(about);
    else if (op === "edit") this.reword((item) => (about(item) ? { ...item, body, edited: true, mentions: undefined } : item));
    else this.reword((item) => (about(item) ? withMood(item, this.self, letter) : item));
  }

  /** @param {Item|null} item @returns {"new"|null} */
  add(item) {
    if (!item || this.isUnseen(item)) return null;
    if (this.hasNewer) {
      this.beyond.set(item.seq, item);
      return null;
    }
    this.items.set(item.seq, item);
    return "new";
  }

  /** @param {(item: Item) => boolean} isGone @returns {"changed"|null} */
  lose(isGone) {
    this.gone.push((item) => item.kind === "message" && isGone(item));
    const [before, quotes] = [this.items.size, [...this.quoted.values()].filter(Boolean).length];
    for (const map of [this.items, this.beyond]) {
      for (const [seq, item] of map) {
        if (item.kind !== "message" || !isGone(item)) continue;
        map.delete(seq);
        this.quoted.set(seq, null);
      }
    }
    for (const [seq, item] of this.quoted) if (item && isGone(item)) this.quoted.set(seq, null);
    const same = this.items.size === before && quotes === [...this.quoted.values()].filter(Boolean).length;
    return same ? null : "changed";
  }

  /** @param {(item: Item) => Item} change @returns {"changed"|null} */
  reword(change) {
    let any = false;
    for (const map of [this.items, this.beyond, this.quoted]) {
      for (const [seq, item] of map) {
        const now = item && change(item);
        if (now === item) continue;
        map.set(seq, now);
        any = true;
      }
    }
    return any ? "changed" : null;
  }

  /** Nothing of what was said stays. */
  forget() {
    this.items.clear();
    this.beyond.clear();
    this.quoted.clear();
  }

  /** @param {Item} item */
  isOwn(item) {
    return item.actor?.id === this.self;
  }

  /** @param {Item} item @returns {boolean} */
  isFolded(item) {
    return this.folded.has(item.actor?.id ?? "");
  }

  /** @returns {Map<string, string>} who is named where people are: not whom the reader has blocked */
  named() {
    return this.folded.size ? new Map([...this.names].filter(([profile]) => !this.folded.has(profile))) : this.names;
  }

  /** @returns {Item[]} in the order of the log */
  list() {
    return [...this.items.values()].sort((a, b) => a.seq - b.seq);
  }

  /** @returns {number} the lowest loaded event */
  first() {
    return Math.min(...this.items.keys());
  }

  /** @returns {number} the highest loaded event */
  last() {
    return Math.max(0, ...this.items.keys());
  }

  /** @param {number} seen the newest event that is or was on the screen @returns {number} messages by others below it */
  unreadAfter(seen) {
    const floor = Math.max(seen, this.readSeq);
    const all = [...this.items.values(), ...this.beyond.values()];
    return all.filter((item) => item.seq > floor && item.kind === "message" && !item.hidden && !this.isOwn(item) && !this.isFolded(item)).length;
  }
}

/** @param {"changed"|null} one @param {"changed"|null} other */
function either(one, other) {
  return one ?? other;
}

/** Of those a `msg.gone` names: a stretch of the log, of one person where it says whose. @param {Item} item @param {Event} event */
function isAmong(item, event) {
  if (item.seq < event.from || item.seq > event.to) return false;
  return !event.profile || item.actor === null || item.actor.id === event.profile;
}

/**
 * One shape for REST, socket and the page's own data (messaging/serializers.py).
 *
 * @param {any} wire a message, or an event of the log
 * @returns {Item|null} null for what is not drawn
 */
export function toItem(wire) {
  const base = { seq: wire.seq, at: Date.parse(wire.at), actor: wire.actor ?? null };
  if (wire.kind === "member.join") return wire.actor ? { ...base, kind: "join" } : null;
  if (wire.kind === "room.update") return { ...base, kind: "note", what: wire.what, until: wire.until && Date.parse(wire.until) };
  if (wire.deleted || typeof wire.body !== "string") return null;
  const { mid, body, sites, hidden, media, mentions, poll, cid = null } = wire;
  return { ...base, kind: "message", mid, body, sites, hidden, media, mentions, poll, cid, ...lived(wire), ...answered(wire) };
}

/** Whether it answers something; `quoted`: what a page says of that. @param {any} wire */
function answered({ reply_to: reply, quote }) {
  if (!reply) return {};
  return quote === undefined ? { reply } : { reply, quoted: quote && stub(reply.seq, reply.mid, quote) };
}

/** @param {number} seq @param {string} mid @param {any} quote of a page @returns {Item} what is known of a message that is not loaded */
export function stub(seq, mid, { actor, body, version }) {
  return { seq, mid, kind: "message", at: 0, actor, body, version, reactions: [] };
}

/** What has befallen a message since it was said. @param {any} wire */
function lived({ version, edited_at: editedAt, reactions }) {
  return { version: version ?? 1, edited: Boolean(editedAt), reactions: reactions ?? [] };
}
