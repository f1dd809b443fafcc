/**
 * What the reader does with words that are there: put an emoji to them, change or take back their own, and decide about
 * what was refused. Everything goes through the client's outbox; the timeline shows it from there.
 *
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./store.js").Item} Item
 * @typedef {{
 *   mid: string, body: string, own: boolean, actor: import("./store.js").Actor|null, until: number|null, mine: Set<string>,
 *   reactions: import("./reactions.js").Chip[], seq: number, mayAnswer: boolean, hidden: boolean,
 * }} About   `until`: when own words can no longer be changed, on this device's clock; null: they cannot
 */

import { Answers } from "./answers.js";
import { Editing } from "./editing.js";
import { byMessage, overlaid } from "./overlay.js";
import { Picker } from "./name-picker.js";
import { chips } from "./reactions.js";

export class Acts {
  /**
   * @param {{
   *   page: any, client: import("./snug-client.js").SnugClient,
   *   store: import("./store.js").Store, room: string,
   *   timeline: import("./timeline.js").Timeline, composer: import("./composer.js").Composer|null,
   *   pager: import("./pager.js").Pager, held: {look: () => void, putAway: (cid: string) => void, object: (cid: string) => void}, given: any, crew: string|null, editMs: number, skew: number,
   * }} parts `page`: the `Conversation`; `editMs`: how long own words can be changed; `skew`: this device's clock minus the server's; `given`: what the page was opened to answer
   */
  constructor({ page, client, store, room, timeline, composer, pager, held, given, crew, editMs, skew }) {
    this.page = page;
    this.client = client;
    this.store = store;
    this.room = room;
    this.timeline = timeline;
    this.scene = timeline.scene;
    this.composer = composer;
    this.held = held;
    this.editMs = editMs;
    this.skew = skew;
    this.editing = composer && new Editing(composer, {
      words: this.scene.words,
      onSave: (mid, body) => this.client.edit(this.room, mid, body),
      onChange: (mid) => this.chosen(mid),
    });
    const before = () => { if (this.editing?.what) this.editing.end(); };
    if (composer) this.picker = new Picker(composer, { store, words: this.scene.words, crew });
    this.answers = new Answers({ composer, store, timeline, pager, given, before });
  }

  /** @param {string} mid @returns {Item & import("./overlay.js").Underway | null} as the reader sees it */
  item(mid) {
    const item = this.store.list().find((one) => one.mid === mid);
    if (!item) return null;
    return overlaid(item, byMessage(this.client.outbox.of(this.room)).get(mid) ?? [], this.store.self);
  }

  /** @param {string} mid @returns {About|null} */
  about(mid) {
    const item = this.item(mid);
    if (!item) return null;
    const { words, plural } = this.scene;
    const reactions = chips(item.reactions ?? [], { self: this.store.self, names: this.store.named(), words, plural });
    const mine = new Set(reactions.filter((chip) => chip.own).map(({ emoji }) => emoji));
    const until = this.mayEdit(item) ? item.at + this.editMs + this.skew : null;
    const body = item.hidden ? words.hidden : item.body ?? "";
    const mayAnswer = Boolean(this.composer) && !item.deleting;
    return { mid, seq: item.seq, mayAnswer, hidden: Boolean(item.hidden), body, own: this.store.isOwn(item), actor: item.actor, until, mine, reactions };
  }

  /** @param {Item & import("./overlay.js").Underway} item */
  mayEdit(item) {
    const young = Date.now() < item.at + this.editMs + this.skew;
    return Boolean(this.editing) && young && item.kind === "message" && this.store.isOwn(item) && !item.deleting && !item.hidden && !item.poll;
  }

  // ---- emoji ------------------------------------------------------------------------------------------------

  /** @param {string} mid @param {string} emoji put there by the reader, or taken away when it is theirs already */
  toggle(mid, emoji) {
    const about = this.about(mid);
    if (about && this.scene.mayReact) this.client.react(this.room, mid, emoji, !about.mine.has(emoji));
  }

  /** All from this message on. @param {string} mid */
  async unread(mid) {
    const item = this.item(mid);
    if (item) (await this.page.habits).markUnread(item.seq);
  }

  // ---- own words --------------------------------------------------------------------------------------------

  /** @param {string} mid @param {string} [body] what to begin with, else the words as they are */
  edit(mid, body) {
    const item = this.item(mid);
    if (item && this.mayEdit(item)) this.editing?.begin(mid, item.body ?? "", body);
    else this.editing?.tooLate();
  }

  /** The last of one's own words that can still be changed. */
  editLast() {
    const last = this.store.list().findLast((item) => item.mid && this.mayEdit(overlaid(item, [], this.store.self)));
    if (last?.mid) this.edit(last.mid);
  }

  /** @param {string|null} mid the message that is now in the field to be changed */
  chosen(mid) {
    this.scene.editing = mid;
    this.timeline.draw();
  }

  /** What is being changed or answered may have gone meanwhile. */
  check() {
    this.answers.check();
    const mid = this.scene.editing;
    if (mid && !this.store.list().some((item) => item.mid === mid)) this.editing?.lost();
  }

  // ---- what was refused -------------------------------------------------------------------------------------

  /** @param {Letter} letter refused for good; what is about nothing any more has no place to be shown at */
  refused(letter) {
    this.judge(letter);
    this.timeline.draw();
  }

  /** @param {Letter} letter */
  judge(letter) {
    if (letter.code === "held" && !letter.detail?.until) this.held.look(); // until when, the server knows
    if (!letter.mid || letter.code !== "not_found") return;
    this.client.discard(letter.cid);
    if (letter.op === "edit") this.editing?.homeless(letter.body ?? "");
  }

  /** @param {string} act @param {string} cid */
  decide(act, cid) {
    const letter = this.client.outbox.get(cid);
    if (act === "retry") this.client.retry(cid);
    else if (act === "discard") this.client.discard(cid);
    else if (act === "away") this.held.use((held) => held.putAway(cid));
    else if (act === "object") this.held.use((held) => held.object(cid));
    else if (act === "rewrite") this.rewrite(letter);
    else if (act === "reword" && letter?.mid) this.edit(letter.mid, letter.body);
    this.timeline.draw();
  }

  /** What came back stands in the field again, and is put away where it stood. @param {Letter|undefined} letter */
  rewrite(letter) {
    if (!letter || !this.composer) return;
    if (letter.detail?.poll) {
      location.assign(`${this.scene.page}poll/?reword=${letter.cid}`);
      return;
    }
    this.composer.keep(letter.body ?? "");
    if (letter.reply_to) this.answers.begin(letter.reply_to);
    this.composer.field.focus();
    this.held.use((held) => held.putAway(letter.cid));
  }
}
