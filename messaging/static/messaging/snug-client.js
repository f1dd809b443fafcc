import { Backoff } from "./backoff.js";
import { Cursors } from "./cursors.js";
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { newCid, parseFrames, ROOMS_PER_SUB } from "./protocol.js";
import { ReadMarks } from "./reads.js";
import { Sender } from "./sender.js";

/**
 * The client of `snug.v1`: follows rooms without a gap, sends what the outbox holds until it is acknowledged,
 * and tells its listener what happened. It knows nothing of the page. How the protocol works: docs/realtime.md.
 *
 * @typedef {import("./protocol.js").Event} Event
 * @typedef {import("./protocol.js").Frame} Frame
 * @typedef {import("./protocol.js").Ack} Ack
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./link.js").LinkState} LinkState
 * @typedef {import("./types.js").Options} Options
 */

/** 20 `sub` a minute are allowed; a room that keeps losing events must not use them up. */
const SUB_GAP_MS = 3_000;

export class SnugClient {
  /** @param {Options} options */
  constructor({ url, sessionUrl, owner, storage, listener, open, fetch, random = Math.random }) {
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
    this.reads = new ReadMarks((room, seq, back) => this.ready && this.link.send({ op: back ? "unread" : "read", room, seq }));
    this.link = new Link({
      url, sessionUrl, open, fetch,
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

  // ---- for the app ------------------------------------------------------------------------------------------

  /** Connect, and stay connected. Rooms may be followed before or after. */
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

  /** Leave, and stay away until `start`. The outbox keeps what it holds. */
  stop() {
    this.link.stop();
  }

  /**
   * Follow a room without a gap. Again for a room that is followed: from this place on.
   *
   * @param {string} room
   * @param {number|null} since the last event that the app has: the `at_seq` of a page of history; null = from now
   * @param {string|null} [epoch] the log that `since` belongs to, as `standing` gave it: for apps that keep their place
   *   over a restart. Without it, the log of the connection
   */
  follow(room, since, epoch = null) {
    this.cursors.follow(room, since, epoch);
    this.subscribe();
    this.sender.pump(room);
  }

  /**
   * Where the client stands in a room: what an app keeps, together with the events themselves, to go on from there.
   *
   * @param {string} room @returns {{since: number|null, epoch: string|null, live: boolean}|null} null: not followed. `live`: the server has
   *   granted it on this connection
   */
  standing(room) {
    return this.cursors.standing(room);
  }

  /** @param {string} room @returns {Letter[]} own words that are not stored yet, in the order of writing */
  letters(room) {
    return this.outbox.of(room);
  }

  /** @param {string} room @param {number} seq @returns {boolean} whether this event has been taken in, or was on the page */
  knows(room, seq) {
    return this.cursors.judge(room, seq) === "seen";
  }

  /**
   * Say something. It lies in the outbox at once and leaves as soon as there is a line; own words keep their order.
   *
   * @param {string} room @param {string} body at most 4,000 characters, none where there are `media` (what uploads answered)
   * @param {{media?: import("./protocol.js").Shot[], reply_to?: {mid: string, seq: number}}} [more] @returns {Letter} named by its `cid`
   */
  say(room, body, more = {}) {
    return this.post({ op: "send", room, body, ...more });
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

  /** Try a failed letter again, with the same cid; after a `nudge` this confirms it. @param {string} cid */
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

  /** All from this message on is to be unread again, because the reader wants it. @param {string} room @param {number} seq */
  unread(room, seq) {
    this.reads.back(room, seq);
  }

  /** Say that one writes, again every few seconds while it lasts, or no longer. @param {string} room @param {boolean} on */
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
      case "ack": this.sender.acked(/** @type {Ack} */ (frame)); break;
      case "err": this.refused(frame); break;
      case "note": this.sender.noted(frame); this.listener.onNote?.(frame); break;
      case "unread": this.reads.heard(frame.room, frame.seq); this.listener.onHabit?.(frame); break;
      case "muted": case "draft": case "voted": case "direct": this.listener.onHabit?.(frame); break;
      case "inbox": this.listener.onInbox?.(frame); break;
      case "event": this.listener.onEvent?.(frame); break;
      case "folded": this.listener.onFolded?.(frame.room, frame.profiles); break;
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
  granted({ room, from, head, folded = [] }) {
    this.cursors.granted(room, from, this.epoch);
    this.listener.onFolded?.(room, folded);
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
