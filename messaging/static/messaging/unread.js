/**
 * What is unread in a room that is not on the page: what the server had counted when the log stood at `at`, and what
 * was said since. Pure.
 *
 * @typedef {import("./protocol.js").Event} Event
 */

export const MOST = 99;

export class Unread {
  /** @param {{unread: number, read: number, newest: number, at: number}} stand `newest`: the last words in there */
  constructor({ unread, read, newest, at }) {
    this.read = read;
    /** @type {Map<number, string|null>} by seq, who said it */
    this.since = new Map();
    this.stand(unread, newest, at);
  }

  /** @param {number} unread the server counts no further than to MOST + 1 @param {number} newest @param {number} at */
  stand(unread, newest, at) {
    this.before = unread > MOST ? Infinity : unread;
    this.newest = newest;
    this.at = at;
    /** @type {Set<number>} what was taken off `before`: out of sight first and then deleted it is one */
    this.off = new Set();
    for (const seq of this.since.keys()) if (seq <= at) this.since.delete(seq);
  }

  /** @param {{unread: number, read_seq: number, last_seq: number}} told by the server, asked anew */
  tell({ unread, read_seq: read, last_seq: last }) {
    this.read = Math.max(this.read, read);
    this.stand(unread, last, last);
  }

  /** @returns {number} */
  count() {
    return this.before + this.since.size;
  }

  /** @param {Event} event @param {string} self the reader there @returns {boolean} whether only the server can tell now */
  hear(event, self) {
    if (event.seq <= this.at) return false;
    const { kind, seq, actor, deleted, hidden } = event;
    if (kind === "msg.new" && actor && self.includes(actor.id)) return this.readTo(seq);
    if (kind === "msg.new" && !deleted && !hidden) this.since.set(seq, actor?.id ?? null);
    else if (kind === "msg.del" || (kind === "msg.edit" && hidden)) this.lose(event.of ?? 0);
    else if (kind === "msg.edit" && !actor && !deleted) return this.comesBack(event.of ?? 0);
    else if (kind === "msg.gone") return this.loseAll(event);
    return false;
  }

  /** @param {number} seq */
  lose(seq) {
    const counted = seq > this.read && seq <= this.at && !this.off.has(seq);
    if (this.since.delete(seq) || !counted) return;
    this.off.add(seq);
    this.before = Math.max(0, this.before - 1);
  }

  /** What was out of sight is there again, said by nobody. @param {number} seq @returns {boolean} */
  comesBack(seq) {
    return seq > this.read && !this.since.has(seq);
  }

  /** @param {Event} event @returns {boolean} */
  loseAll({ from, to, profile }) {
    for (const [seq, author] of this.since) {
      if (seq >= from && seq <= to && (!profile || author === null || author === profile)) this.since.delete(seq);
    }
    return this.before > 0 && from <= this.at && to > this.read;
  }

  /** All from this message on is unread again: how many that are, only the server can tell. @param {number} seq */
  back(seq) {
    this.read = Math.min(this.read, seq - 1);
  }

  /** @param {number} seq @returns {boolean} whether only the server can tell now */
  readTo(seq) {
    if (seq <= this.read) return false;
    this.read = seq;
    for (const one of this.since.keys()) if (one <= seq) this.since.delete(one);
    if (seq >= this.newest) this.before = 0;
    return this.before > 0;
  }
}
