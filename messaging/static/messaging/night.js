/**
 * A room that is locked for the night: captains alone write. In the place of the field stands until when; in the morning
 * the field is back, with what was being written.
 */

export class Night {
  /** @param {any} page the `Conversation` */
  constructor({ words, timeline, data }) {
    this.words = words;
    this.clock = timeline.scene.clock;
    this.spared = data.self.badge === "captain";
    this.line = document.getElementById("composer-locked");
    this.form = document.getElementById("composer");
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.set(data.locked_until);
  }

  /** @param {import("./protocol.js").Event} event of the room */
  hear({ kind, what, until }) {
    if (kind === "room.update" && (what === "locked" || what === "unlocked")) this.set(until ?? null);
  }

  /** @param {string|null} until */
  set(until) {
    clearTimeout(this.timer);
    const left = until ? Date.parse(until) - Date.now() : 0;
    if (!this.line || !this.form || this.spared) return;
    this.form.hidden = left > 0;
    this.line.hidden = left <= 0;
    if (left <= 0 || !until) return;
    this.line.textContent = this.words.locked_until.replace("{time}", this.clock.time(Date.parse(until)));
    this.timer = setTimeout(() => this.set(null), left);
  }
}
