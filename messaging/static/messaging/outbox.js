/**
 * What was said or done but is not yet acknowledged. It is written to the device before it is sent, one key per
 * message, so that neither a reload nor a second tab can lose or overwrite it; it goes when the server says
 * that it is stored, or when its author discards it.
 *
 * `cid`: made once, kept through all retries · `at`: when it was written, in ms · `state`: `pending` goes out by itself,
 * `failed` waits for its author to `retry` or `discard` it, and then `code` and `detail` are those of the `err` ·
 * `confirm`: rules that its author has confirmed.
 *
 * @typedef {{
 *   cid: string, room: string, op: "send"|"edit"|"del"|"react", at: number, body?: string, mid?: string,
 *   emoji?: string, on?: boolean, reply_to?: {mid: string, seq: number}, state: "pending"|"failed", code?: import("./protocol.js").ErrCode,
 *   detail?: import("./protocol.js").ErrDetail, confirm?: string[], media?: import("./protocol.js").Shot[],
 * }} Letter
 */

export class Outbox {
  /**
   * @param {string} owner the profile that speaks; another person on the same device must not find these
   * @param {Storage|null} storage null keeps everything in memory (private mode, full disk)
   */
  constructor(owner, storage) {
    this.prefix = `snug.outbox.${owner}.`;
    this.storage = storage;
    /** @type {Map<string, Letter>} in the order in which they were written */
    this.letters = new Map();
    /** @type {Set<string>} cids that the device had no room for: they live as long as the page */
    this.volatile = new Set();
    this.reload();
  }

  /** Takes in what the device holds, and lets go of what another tab has finished. */
  reload() {
    if (!this.storage) return;
    const found = readAll(this.storage, this.prefix);
    for (const cid of [...this.letters.keys()]) {
      if (!found.has(cid) && !this.volatile.has(cid)) this.letters.delete(cid);
    }
    const fresh = [...found.values()].filter((letter) => !this.letters.has(letter.cid));
    for (const letter of fresh.sort((a, b) => a.at - b.at)) this.letters.set(letter.cid, letter);
  }

  /** @param {Letter} letter */
  put(letter) {
    this.letters.set(letter.cid, letter);
    try {
      if (this.storage) this.storage.setItem(this.prefix + letter.cid, JSON.stringify(letter));
      else this.volatile.add(letter.cid);
    } catch {
      this.volatile.add(letter.cid); // the quota is full: carry on in memory
    }
  }

  /** @param {string} cid @returns {Letter|undefined} */
  get(cid) {
    return this.letters.get(cid);
  }

  /** @param {string} cid */
  drop(cid) {
    this.letters.delete(cid);
    this.volatile.delete(cid);
    this.storage?.removeItem(this.prefix + cid);
  }

  /** @param {string} room @returns {Letter[]} */
  of(room) {
    return [...this.letters.values()].filter((letter) => letter.room === room);
  }

  /** The one that goes next: own words leave in the order in which they were written. @param {string} room */
  next(room) {
    return this.of(room).find((letter) => letter.state === "pending");
  }

  /** @returns {Set<string>} rooms in which something waits */
  rooms() {
    return new Set([...this.letters.values()].map((letter) => letter.room));
  }

  /** @param {string} room the room whose access ended: nothing of it stays on the device */
  forget(room) {
    for (const letter of this.of(room)) this.drop(letter.cid);
  }
}

/**
 * @param {Storage} storage
 * @param {string} prefix
 * @returns {Map<string, Letter>}
 */
function readAll(storage, prefix) {
  const found = new Map();
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index);
    if (!key?.startsWith(prefix)) continue;
    const letter = parse(storage.getItem(key));
    if (letter && key === prefix + letter.cid) found.set(letter.cid, letter);
  }
  return found;
}

/** @param {string|null} text @returns {Letter|null} */
function parse(text) {
  try {
    const letter = JSON.parse(text ?? "");
    const whole = typeof letter?.cid === "string" && typeof letter.room === "string" && Number.isFinite(letter.at);
    return whole ? letter : null;
  } catch {
    return null;
  }
}

/**
 * The device's store, or null where there is none (blocked, private mode): asking is what throws.
 *
 * @returns {Storage|null}
 */
export function deviceStorage() {
  try {
    const probe = "snug.probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}
