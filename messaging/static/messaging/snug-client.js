import { Backoff } from "./backoff.js";
import { Cursors } from "./cursors.js";
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { isRetryable, newCid, parseFrames, ROOMS_PER_SUB } from "./protocol.js";

/**
 * The client of `snug.v1`: follows rooms without a gap, sends what the outbox holds until it is acknowledged,
 * and tells the page what happened. It knows nothing of the page.
 *
 * @typedef {import("./protocol.js").Event} Event
 * @typedef {import("./protocol.js").Frame} Frame
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./link.js").LinkState} LinkState
 * @typedef {{
 *   onState?: (state: LinkState) => void,
 *   onLive?: (room: string, head: number) => void,
 *   onEvents?: (room: string, events: Event[]) => void,
 *   onResync?: (room: string, reason: string) => void,
 *   onEnded?: (room: string, reason: string) => void,
 *   onLetter?: (letter: Letter, ack?: Frame) => void,
 *   onNote?: (note: Frame) => void,
 *   onTyping?: (frame: Frame) => void,
 *   onRead?: (room: string, seq: number) => void,
 * }} Listener
 */

/** An ack that has not come by then is taken for lost; the same cid goes again, and the server knows it. */
const ACK_MS = 10_000;
/** At most 20 `sub` a minute are allowed; a room that keeps losing events must not use them up. */
const SUB_GAP_MS = 3_000;
const READ_GAP_MS = 1_000;

export class SnugClient {
  /**
   * @param {{url: string, sessionUrl: string, owner: string, storage: Storage|null, listener: Listener,
   *          random?: () => number}} options
   */
  constructor({ url, sessionUrl, owner, storage, listener, random }) {
    this.listener = listener;
    this.random = random ?? Math.random;
    this.cursors = new Cursors();
    this.outbox = new Outbox(owner, storage);
    /** @type {string|null} the log epoch that this connection's `hello` named */
    this.epoch = null;
    this.ready = false;
    /** @type {Map<string, {cid: string, timer: number}>} the one letter of each room that is on its way */
    this.flying = new Map();
    /** @type {Map<string, Backoff>} */
    this.patience = new Map();
    /** @type {Map<string, {seq: number, sent: number, timer: number}>} */
    this.reads = new Map();
    this.subTimer = 0;
    this.lastSub = 0;
    this.ids = 0;
    this.link = new Link({
      url,
      sessionUrl,
      backoff: new Backoff(this.random),
      onText: (text) => this.receive(text),
      onState: (state) => this.lineChanged(state),
    });
  }

  start() {
    this.link.connect();
  }

  wake() {
    this.link.wake();
  }

  stop() {
    this.link.stop();
  }

  /** @param {string} room @param {number|null} since the last event that the page shows; null = from now */
  follow(room, since) {
    this.cursors.follow(room, since);
    this.subscribe();
    this.pump(room);
  }

  /**
   * Say something: stored on the device first, then sent; told to the page through `onLetter`.
   *
   * @param {string} room @param {string} body
   * @returns {Letter}
   */
  say(room, body) {
    return this.post({ cid: newCid(), room, op: "send", body, at: Date.now(), state: "pending" });
  }

  /** Take back own words. @param {string} room @param {string} mid @returns {Letter} */
  remove(room, mid) {
    return this.post({ cid: newCid(), room, op: "del", mid, at: Date.now(), state: "pending" });
  }

  /** Try a failed letter again, with the same cid. @param {string} cid */
  retry(cid) {
    const letter = this.outbox.get(cid);
    if (!letter) return;
    const rule = letter.code === "nudge" ? letter.detail?.rule : undefined;
    this.post({ ...letter, state: "pending", code: undefined, confirm: rule ? [rule] : letter.confirm });
  }

  /** Give up a letter that did not get through. @param {string} cid */
  discard(cid) {
    this.land(cid);
    this.outbox.drop(cid);
  }

  /** @param {string} room @param {number} seq; the newest wins, at most one frame a second */
  read(room, seq) {
    const state = this.reads.get(room) ?? { seq: 0, sent: 0, timer: 0 };
    this.reads.set(room, state);
    if (seq <= state.seq) return;
    state.seq = seq;
    if (!state.timer) this.readSoon(room, state);
  }

  /** @param {string} room @param {boolean} on */
  typing(room, on) {
    if (this.ready) this.link.send({ op: "typing", room, on });
  }

  // ---- the line ---------------------------------------------------------------------------------------------

  /** @param {LinkState} state */
  lineChanged(state) {
    this.ready = false;
    this.cursors.disconnect();
    for (const [, flight] of this.flying) clearTimeout(flight.timer);
    this.flying.clear();
    this.listener.onState?.(state);
  }

  /** @param {string} text */
  receive(text) {
    /** @type {Map<string, Event[]>} what one frame brings for a room is shown in one go */
    const fresh = new Map();
    for (const frame of parseFrames(text)) {
      if (frame.op === "ev") this.take(/** @type {any} */ (frame), fresh);
      else this.handle(frame, fresh);
    }
    this.deliver(fresh);
  }

  /** @param {Frame} frame @param {Map<string, Event[]>} fresh */
  handle(frame, fresh) {
    switch (frame.op) {
      case "ping": this.link.send({ op: "pong", n: frame.n }); break;
      case "hello": this.greet(frame); break;
      case "subd": this.granted(frame); break;
      case "resync": this.behind(frame, fresh); break;
      case "unsubd": this.ended(frame, fresh); break;
      case "ack": this.acked(frame, fresh); break;
      case "err": this.refused(frame); break;
      case "note": this.listener.onNote?.(frame); break;
      case "typing": this.listener.onTyping?.(frame); break;
      case "read": this.listener.onRead?.(frame.room, frame.seq); break;
      default: break; // a later server may say more: unknown ops are not an error
    }
  }

  /** @param {Frame} hello */
  greet(hello) {
    this.epoch = hello.epoch ?? null;
    this.ready = true;
    this.link.settle(hello.ping_s);
    this.outbox.reload();
    this.lastSub = 0;
    this.subscribe();
    for (const [room, state] of this.reads) if (state.seq > state.sent && !state.timer) this.readSoon(room, state);
  }

  // ---- rooms ------------------------------------------------------------------------------------------------

  subscribe() {
    if (!this.ready || this.subTimer) return;
    const wait = this.lastSub + SUB_GAP_MS - Date.now();
    if (wait > 0) {
      this.subTimer = setTimeout(() => { this.subTimer = 0; this.subscribe(); }, wait);
      return;
    }
    for (const { epoch, rooms } of this.cursors.wanted(this.epoch)) {
      for (let start = 0; start < rooms.length; start += ROOMS_PER_SUB) {
        this.lastSub = Date.now();
        this.link.send({ op: "sub", id: `sub-${++this.ids}`, epoch, rooms: rooms.slice(start, start + ROOMS_PER_SUB) });
      }
    }
  }

  /** @param {Event} event @param {Map<string, Event[]>} fresh */
  take(event, fresh) {
    const verdict = this.cursors.judge(event.room, event.seq);
    if (verdict === "next") {
      this.cursors.advance(event.room, event.seq);
      const list = fresh.get(event.room) ?? [];
      list.push(event);
      fresh.set(event.room, list);
    } else if (verdict === "gap" && this.cursors.lost(event.room)) {
      this.subscribe();
    }
  }

  /** @param {Map<string, Event[]>} fresh */
  deliver(fresh) {
    for (const [room, events] of fresh) this.listener.onEvents?.(room, events);
    fresh.clear();
  }

  /** @param {Frame} frame */
  granted({ room, from, head }) {
    this.cursors.granted(room, from, this.epoch);
    this.listener.onLive?.(room, head);
    this.pump(room);
  }

  /** @param {Frame} frame @param {Map<string, Event[]>} fresh */
  behind({ room, reason }, fresh) {
    this.deliver(fresh);
    this.cursors.forget(room); // nothing is taken in until the page has been read anew and follows again
    this.listener.onResync?.(room, reason);
  }

  /** @param {Frame} frame @param {Map<string, Event[]>} fresh */
  ended({ room, reason }, fresh) {
    this.deliver(fresh);
    this.cursors.forget(room);
    this.reads.delete(room);
    this.land(this.flying.get(room)?.cid);
    this.outbox.forget(room);
    this.listener.onEnded?.(room, reason);
  }

  // ---- letters ----------------------------------------------------------------------------------------------

  /** @param {Letter} letter @returns {Letter} */
  post(letter) {
    this.outbox.put(letter);
    this.listener.onLetter?.(letter);
    this.pump(letter.room);
    return letter;
  }

  /** Send the next letter of a room; one at a time, so that own words keep their order. @param {string} room */
  pump(room) {
    if (!this.ready || this.flying.has(room)) return;
    const letter = this.outbox.next(room);
    if (!letter || !this.cursors.has(room)) return;
    const { cid, op, body, mid, confirm } = letter;
    if (!this.link.send({ op, id: cid, room, cid, body, mid, confirm })) return;
    this.flying.set(room, { cid, timer: setTimeout(() => this.again(room, cid), ACK_MS) });
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

  /** The outcome is unknown: the same cid once more. @param {string} room @param {string} cid @param {number} [ms] */
  again(room, cid, ms = 0) {
    this.land(cid);
    const timer = setTimeout(() => { this.land(cid); this.pump(room); }, ms);
    this.flying.set(room, { cid, timer }); // keeps the way closed until then
  }

  /** @param {Frame} ack @param {Map<string, Event[]>} fresh */
  acked(ack, fresh) {
    this.deliver(fresh); // what came before the ack in the same frame is older than it
    const letter = this.outbox.get(ack.cid);
    this.land(ack.cid);
    this.patience.delete(ack.room);
    this.outbox.drop(ack.cid);
    if (letter) this.listener.onLetter?.(letter, ack);
    this.pump(ack.room);
  }

  /** @param {Frame} err */
  refused(err) {
    if (Number.isFinite(err.retry_ms)) this.link.retryMs = err.retry_ms;
    const letter = this.outbox.get(String(err.id));
    if (letter) this.returned(letter, err);
    else if (String(err.id).startsWith("sub-")) this.unsubscribed(err);
  }

  /** @param {Letter} letter @param {Frame} err */
  returned(letter, err) {
    if (isRetryable(err.code)) {
      const patience = this.patience.get(letter.room) ?? new Backoff(this.random);
      this.patience.set(letter.room, patience);
      this.again(letter.room, letter.cid, err.retry_ms ?? patience.next());
      return;
    }
    this.land(letter.cid);
    this.outbox.put({ ...letter, state: "failed", code: err.code, detail: err.detail });
    this.listener.onLetter?.(/** @type {Letter} */ (this.outbox.get(letter.cid)));
    this.pump(letter.room);
  }

  /** A `sub` as a whole was refused (too many, or not now): ask again later. @param {Frame} err */
  unsubscribed(err) {
    this.cursors.disconnect();
    this.lastSub = Date.now() + (err.retry_ms ?? 0);
    this.subscribe();
  }

  /** @param {string} room @param {{seq: number, sent: number, timer: number}} state */
  readSoon(room, state) {
    if (this.ready && this.link.send({ op: "read", room, seq: state.seq })) state.sent = state.seq;
    state.timer = setTimeout(() => {
      state.timer = 0;
      if (state.seq > state.sent && this.ready && this.reads.has(room)) this.readSoon(room, state);
    }, READ_GAP_MS);
  }
}
