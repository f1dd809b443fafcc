/**
 * What the reader does with words that are there (`acts.js`) is no part of the first view: it comes when the page stands,
 * or when it is asked for.
 *
 * @typedef {import("./acts.js").Acts} Acts
 */

import { later } from "./around.js";

export class Hands {
  /** @param {ConstructorParameters<typeof import("./acts.js").Acts>[0]} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Acts|null} */
    this.acts = null;
    const { composer } = parts;
    if (composer) composer.onUp = () => this.use((acts) => composer.field.value || acts.editLast()); // typed meanwhile
    composer?.field.addEventListener("focus", () => this.get(), { once: true });
    if (parts.given) this.get();
    else later(() => import("./acts.js")).then(() => this.get());
  }

  /** @returns {Promise<Acts|null>} null where no module can be had just now */
  async get() {
    const module = this.acts ? null : await import("./acts.js").catch(() => null);
    if (module) this.acts ??= new module.Acts(this.parts);
    return this.acts;
  }

  /** @param {(acts: Acts) => unknown} act at once where that is possible */
  async use(act) {
    const acts = this.acts ?? (await this.get());
    if (acts) act(acts);
  }

  /** A button beside words that were refused, or an emoji under some. @param {HTMLElement} button */
  press(button) {
    const { act, cid = "" } = button.dataset;
    const mid = button.closest(".msg")?.getAttribute("data-mid") ?? "";
    this.use((acts) => (act ? acts.decide(act, cid) : acts.toggle(mid, button.getAttribute("value") ?? "")));
  }

  /** Something has changed, which may concern what is under way or what an answer quotes. */
  check() {
    if (this.acts || this.parts.store.lacksQuote()) this.use((acts) => acts.check());
  }

  /** @returns {import("./answers.js").ReplyTo|undefined} what the words that leave now answer */
  answered() {
    const { given } = this.parts;
    if (this.acts) return this.acts.answers.take();
    this.parts.given = null;
    return given ? { mid: given.mid, seq: given.seq } : undefined;
  }
}

/** Own words that a rule held (`held.js`): asked for where there are any. */
export class LateHeld {
  /** @param {any} data of the page @param {import("./snug-client.js").SnugClient} client @param {() => void} onChange */
  constructor(data, client, onChange) {
    this.some = () => client.outbox.of(data.room).some(({ code }) => code === "held");
    this.make = (/** @type {typeof import("./held.js")} */ { Held }) => Held.of(data, client, onChange);
    /** @type {import("./held.js").Held|null} */
    this.held = null;
    if (data.held.length > 0 || this.some()) this.use(onChange);
  }

  /** @param {(held: import("./held.js").Held) => void} act */
  async use(act) {
    const module = this.held ? null : await import("./held.js").catch(() => null);
    if (module) this.held ??= this.make(module);
    if (this.held) act(this.held);
  }

  look() {
    this.use((held) => held.look());
  }

  /** A note may have been missed. */
  catchUp() {
    if (this.some()) this.use((held) => held.catchUp());
  }
}
