/**
 * Where everybody goes slowly: the line above the field that says so, and how long until the reader's next message.
 * The server refuses what comes too soon; this only tells.
 */

const PACE = /^slow_(\d+)$/; // what a `room.update` says of it; `slow_off` ends it

export class Slow {
  /** @param {HTMLElement|null} line @param {any} page the `Conversation`, as it was made, a moment ago */
  constructor(line, { words, data: { self, slow, now }, madeAt, store }) {
    this.line = line;
    this.words = words;
    this.self = self.id;
    this.store = store;
    this.skew = madeAt - now; // this device's clock minus the server's
    this.pace = slow.pace_s;
    this.freeAt = madeAt + slow.left_ms;
    this.endsAt = madeAt + slow.ends_ms;
    this.draw();
  }

  /** @param {import("./protocol.js").Event} event of the room */
  hear({ kind, what, until, actor }) {
    if (kind === "room.update" && (what === "slow_off" || PACE.test(what))) {
      this.pace = Number(PACE.exec(what)?.[1] ?? 0);
      this.endsAt = until ? Date.parse(until) : 0;
      this.freeAt = this.spokeAt() + this.pace * 1000;
    }
    if (kind === "msg.new" && actor?.id === this.self) this.freeAt = Date.now() + this.pace * 1000;
    this.draw();
  }

  /** What was said before everybody went slowly counts, too. @returns {number} when the reader spoke last, by this clock */
  spokeAt() {
    const own = this.store.list().findLast((/** @type {any} */ item) => item.kind === "message" && this.store.isOwn(item));
    return own ? own.at + this.skew : 0;
  }

  draw() {
    clearTimeout(this.timer);
    if (!this.line) return;
    const now = Date.now();
    const slow = this.pace > 0 && this.endsAt > now;
    this.line.hidden = !slow;
    if (!slow) return;
    const left = Math.ceil((this.freeAt - now) / 1000);
    const next = left > 0 ? ` ${this.words.slow_left.replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)}` : "";
    const text = /** @type {HTMLElement} */ (this.line.querySelector("[data-text]"));
    text.textContent = this.words[`slow_${this.pace}`] + next;
    this.timer = setTimeout(() => this.draw(), left > 0 ? 1000 : Math.min(this.endsAt - now, 60_000));
  }
}
