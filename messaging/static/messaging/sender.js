import { Backoff } from "./backoff.js";
import { isRetryable } from "./protocol.js";

/**
 * Brings letters from the outbox to the server: one at a time per room, so that own words keep their order; the
 * same cid again and again until there is an answer. An answer is an `ack` (stored, once) or a final `err`.
 *
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./protocol.js").Frame} Frame
 * @typedef {import("./protocol.js").Ack} Ack
 */

/** An ack that has not come by then is taken for lost; the same cid goes again, and the server knows it. */
const ACK_MS = 10_000;

export class Sender {
  /**
   * @param {{
   *   outbox: import("./outbox.js").Outbox, random: () => number,
   *   put: (frame: Frame) => boolean, mayGo: (room: string) => boolean,
   *   onLetter: (letter: Letter, ack?: Ack) => void,
   * }} options `put` writes to the line, `mayGo` says whether the room is followed on a greeted line
   */
  constructor({ outbox, random, put, mayGo, onLetter }) {
    this.outbox = outbox;
    this.random = random;
    this.put = put;
    this.mayGo = mayGo;
    this.onLetter = onLetter;
    /** @type {Map<string, {cid: string, timer: number}>} the one letter of each room that is on its way */
    this.flying = new Map();
    /** @type {Map<string, Backoff>} */
    this.patience = new Map();
  }

  /** Stored on the device first, then sent, instead of what it makes needless. @param {Letter} letter @returns {Letter} */
  post(letter) {
    for (const old of this.outbox.of(letter.room)) if (replaces(letter, old) && !this.isFlying(old)) this.outbox.drop(old.cid);
    this.outbox.put(letter);
    this.onLetter(letter);
    this.pump(letter.room);
    return letter;
  }

  /** Try a failed letter again, with the same cid. @param {string} cid */
  retry(cid) {
    const letter = this.outbox.get(cid);
    if (!letter) return;
    const rule = letter.code === "nudge" ? letter.detail?.rule : undefined;
    const confirm = rule ? [...(letter.confirm ?? []), rule] : letter.confirm;
    if (letter.detail?.field === "reply_to") letter.reply_to = undefined; // gone: the words stand by themselves
    this.post({ ...letter, state: "pending", code: undefined, detail: undefined, confirm });
  }

  /** @param {string} cid a letter its author gives up */
  discard(cid) {
    const room = this.land(cid);
    this.outbox.drop(cid);
    if (room) this.pump(room);
  }

  /** @param {string} room */
  pump(room) {
    if (this.flying.has(room) || !this.mayGo(room)) return;
    const letter = this.outbox.next(room);
    if (!letter) return;
    const { cid, op, mid, body, emoji, on, confirm, reply_to: to } = letter;
    const media = letter.media?.map(({ id }) => id);
    if (!this.put({ op, id: cid, room, cid, mid, body, emoji, on, confirm, reply_to: to?.mid, media })) return;
    this.flying.set(room, { cid, timer: setTimeout(() => this.again(room, cid, 0), ACK_MS) });
  }

  /** @param {Letter} letter @returns {boolean} whether it may be with the server already */
  isFlying(letter) {
    return this.flying.get(letter.room)?.cid === letter.cid;
  }

  /** The line is gone, and with it every answer. */
  ground() {
    for (const flight of this.flying.values()) clearTimeout(flight.timer);
    this.flying.clear();
  }

  /** @param {Ack} ack */
  acked(ack) {
    const letter = this.outbox.get(ack.cid);
    this.land(ack.cid);
    this.patience.delete(ack.room);
    this.outbox.drop(ack.cid);
    if (letter) this.onLetter(letter, ack);
    this.pump(ack.room);
  }

  /** @param {Frame} err @returns {boolean} whether it answered a letter */
  refused(err) {
    const letter = this.outbox.get(String(err.id));
    if (!letter) return false;
    if (isRetryable(err.code)) {
      const patience = this.patience.get(letter.room) ?? new Backoff(this.random);
      this.patience.set(letter.room, patience);
      this.again(letter.room, letter.cid, err.retry_ms ?? patience.next());
      return true;
    }
    const failed = /** @type {Letter} */ ({ ...letter, state: "failed", code: err.code, detail: err.detail });
    this.land(letter.cid);
    this.outbox.put(failed);
    this.onLetter(failed);
    this.pump(letter.room);
    return true;
  }

  /** A hold has ended: what was let in is a letter no longer. @param {Frame} note */
  noted({ about, state }) {
    const letter = this.outbox.get(about);
    if (!letter) return;
    const ended = /** @type {Letter} */ ({ ...letter, state: "failed", code: "held", detail: { ...letter.detail, state } });
    if (state === "released") this.outbox.drop(about);
    else this.outbox.put(ended);
    this.onLetter(ended);
  }

  /** @param {string} room the room whose access ended */
  forget(room) {
    this.land(this.flying.get(room)?.cid);
    this.patience.delete(room);
    this.outbox.forget(room);
  }

  /** The outcome is unknown: the same cid once more, after a while. @param {string} room @param {string} cid @param {number} ms */
  again(room, cid, ms) {
    this.land(cid);
    const timer = setTimeout(() => {
      this.land(cid);
      this.pump(room);
    }, ms);
    this.flying.set(room, { cid, timer }); // keeps the way closed until then
  }

  /** @param {string|undefined} cid @returns {string|undefined} the room whose way is free again */
  land(cid) {
    for (const [room, flight] of this.flying) {
      if (flight.cid !== cid) continue;
      clearTimeout(flight.timer);
      this.flying.delete(room);
      return room;
    }
    return undefined;
  }
}

/**
 * Of two changes of the same words, or two moods about the same emoji, the later one counts; who takes a message back
 * has nothing more to say about it.
 *
 * @param {Letter} letter @param {Letter} old
 */
function replaces(letter, old) {
  if (old.cid === letter.cid || old.mid !== letter.mid) return false;
  if (letter.op === "del") return old.op === "edit" || old.op === "react";
  if (letter.op !== old.op) return false;
  return letter.op === "edit" || (letter.op === "react" && letter.emoji === old.emoji);
}
