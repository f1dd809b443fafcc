/**
 * What one is writing follows to one's other devices. The last one to write wins, but nothing comes over words that were
 * typed here since: they go out next, and are then the last.
 */

import { ask } from "./history.js";
import { newCid } from "./protocol.js";

const AGAIN_MS = 5_000;

export class Drafts {
  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{url: string, token: string, storage: Storage|null, now: {body: string, version: number}}} parts `url`: of the
   *   draft; `token`: against forged requests; `now`: as the page was made
   */
  constructor(composer, { url, token, storage, now }) {
    this.composer = composer;
    this.url = url;
    this.token = token;
    this.storage = storage;
    this.key = `${composer.draftKey}.kept`;
    this.by = newCid();
    this.version = 0;
    /** what the server has, as far as this page knows: from an earlier visit until it has said so itself */
    this.kept = storage?.getItem(this.key) ?? "";
    this.busy = this.over = false;
    this.timer = 0;
    composer.onDraft = () => this.push();
    if (now.body && now.body === composer.said) this.sent(now);
    else this.take(now);
  }

  /** Words that were sent before this was loaded are no draft any more. @param {{body: string, version: number}} now */
  sent({ body, version }) {
    this.keep(body, version);
    this.push();
  }

  /** Anything may have been missed. */
  async look() {
    const now = await ask(this.url).catch(() => null);
    if (now) this.take(now);
  }

  /** @param {{body: string, version: number, by?: string}} told by the server: a frame, or its answer */
  take({ body, version, by }) {
    if (this.over || version < this.version || by === this.by) return;
    const typed = this.composer.draft();
    const untouched = typed.trim() === this.kept.trim() || typed.trim() === "";
    this.keep(body, version);
    if (typed.trim() === body) return;
    if (untouched) this.composer.replace(body);
    else this.push();
  }

  /** @param {string} body @param {number} version */
  keep(body, version) {
    this.kept = body;
    this.version = Math.max(this.version, version);
    try {
      if (body) this.storage?.setItem(this.key, body);
      else this.storage?.removeItem(this.key);
    } catch {
      // no room left on the device: the server still has it
    }
  }

  /** What stands in the field goes to the server, one after the other, until both are the same. */
  async push() {
    if (this.busy || this.over) return;
    this.busy = true;
    clearTimeout(this.timer);
    let body = this.composer.draft().trim();
    while (body !== this.kept) {
      const version = await this.put(body);
      if (this.over) return;
      if (version === null) break;
      if (version >= this.version) this.keep(body, version); // else another device came in between: ours is newer
      body = this.composer.draft().trim();
    }
    this.busy = false;
    if (body !== this.kept) this.timer = setTimeout(() => this.push(), AGAIN_MS);
  }

  /** @param {string} body @returns {Promise<number|null>} its version; null: not now */
  async put(body) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token };
    const said = JSON.stringify({ body, by: this.by });
    const answer = await fetch(this.url, { method: "PUT", headers, body: said, credentials: "same-origin", keepalive: true }).catch(() => null);
    if (answer && [400, 404, 413].includes(answer.status)) return this.version; // nothing that another try would change
    return answer?.ok ? (await answer.json()).version : null;
  }

  /** The access to this room ended. */
  forget() {
    this.over = true; // what is still on its way is not kept
    clearTimeout(this.timer);
    this.composer.onDraft = () => {};
    this.storage?.removeItem(this.key);
  }
}
