/**
 * Other rooms beside the page, in the rail and on the tabs: their newest words, and how many are unread. Each such link
 * names its rooms and how they stood (`data-rooms`).
 */

import { Beside } from "./beside.js";
import { el } from "./dom.js";
import { same } from "./folding.js";
import { Keeper } from "./keeping/keeper.js";
import { LastWords } from "./lastwords.js";
import { redate } from "./moments.js";
import { MOST, Unread } from "./unread.js";

export class Badges {
  /** @param {any} page the `Conversation`, which counts its own room itself */
  constructor({ room, words, data, client }) {
    this.here = room;
    this.words = words;
    this.beside = new Beside(data.urls.rooms);
    /** What lies on the device hears the same. */
    const follows = (/** @type {string} */ one, /** @type {string} */ key) => client.cursors.has(one) && key.startsWith(client.outbox.prefix);
    this.keeper = new Keeper({ storage: client.outbox.storage, here: room, follows });
    this.keeper.start();
    redate(data.zone);
    /** @type {Promise<void>} */
    this.asked = Promise.resolve();
    /** @type {Promise<void>|null} a question that has not left yet */
    this.next = null;
    /** @type {Map<string, Unread>} */
    this.rooms = new Map();
    /** @type {{node: HTMLElement, rooms: string[], self: string}[]} */
    this.links = [];
    this.lines = new LastWords(words);
    /** @type {Map<string, Set<string>>} by room, whom the reader has blocked */
    this.folds = new Map();
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-rooms]"))) this.read(node);
  }

  /** @param {HTMLElement} node */
  read(node) {
    const stands = (node.dataset.rooms ?? "").split(" ").map((stand) => stand.split(":"));
    for (const [room, ...numbers] of stands) {
      const [unread, read, newest, at] = numbers.map(Number);
      if (!this.rooms.has(room)) this.rooms.set(room, new Unread({ unread, read, newest, at }));
    }
    this.links.push({ node, rooms: stands.map(([room]) => room), self: node.dataset.self ?? "" });
  }

  /** @returns {[string, number][]} the rooms to follow besides the one on the page, and from where */
  others() {
    return [...this.rooms].filter(([room]) => room !== this.here).map(([room, { at }]) => [room, at]);
  }

  /** @param {string} room @param {import("./protocol.js").Event[]} events */
  hear(room, events) {
    this.keeper.hear(room, events);
    const unread = this.rooms.get(room);
    const self = this.links.find(({ rooms }) => rooms.includes(room))?.self ?? "";
    let unsure = false;
    for (const event of events.filter((one) => !this.isFolded(room, one))) {
      this.lines.hear(room, event);
      if (unread && room !== this.here && unread.hear(event, self)) unsure = true;
    }
    this.draw(room);
    if (unsure) this.recount();
  }

  /** Read on some device of one's own. @param {string} room @param {number} seq */
  readTo(room, seq) {
    if (this.rooms.get(room)?.readTo(seq)) this.recount();
    this.draw(room);
  }

  /** Unread again from this message on. @param {string} room @param {number} seq */
  unreadFrom(room, seq) {
    this.rooms.get(room)?.back(seq);
    if (room !== this.here) this.recount();
  }

  /** Of the room on the page. @param {number} count */
  setHere(count) {
    const unread = this.rooms.get(this.here);
    if (!unread || unread.count() === count) return;
    unread.since.clear();
    unread.before = count;
    this.draw(this.here);
  }

  /** Too much was missed to know what still stands. @param {string} room @returns {Promise<number|null>} from where to follow */
  async missed(room) {
    this.keeper.missed(room);
    this.lines.forget(room);
    await this.recount();
    const page = await this.beside.newest(room);
    const said = (page?.messages ?? []).map((message) => ({ ...message, kind: "msg.new" }));
    for (const event of said) if (!this.isFolded(room, event)) this.lines.hear(room, event);
    return page?.at_seq ?? null;
  }

  /** @param {string} room @param {Set<string>} folded whom the reader has blocked, from here on */
  fold(room, folded) {
    const before = this.folds.get(room);
    this.folds.set(room, folded);
    this.keeper.fold(room, folded);
    if (!before || same(before, folded)) return;
    this.lines.fold(room, folded);
    if (room !== this.here) this.recount();
  }

  /** @param {string} room @param {import("./protocol.js").Event} event */
  isFolded(room, { kind, actor }) {
    return (kind === "msg.new" || kind === "msg.del") && Boolean(this.folds.get(room)?.has(actor?.id ?? ""));
  }

  /** Asks the server, once for all that waits for it. @returns {Promise<void>} */
  recount() {
    this.next ??= this.asked = this.asked.then(async () => {
      this.next = null;
      for (const told of await this.beside.rooms()) {
        if (told.id === this.here) continue;
        this.rooms.get(told.id)?.tell(told);
        this.draw(told.id);
      }
    });
    return this.next;
  }

  /** A group's rooms end together: nothing of it stays. @param {string} room */
  forget(room) {
    for (const { node, rooms } of this.links.filter((link) => link.rooms.includes(room))) {
      const ofTwo = node.matches(".rail__foot a, .dock a"); // these end one by one
      for (const one of ofTwo ? [room] : rooms) {
        this.keeper.forget(one);
        this.rooms.delete(one);
        this.lines.forget(one);
      }
      if (!ofTwo) (node.closest("li") ?? node).remove();
    }
    this.links = this.links.filter(({ node, rooms }) => node.isConnected || !rooms.includes(room));
    this.draw(room);
  }

  forgetAll() {
    this.keeper.end();
    for (const { rooms } of this.links) this.forget(rooms[0]);
  }

  /** @param {string} room */
  draw(room) {
    this.keeper.counted([...this.rooms].map(([one, unread]) => [one, unread.count()]));
    for (const { node, rooms } of this.links) {
      if (!rooms.includes(room)) continue;
      const count = rooms.reduce((sum, one) => sum + (this.rooms.get(one)?.count() ?? 0), 0);
      node.querySelector(".count")?.remove();
      node.querySelector(".crest")?.classList.toggle("crest--soft", count === 0);
      if (count > 0) node.append(this.badge(count));
    }
  }

  /** @param {number} count */
  badge(count) {
    const text = count > MOST ? `${MOST}+` : String(count);
    return el("span", { class: "count" }, text, el("span", { class: "vh" }, ` ${this.words.unread}`));
  }
}
