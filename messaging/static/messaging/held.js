/**
 * Own words that a rule held: what the server has of them lies in the outbox, so that every device shows the same and a
 * lost note does no harm.
 *
 * @typedef {import("./outbox.js").Letter} Letter
 */

import { ask } from "./history.js";

export class Held {
  /**
   * @param {{client: import("./snug-client.js").SnugClient, room: string, onChange: () => void,
   *          urls: {held: string, objections: string}, token: string}} parts `token`: against forged requests
   */
  constructor({ client, room, urls, token, onChange }) {
    this.outbox = client.outbox;
    this.room = room;
    this.urls = urls;
    this.token = token;
    this.onChange = onChange;
  }

  /** @param {any} data of the page @param {import("./snug-client.js").SnugClient} client @param {() => void} onChange */
  static of({ room, urls, held }, client, onChange) {
    const field = /** @type {HTMLInputElement} */ (document.querySelector("#react [name=csrfmiddlewaretoken]"));
    const made = new Held({ client, room, urls, token: field.value, onChange });
    made.take(held);
    return made;
  }

  /** @returns {Letter[]} */
  letters() {
    return this.outbox.of(this.room).filter((letter) => letter.code === "held");
  }

  /** @param {any[]} list what the server has @param {Set<string>} [asked] cids that lay here when it was asked */
  take(list, asked = new Set(this.letters().map(({ cid }) => cid))) {
    const there = new Set(list.map(({ cid }) => cid));
    for (const { cid } of this.letters()) if (asked.has(cid) && !there.has(cid)) this.outbox.drop(cid);
    for (const one of list) this.outbox.put(toLetter(one));
  }

  /** Look anew; without a line nothing changes. */
  async look() {
    const asked = new Set(this.letters().map(({ cid }) => cid));
    const page = await ask(this.urls.held).catch(() => null);
    if (!page) return;
    this.take(page.items, asked);
    this.onChange();
  }

  /** A note may have been missed. */
  catchUp() {
    if (this.letters().length > 0) this.look();
  }

  /** Take back what waits, put away what has ended. @param {string} cid */
  async putAway(cid) {
    await this.say("DELETE", `${this.urls.held}/${cid}`);
    this.look();
  }

  /** This is wrong; what stands against saying so stands in the place of the rule's word. @param {string} cid */
  async object(cid) {
    const letter = this.outbox.get(cid);
    const body = letter?.code === "held" ? undefined : letter?.body;
    const answer = await this.say("POST", this.urls.objections, { cid, body });
    const refusal = answer?.ok ? null : await answer?.json().catch(() => null);
    const told = answer?.ok ? { objected: true } : refusal?.detail && { words: refusal.detail };
    if (letter && told) this.outbox.put({ ...letter, detail: { ...letter.detail, ...told } });
    this.onChange();
  }

  /** @param {string} method @param {string} address @param {any} [data] @returns {Promise<Response|null>} */
  async say(method, address, data) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token };
    const body = data && JSON.stringify(data);
    return fetch(address, { method, headers, body, credentials: "same-origin" }).catch(() => null);
  }
}

/** @param {any} one in the API's shape @returns {Letter} */
function toLetter({ room, cid, mid, reply_to: replyTo, body, at, rule, why, spans, state, until, objected, poll, lost, media }) {
  const ended = state === "held" ? undefined : state;
  const detail = { rule, spans, words: why, state: ended, until: Date.parse(until), objected, poll: poll !== undefined, lost };
  return { cid, room, op: mid ? "edit" : "send", mid: mid ?? undefined, reply_to: replyTo, body, media, at: Date.parse(at), state: "failed", code: "held", detail };
}
