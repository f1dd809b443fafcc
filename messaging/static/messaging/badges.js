/**
 * The counts of unread words beside other rooms: in the rail and on the tabs. Each such link names its rooms and what
 * was unread there when the page was made (`data-rooms`); from then on they are followed like the room on the page.
 */

import { el } from "./dom.js";

const MOST = 99;

export class Badges {
  /** @param {string} here the room on the page, counted by the page itself @param {Record<string, string>} words */
  constructor(here, words) {
    this.here = here;
    this.words = words;
    /** @type {Map<string, {unread: number, head: number}>} */
    this.rooms = new Map();
    /** @type {{node: HTMLElement, rooms: string[], self: string}[]} */
    this.links = [];
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-rooms]"))) this.read(node);
  }

  /** @param {HTMLElement} node */
  read(node) {
    const pairs = (node.dataset.rooms ?? "").split(" ").map((pair) => pair.split(":"));
    for (const [room, unread] of pairs) this.rooms.set(room, { unread: Number(unread), head: 0 });
    this.links.push({ node, rooms: pairs.map(([room]) => room), self: node.dataset.self ?? "" });
  }

  /** @returns {string[]} the rooms to follow besides the one on the page */
  others() {
    return [...this.rooms.keys()].filter((room) => room !== this.here);
  }

  /** @param {string} room @param {import("./protocol.js").Event[]} events */
  hear(room, events) {
    const state = this.rooms.get(room);
    if (!state) return;
    for (const event of events) {
      state.head = event.seq;
      if (event.kind !== "msg.new") continue;
      for (const link of this.links) if (link.rooms.includes(room)) this.said(link, event);
      if (room !== this.here && !this.isOwn(room, event)) state.unread += 1;
    }
    this.draw(room);
  }

  /** Read on some device of one's own. @param {string} room @param {number} seq */
  readTo(room, seq) {
    const state = this.rooms.get(room);
    if (!state || seq < state.head) return;
    state.unread = 0;
    this.draw(room);
  }

  /** @param {number} count what the page itself counts of its room */
  setHere(count) {
    const state = this.rooms.get(this.here);
    if (!state || state.unread === count) return;
    state.unread = count;
    this.draw(this.here);
  }

  /** @param {string} room @param {import("./protocol.js").Event} event */
  isOwn(room, event) {
    return this.links.some((link) => link.rooms.includes(room) && link.self === event.actor?.id);
  }

  /** The newest words as the second line. @param {{node: HTMLElement, self: string}} link @param {any} event */
  said({ node, self }, event) {
    const line = node.querySelector(".row__line");
    if (!line || typeof event.body !== "string") return;
    const name = event.actor?.id === self ? this.words.you : event.actor?.name ?? this.words.former;
    line.textContent = `${name}: ${event.body.split(/\s+/).join(" ")}`;
  }

  /** @param {string} room */
  draw(room) {
    for (const { node, rooms } of this.links) {
      if (!rooms.includes(room)) continue;
      const count = rooms.reduce((sum, one) => sum + (this.rooms.get(one)?.unread ?? 0), 0);
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
