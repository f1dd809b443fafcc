import { Backoff } from "./backoff.js";
import { Cursors } from "./cursors.js";
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { newCid, parseFrames, ROOMS_PER_SUB } from "./protocol.js";
import { ReadMarks } from "./reads.js";
import { Sender } from "./sender.js";

/**
 * The client of `snug.v1`: follows rooms without a gap, sends what the outbox holds until it is acknowledged,
 * and tells its listener what happened. It knows nothing of the page.
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

/** 20 `sub` a minute are allowed; a room that keeps losing events must not use them up. */
const SUB_GAP_MS = 3_000;

export class SnugClient {
  /**
   * @param {{url: string, sessionUrl: string, owner: string, storage: Storage|null, listener: Listener,
   *          random?: () => number}} options `owner` is the profile that speaks
   */
  constructor({ url, sessionUrl, owner, storage, listener, random = Math.random }) {
    this.listener = listener;
    this.cursors = new Cursors();
    this.outbox = new Outbox(owner, storage);
    this.sender = new Sender({
      outbox: this.outbox,
      random,
      put: (frame) => this.link.send(frame),
      mayGo: (room) => this.ready && this.cursors.has(room),
      onLetter: (letter, ack) => this.listener.onLetter?.(letter, ack),
    });
    this.reads = new ReadMarks((room, seq) => this.ready && this.link.send({ op: "read", room, seq }));
    this.link = new Link({
      url,
      sessionUrl,
      backoff: new Backoff(random),
      onText: (text) => this.receive(text),
      onState: (state) => this.lineChanged(state),
    });
    /** @type {string|null} the log epoch that this connection's `hello` named */
    this.epoch = null;
    this.ready = false;
    this.subTimer = 0;
    this.subFrom = 0;
    this.ids = 0;
    this.postedAt = 0;
  }

  start() {
    this.link.connect();
  }

  /** The page came back or the device is online again. */
  wake() {
    this.link.wake();
  }

  /** The device lost its network. */
  cut() {
    this.link.cut();
  }

  stop() {
    this.link.stop();
  }

  /** @param {string} room @param {number|null} since the last event that the page shows; null = from now */
  follow(room, since) {
    this.cursors.follow(room, since);
    this.subscribe();
    this.sender.pump(room);
  }

  /** @param {string} room @param {number} seq @returns {boolean} whether this event has been taken in, or was on the page */
  knows(room, seq) {
    return this.cursors.judge(room, seq) === "seen";
  }

  /** @param {string} room @param {string} body @returns {Letter} */
  say(room, body) {
    return this.post({ op: "send", room, body });
  }

  /**
   * Change own words, as long as the server allows it. Of several changes that wait, only the last one leaves.
   *
   * @param {string} room @param {string} mid @param {string} body @returns {Letter}
   */
  edit(room, mid, body) {
    return this.post({ op: "edit", room, mid, body });
  }

  /**
   * Put an emoji to a message, or take one's own away again.
   *
   * @param {string} room @param {string} mid @param {string} emoji @param {boolean} on @returns {Letter}
   */
  react(room, mid, emoji, on) {
    return this.post({ op: "react", room, mid, emoji, on });
  }

  /** Take back own words. @param {string} room @param {string} mid @returns {Letter} */
  remove(room, mid) {
    return this.post({ op: "del", room, mid });
  }

  /** @param {Pick<Letter, "op"|"room"> & Partial<Letter>} what @returns {Letter} */
  post(what) {
    this.postedAt = Math.max(Date.now(), this.postedAt + 1); // the order in which they leave, also after a reload
    return this.sender.post({ ...what, cid: newCid(), at: this.postedAt, state: "pending" });
  }

  /** Try a failed letter again, with the same cid. @param {string} cid */
  retry(cid) {
    this.sender.retry(cid);
  }

  /** Give up a letter that did not get through. @param {string} cid */
  discard(cid) {
    this.sender.discard(cid);
  }

  /** @param {string} room @param {number} seq the newest event that was on the screen */
  read(room, seq) {
    this.reads.mark(room, seq);
  }

  /** @param {string} room @param {boolean} on */
  typing(room, on) {
    if (this.ready) this.link.send({ op: "typing", room, on });
  }

  // ---- the line ---------------------------------------------------------------------------------------------

  /** @param {LinkState} state */
  lineChanged(state) {
    this.ready = false; // also when the socket has just opened: the server speaks first
    this.cursors.disconnect();
    this.sender.ground();
    this.listener.onState?.(state);
  }

  /** @param {string} text */
  receive(text) {
    /** @type {Map<string, Event[]>} what one frame brings for a room is shown in one go */
    const fresh = new Map();
    for (const frame of parseFrames(text)) {
      if (frame.op === "ev") this.take(/** @type {any} */ (frame), fresh);
      else {
        this.deliver(fresh); // order of arrival is order of meaning
        this.handle(frame);
      }
    }
    this.deliver(fresh);
  }

  /** @param {Frame} frame */
  handle(frame) {
    switch (frame.op) {
      case "ping": this.link.send({ op: "pong", n: frame.n }); break;
      case "hello": this.greeted(frame); break;
      case "subd": this.granted(frame); break;
      case "resync": this.behind(frame); break;
      case "unsubd": this.ended(frame); break;
      case "ack": this.sender.acked(frame); break;
      case "err": this.refused(frame); break;
      case "note": this.listener.onNote?.(frame); break;
      case "typing": this.listener.onTyping?.(frame); break;
      case "read": this.listener.onRead?.(frame.room, frame.seq); break;
      default: break; // a later server may say more: an unknown op is not an error
    }
  }

  /** @param {Frame} hello */
  greeted(hello) {
    this.epoch = hello.epoch ?? null;
    this.ready = true;
    this.link.settle(hello.ping_s);
    this.outbox.reload();
    this.subFrom = 0;
    this.subscribe();
    this.reads.resume();
  }

  /** @param {Frame} err */
  refused(err) {
    if (Number.isFinite(err.retry_ms)) this.link.retryMs = err.retry_ms;
    if (this.sender.refused(err) || !String(err.id).startsWith("sub-")) return;
    this.cursors.unanswered();
    this.subFrom = Date.now() + (err.retry_ms ?? SUB_GAP_MS);
    this.subscribe();
  }

  // ---- rooms ------------------------------------------------------------------------------------------------

  subscribe() {
    if (!this.ready || this.subTimer) return;
    const wait = this.subFrom - Date.now();
    if (wait > 0) {
      this.subTimer = setTimeout(() => {
        this.subTimer = 0;
        this.subscribe();
      }, wait);
      return;
    }
    for (const { epoch, rooms } of this.cursors.wanted(this.epoch)) {
      for (let start = 0; start < rooms.length; start += ROOMS_PER_SUB) {
        this.subFrom = Date.now() + SUB_GAP_MS;
        const id = `sub-${++this.ids}`;
        this.link.send({ op: "sub", id, epoch: epoch ?? undefined, rooms: rooms.slice(start, start + ROOMS_PER_SUB) });
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
    this.sender.pump(room);
  }

  /** @param {Frame} frame */
  behind({ room, reason }) {
    this.cursors.forget(room); // nothing is taken in until the page has been read anew and follows again
    this.listener.onResync?.(room, reason);
  }

  /** @param {Frame} frame */
  ended({ room, reason }) {
    this.cursors.forget(room);
    this.reads.forget(room);
    this.sender.forget(room);
    this.listener.onEnded?.(room, reason);
  }
}
