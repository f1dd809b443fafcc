/**
 * The conversation page: joins the protocol client, what the page knows, and what is on the screen.
 * Everything it needs to begin stands in the page's own data (`conversation-data`), written by the server.
 */

import { Clock, ownZone } from "./clock.js";
import { later, watch } from "./around.js";
import { end, stopped } from "./ending.js";
import { fold } from "./folding.js";
import { Footline } from "./footline.js";
import { Hands, LateHeld } from "./hands.js";
import { History, toPage } from "./history.js";
import { Menu } from "./menu.js";
import { deviceStorage } from "./outbox.js";
import { Pager } from "./pager.js";
import { Place } from "./place.js";
import { Places } from "./places.js";
import { openShots } from "./shots.js";
import { SnugClient } from "./snug-client.js";
import { Strip } from "./status.js";
import { Store, toItem } from "./store.js";
import { Timeline } from "./timeline.js";
import { Typists } from "./typing.js";
import { compose } from "./writing.js";

const NEAR_EDGE = 400;

export class Conversation {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.room = data.room;
    this.words = data.words;
    this.madeAt = Date.now();
    this.ended = false;
    this.resting = false; // nothing is read because it is on the screen, until the reader comes back or says something
    this.log = /** @type {HTMLElement} */ (document.querySelector("main.log"));
    const rows = /** @type {HTMLElement} */ (this.log.querySelector(".log__in"));
    const storage = deviceStorage();
    const language = document.documentElement.lang;
    this.strip = new Strip(/** @type {HTMLElement} */ (document.querySelector(".strip")));
    this.place = new Place(this.log, rows);
    this.store = new Store(data.self.id, { joins: data.joins, names: data.names, folded: data.folded });
    this.store.reset(toPage(data));
    this.client = this.connect(storage);
    this.timeline = new Timeline(rows, {
      store: this.store,
      letters: () => this.client.outbox.of(this.room),
      place: this.place,
      scene: this.scene(language),
    });
    this.timeline.freshSeq = data.fresh_seq;
    this.pager = new Pager(new History(data.urls.messages), {
      store: this.store,
      timeline: this.timeline,
      onDrawn: () => this.looked(),
      onReread: (seq) => this.client.follow(this.room, seq),
      onMissed: (status) => this.missed(status),
    });
    // Other rooms beside the page, and what one does with this one beside reading and writing: no part of the first view.
    this.badges = later(() => import("./badges.js")).then(({ Badges }) => new Badges(this));
    this.composer = compose(this, storage);
    this.foot = Footline.find(this.words, language, data.people);
    this.typists = new Typists(() => this.foot?.setTyping(this.typists.line(this.words)));
    this.held = new LateHeld(data, this.client, () => this.timeline.draw());
    const { client, store, room, timeline, composer, pager, held } = this;
    this.hands = new Hands({ page: this, client, store, room, timeline, composer, pager, held, given: data.answering, crew: data.crew, editMs: data.edit_s * 1000, skew: Date.now() - data.now });
    this.habits = later(() => import("./habits.js")).then(({ Habits }) => new Habits(this));
    const { quick, urls: { people, direct } } = data;
    openShots(rows, this.timeline.scene);
    this.menu = new Menu(rows, { hands: this.hands, quick, people, direct, onDelete: (mid) => this.client.remove(this.room, mid) });
  }

  start() {
    this.timeline.draw({ adopt: this.data.zone === ownZone(), quiet: true });
    this.place.open();
    this.listen();
    this.client.follow(this.room, this.data.at_seq);
    this.beside((badges) => badges.others().forEach(([other, at]) => this.client.follow(other, at)));
    this.client.start();
    this.looked();
  }

  /** @param {string} language @returns {import("./turn.js").Scene} */
  scene(language) {
    const { words, brand, urls, may_react: mayReact } = this.data;
    const [clock, plural] = [new Clock(language, ownZone()), new Intl.PluralRules(language)];
    const places = new Places(urls.media);
    return { words, brand, clock, plural, places, page: urls.page, mayReact, offline: false, editing: null };
  }

  /** @param {Storage|null} storage */
  connect(storage) {
    const url = new URL(this.data.urls.socket, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    return new SnugClient({
      url: url.href,
      sessionUrl: this.data.urls.session,
      owner: this.data.self.id,
      storage,
      listener: {
        onState: (state) => this.lineChanged(state),
        onLive: (room) => room === this.room && this.live(),
        onEvents: (room, events) => this.arrived(room, events),
        onResync: (room) => this.behind(room),
        onNote: () => this.held.look(),
        onEnded: (room, reason) => this.left(room, reason),
        onLetter: (letter, ack) => this.letterChanged(letter, ack),
        onTyping: (frame) => frame.room === this.room && this.typists.heard(frame, this.store),
        onInbox: (frame) => import("./bell.js").then(({ hearInbox }) => hearInbox(frame), () => null),
        onHabit: async (frame) => (await this.habits).hear(frame),
        onFolded: (room, profiles) => fold(this, room, profiles),
        onRead: (room, seq) => this.readElsewhere(room, seq),
      },
    });
  }

  live() {
    this.strip.clear();
    this.held.catchUp();
    this.habits.then((habits) => habits.live());
    document.documentElement.dataset.live = "yes"; // from here on the page shows what is said as it is said
  }

  // ---- what the reader does ---------------------------------------------------------------------------------

  listen() {
    watch(this.log, {
      onMove: () => this.looked(),
      onBack: () => this.cameBack(),
      onCut: () => this.client.cut(),
      onLeave: () => this.client.reads.resume(true),
      onClick: (event) => this.clicked(event),
    });
    document.querySelector("[data-pill]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.goDown();
    });
  }

  cameBack() {
    if (this.ended) return;
    this.resting = false;
    this.client.wake();
    this.looked();
  }

  /** The screen moved, or the reader came back: load what is near, and say what was read. */
  looked() {
    if (this.ended) return;
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (this.store.hasOlder && scrollTop < NEAR_EDGE) this.pager.load("older");
    else if (this.store.hasNewer && scrollHeight - scrollTop - clientHeight < NEAR_EDGE) this.pager.load("newer");
    if (document.visibilityState !== "visible" || !document.hasFocus() || this.resting) return;
    const seen = this.place.atEnd() && !this.store.hasNewer ? this.store.last() : this.place.seen();
    if (seen > this.store.readSeq) {
      this.store.readSeq = seen;
      this.client.read(this.room, seen);
    }
    this.counted(seen);
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const node = event.target instanceof Element ? event.target.closest("[data-act], [data-load], .react") : null;
    if (!(node instanceof HTMLElement)) return;
    event.preventDefault();
    const { load } = node.dataset;
    if (load) this.pager.load(load === "older" ? "older" : "newer");
    else this.hands.press(node);
  }

  async goDown() {
    if (this.store.hasNewer) await this.pager.jump();
    this.place.toEnd();
    this.looked();
  }

  /** Once they are there, in the order of asking. @param {(badges: import("./badges.js").Badges) => void} act */
  beside(act) {
    this.badges.then(act);
  }

  // ---- what the server says ---------------------------------------------------------------------------------

  /** @param {import("./link.js").LinkState} state */
  lineChanged({ state, why }) {
    if (this.ended) return;
    if (state !== "connecting") this.timeline.setOffline(state === "waiting");
    if (state !== "open") delete document.documentElement.dataset.live;
    if (state === "waiting") this.strip.offline(this.words.offline, !navigator.onLine);
    if (state === "waiting" || state === "stopped") this.typists.clear();
    if (state === "stopped") this.stopped(why);
  }

  /** @param {import("./link.js").Why|undefined} why */
  stopped(why) {
    stopped(this, why);
  }

  /** @param {string} room @param {import("./protocol.js").Event[]} events */
  arrived(room, events) {
    this.beside((badges) => badges.hear(room, events));
    if (room === this.room) this.show(events);
  }

  /** @param {import("./protocol.js").Event[]} events of the room on the page */
  show(events) {
    const what = new Set();
    for (const event of events) {
      what.add(this.store.apply(event));
      if (event.kind === "msg.new") this.markFresh(event);
      this.foot?.hear(event);
    }
    this.habits.then((habits) => habits.heard(events));
    if (what.has("new") || what.has("changed")) this.timeline.draw();
    this.hands.check();
    this.looked();
    this.counted(this.place.seen());
  }

  /** @param {number} seen the newest event that was on the screen */
  counted(seen) {
    const unread = this.store.unreadAfter(seen);
    this.foot?.setFresh(unread, this.store.hasNewer);
    const here = this.store.unreadAfter(0);
    if (!this.store.hasNewer) this.beside((badges) => badges.setHere(here));
  }

  /** A first-unread line where the reader left off, when they are not looking. @param {import("./protocol.js").Event} event */
  markFresh(event) {
    const item = toItem(event);
    if (!item || this.store.isOwn(item) || this.store.isFolded(item)) return;
    if (item.actor) this.typists.hear(item.actor, false);
    const away = document.visibilityState !== "visible" || !document.hasFocus();
    const read = this.timeline.freshSeq === null || this.store.readSeq >= this.timeline.freshSeq;
    if (away && read) this.timeline.freshSeq = item.seq;
  }

  /** Too much of a room was missed: it is read anew. @param {string} room */
  async behind(room) {
    const missed = this.badges.then((badges) => badges.missed(room));
    if (room === this.room) this.pager.reread();
    else this.client.follow(room, await missed);
  }

  /** @param {string} room @param {string} reason */
  left(room, reason) {
    if (room === this.room) this.end(reason === "closed" ? this.words.closed : this.words.removed);
    else this.beside((badges) => badges.forget(room));
  }

  /** @param {import("./outbox.js").Letter} letter @param {import("./protocol.js").Frame} [ack] */
  letterChanged(letter, ack) {
    if (letter.room !== this.room) return;
    // What the log has shown already stands in the store as it is now, also when that is: no longer.
    if (ack && !this.client.knows(this.room, ack.seq)) this.store.confirmed(letter, ack, this.data.self);
    if (letter.state === "failed") this.hands.use((acts) => acts.refused(letter));
    this.timeline.draw();
  }

  /** Read on another device: quiet here too. @param {string} room @param {number} seq */
  readElsewhere(room, seq) {
    if (room !== this.room) this.beside((badges) => badges.readTo(room, seq));
    if (room !== this.room || seq <= this.store.readSeq) return;
    this.store.readSeq = seq;
    this.counted(this.place.seen());
  }

  // ---- the end ----------------------------------------------------------------------------------------------

  /** @param {number} status with which a page of history was refused; 0: no answer */
  missed(status) {
    if (status === 401) this.stopped("signed_out");
    else if (status === 404) this.end(this.words.removed);
  }

  /** @param {string} text @param {{label: string, href: string}} [next] */
  end(text, next) {
    end(this, text, next);
  }
}

const source = document.getElementById("conversation-data");
if (source) {
  document.cookie = `tz=${ownZone()}; path=/; max-age=31536000; samesite=lax`; // the server draws times in this zone
  new Conversation(JSON.parse(source.textContent ?? "{}")).start();
}
