/**
 * Who is typing now. Never stored; forgotten after 6 s without a word.
 */

const FORGET_MS = 6_000;

export class Typists {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Map<string, {name: string, timer: number}>} */
    this.people = new Map();
  }

  /** Not the reader, and not whom they have blocked. @param {import("./protocol.js").Frame} frame @param {import("./store.js").Store} store */
  heard({ actor, on }, { self, folded }) {
    if (actor && actor.id !== self && !folded.has(actor.id)) this.hear(actor, on);
  }

  /** @param {{id: string, name: string}} actor @param {boolean} on */
  hear(actor, on) {
    clearTimeout(this.people.get(actor.id)?.timer);
    if (on) this.people.set(actor.id, { name: actor.name, timer: setTimeout(() => this.hear(actor, false), FORGET_MS) });
    else if (!this.people.delete(actor.id)) return;
    this.onChange();
  }

  /** @param {Iterable<string>} profiles whom the reader has blocked */
  forget(profiles) {
    for (const id of profiles) this.hear({ id, name: "" }, false);
  }

  clear() {
    for (const { timer } of this.people.values()) clearTimeout(timer);
    this.people.clear();
    this.onChange();
  }

  /** @param {Record<string, string>} words @returns {string} one line, or nothing */
  line(words) {
    const names = [...this.people.values()].map(({ name }) => name);
    if (names.length === 0) return "";
    if (names.length > 2) return words.typing_many;
    if (names.length === 1) return words.typing_one.replace("{name}", () => names[0]);
    return words.typing_two.replace("{name}", () => names[0]).replace("{other}", () => names[1]);
  }
}
