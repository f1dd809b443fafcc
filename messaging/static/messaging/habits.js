/**
 * How the reader keeps rooms for themselves, as it stands on all their devices: muted, unread again, with
 * what they are writing there.
 */

import { icon } from "./dom.js";
import { asking } from "./asking.js";
import { Drafts } from "./drafts.js";
import { emojiButton } from "./emoji-button.js";
import { Night } from "./night.js";
import { Pins } from "./pins.js";
import { Polls } from "./polls.js";
import { Slow } from "./slow.js";

export class Habits {
  /** @param {any} page the `Conversation` */
  constructor(page) {
    this.page = page;
    this.room = page.room;
    this.words = page.words;
    this.clock = page.timeline.scene.clock;
    this.slow = new Slow(document.getElementById("composer-slow"), page);
    const token = /** @type {HTMLInputElement} */ (document.querySelector("#react [name=csrfmiddlewaretoken]")).value;
    this.lived = false;
    this.night = new Night(page);
    this.pins = new Pins(page, token);
    this.polls = new Polls(page);
    asking(page);
    const { composer, data: { draft: now, urls: { room: url } } } = page;
    if (composer) emojiButton(composer, this.words, page.data.urls.emoji);
    this.drafts = composer && new Drafts(composer, { url: `${url}/draft`, token, storage: composer.storage, now });
    /** @type {Map<string, ReturnType<typeof setTimeout>>} mutes that end by themselves */
    this.ends = new Map();
    const until = this.bell()?.dataset.until;
    if (until) this.endAt(this.room, until);
  }

  bell() {
    return /** @type {HTMLElement|null} */ (document.querySelector("[data-mute]"));
  }

  /** @param {import("./protocol.js").Event[]} events of the room on the page, in order */
  heard(events) {
    for (const event of events) for (const one of [this.slow, this.night, this.pins, this.polls]) one.hear(event);
  }

  /** The line stands again: frames may have been missed, but for the first time. */
  live() {
    if (this.lived) {
      this.drafts?.look();
      this.polls.live();
    }
    this.lived = true;
  }

  /** What the server says to all of a person's devices. @param {import("./protocol.js").Frame} frame */
  hear(frame) {
    if (frame.op === "muted") this.muted(frame.room, frame.on, frame.until);
    if (frame.op === "draft" && frame.room === this.room) this.drafts?.take(/** @type {any} */ (frame));
    if (frame.op === "voted" && frame.room === this.room) this.polls.voted(frame);
    if (frame.op === "unread") this.unread(frame.room, frame.seq);
  }

  /** @param {number} seq */
  markUnread(seq) {
    this.page.client.unread(this.room, seq);
    this.unread(this.room, seq);
  }

  /** @param {string} room @param {number} seq from which on all is unread again */
  unread(room, seq) {
    const { store, timeline, place } = this.page;
    this.page.beside((badges) => badges.unreadFrom(room, seq));
    if (room !== this.room) return;
    this.page.resting = true;
    store.readSeq = Math.min(store.readSeq, seq - 1);
    timeline.freshSeq = seq;
    timeline.draw();
    this.page.counted(place.seen());
  }

  /** @param {string} room @param {boolean} on @param {string|null} until */
  muted(room, on, until) {
    clearTimeout(this.ends.get(room));
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-muted="${room}"]`))) node.hidden = !on;
    if (on && until) this.endAt(room, until);
    const bell = this.bell();
    if (room !== this.room || !bell) return;
    const { mute, muted, muted_until: line } = this.words;
    const name = until ? line.replace("{time}", this.clock.time(Date.parse(until))) : muted;
    bell.setAttribute("aria-label", on ? name : mute);
    bell.replaceChildren(icon(on ? "bell-off" : "bell"));
  }

  /** @param {string} room @param {string} until */
  endAt(room, until) {
    const wait = Date.parse(until) - Date.now();
    this.ends.set(room, setTimeout(() => this.muted(room, false, null), Math.max(0, wait)));
  }
}
