/**
 * What the reader does with words that are there (`acts.js`) is no part of the first view: it comes when the page stands,
 * or when it is asked for.
 *
 * @typedef {import("./acts.js").Acts} Acts
 */

import { settled } from "./around.js";

export class Hands {
  /** @param {ConstructorParameters<typeof import("./acts.js").Acts>[0]} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Acts|null} */
    this.acts = null;
    if (parts.composer) parts.composer.onUp = () => this.use((acts) => acts.editLast());
    (parts.given ? Promise.resolve() : settled()).then(() => this.get());
  }

  /** @returns {Promise<Acts|null>} null where no module can be had just now */
  async get() {
    const module = this.acts ? null : await import("./acts.js").catch(() => null);
    if (module) this.acts ??= new module.Acts(this.parts);
    return this.acts;
  }

  /** @param {(acts: Acts) => void} act at once where that is possible */
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
