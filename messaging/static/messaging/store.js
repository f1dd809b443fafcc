/**
 * What the page knows of one room: the part of its log that is loaded. Pure data; drawing is elsewhere.
 *
 * @typedef {{id: string, name: string, badge: string|null}} Actor
 * @typedef {{seq: number, kind: "message"|"join", at: number, actor: Actor|null, mid?: string, body?: string,
 *            cid?: string|null}} Item
 * @typedef {import("./protocol.js").Event} Event
 */

export class Store {
  /** @param {string} self the reader's own profile in this room */
  constructor(self) {
    this.self = self;
    /** @type {Map<number, Item>} by seq */
    this.items = new Map();
    this.readSeq = 0;
    /** the newest event known of, drawn or not */
    this.head = 0;
    this.hasOlder = false;
    /** true while the loaded part does not reach the end of the log: live events are then only counted */
    this.hasNewer = false;
    /** @type {Set<number>} messages by others that came live while the loaded part did not reach the end */
    this.beyond = new Set();
  }

  /**
   * @param {{items: Item[], atSeq: number, readSeq?: number, hasOlder: boolean, hasNewer: boolean}} page
   */
  reset(page) {
    this.items = new Map(page.items.map((item) => [item.seq, item]));
    this.beyond.clear();
    this.hasOlder = page.hasOlder;
    this.hasNewer = page.hasNewer;
    this.head = page.atSeq;
    this.readSeq = Math.max(this.readSeq, page.readSeq ?? 0);
  }

  /** @param {{items: Item[], hasOlder: boolean}} page */
  prepend(page) {
    for (const item of page.items) this.items.set(item.seq, item);
    this.hasOlder = page.hasOlder;
  }

  /** @param {{items: Item[], hasNewer: boolean, atSeq: number}} page */
  append(page) {
    for (const item of page.items) {
      this.items.set(item.seq, item);
      this.beyond.delete(item.seq);
    }
    this.hasNewer = page.hasNewer;
    if (!page.hasNewer) this.beyond.clear();
  }

  /**
   * Take in one event of the log.
   *
   * @param {Event} event
   * @returns {"new"|"changed"|null} what it means for the timeline
   */
  apply(event) {
    this.head = Math.max(this.head, event.seq);
    switch (event.kind) {
      case "msg.new":
      case "member.join":
        return this.add(toItem(event));
      case "msg.edit":
        return this.edit(event);
      case "msg.del":
        return this.drop(event.of ?? 0) ? "changed" : null;
      case "msg.gone":
        return this.dropRange(event) ? "changed" : null;
      default:
        return null; // reactions and settings are drawn when their time comes
    }
  }

  /** Own words that the server has just stored; their event may come before or after. @param {Item} item */
  stored(item) {
    if (!this.items.has(item.seq)) this.add(item);
  }

  /** @param {Item|null} item @returns {"new"|null} */
  add(item) {
    if (!item) return null;
    if (this.hasNewer) {
      if (item.kind === "message" && !this.isOwn(item)) this.beyond.add(item.seq);
      return null;
    }
    this.items.set(item.seq, item);
    return "new";
  }

  /** @param {Event} event @returns {"changed"|null} */
  edit(event) {
    const item = this.items.get(event.of ?? 0);
    if (!item || typeof event.body !== "string") return null;
    this.items.set(item.seq, { ...item, body: event.body });
    return "changed";
  }

  /** @param {number} seq @returns {boolean} */
  drop(seq) {
    this.beyond.delete(seq);
    return this.items.delete(seq);
  }

  /** @param {string|undefined} mid @returns {boolean} */
  dropMessage(mid) {
    const item = this.list().find((one) => one.mid === mid);
    return item ? this.drop(item.seq) : false;
  }

  /** @param {Event} event `from`, `to`, and whose where it is one person's @returns {boolean} */
  dropRange(event) {
    let any = false;
    const whose = event.whose ?? null;
    for (const [seq, item] of this.items) {
      if (item.kind !== "message" || seq < event.from || seq > event.to) continue;
      if (whose && item.actor && item.actor.id !== whose) continue;
      any = this.drop(seq) || any;
    }
    return any;
  }

  /** @param {Item} item */
  isOwn(item) {
    return item.actor?.id === this.self;
  }

  /** @returns {Item[]} in the order of the log */
  list() {
    return [...this.items.values()].sort((a, b) => a.seq - b.seq);
  }

  /** @returns {number} the lowest and the highest loaded event */
  first() {
    return this.items.size ? Math.min(...this.items.keys()) : this.head + 1;
  }

  last() {
    return this.items.size ? Math.max(...this.items.keys()) : 0;
  }

  /** @param {number} seen the newest event that is or was on the screen @returns {number} messages by others below it */
  unreadAfter(seen) {
    const floor = Math.max(seen, this.readSeq);
    let count = this.beyond.size;
    for (const [seq, item] of this.items) {
      if (seq > floor && item.kind === "message" && !this.isOwn(item)) count += 1;
    }
    return count;
  }
}

/**
 * One shape for REST, socket and the page's own data (messaging/serializers.py).
 *
 * @param {any} wire a message, or an event of the log
 * @returns {Item|null} null for what is not drawn
 */
export function toItem(wire) {
  if (wire.deleted) return null;
  const kind = wire.kind === "member.join" ? "join" : "message";
  const base = { seq: wire.seq, at: Date.parse(wire.at), actor: wire.actor ?? null };
  if (kind === "join") return wire.actor ? { ...base, kind } : null;
  return typeof wire.body === "string" ? { ...base, kind, mid: wire.mid, body: wire.body, cid: wire.cid ?? null } : null;
}
