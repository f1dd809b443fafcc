/**
 * The row above the field: who can read this, and beside it either "3 new" or who is typing. Sharing one row, neither
 * ever covers or moves a word.
 */

export class Footline {
  /**
   * @param {Record<string, string>} words @param {string} language @param {number} readers everybody who can read this
   * @returns {Footline|null} null where the page has none
   */
  static find(words, language, readers) {
    const line = document.querySelector(".trustline");
    return line instanceof HTMLElement ? new Footline(line, words, language, readers) : null;
  }

  /** @param {HTMLElement} line `.trustline` @param {Record<string, string>} words @param {string} language @param {number} readers */
  constructor(line, words, language, readers) {
    this.readers = readers;
    this.line = line;
    this.words = words;
    this.plural = new Intl.PluralRules(language);
    this.pill = /** @type {HTMLElement} */ (line.querySelector("[data-pill]"));
    this.typing = /** @type {HTMLElement} */ (line.querySelector("[data-typing]"));
    this.people = /** @type {HTMLElement|null} */ (line.querySelector("[data-people]"));
    this.fresh = "";
    this.who = "";
  }

  /** @param {number} count messages by others that are below the screen @param {boolean} more not loaded yet */
  setFresh(count, more) {
    const fresh = count > 99 ? "99+" : count ? `${count}${more ? "+" : ""}` : "";
    if (fresh === this.fresh) return;
    this.fresh = fresh;
    this.draw();
  }

  /** @param {string} line "Ben is typing" */
  setTyping(line) {
    if (line === this.who) return;
    this.who = line;
    this.draw();
  }

  /** Somebody came or went: one more can read this, or one less. @param {import("./protocol.js").Event} event */
  hear({ kind }) {
    if (kind !== "member.join" && kind !== "member.leave") return;
    this.readers += kind === "member.join" ? 1 : -1;
    const sentence = this.words[`people_${this.plural.select(this.readers)}`] ?? this.words.people_other;
    if (this.people) this.people.textContent = sentence.replace("{n}", String(this.readers));
  }

  draw() {
    this.pill.hidden = !this.fresh;
    this.typing.hidden = Boolean(this.fresh) || !this.who;
    this.line.classList.toggle("trustline--busy", Boolean(this.fresh || this.who));
    /** @type {HTMLElement} */ (this.pill.querySelector("[data-text]")).textContent = this.words.fresh_pill.replace("{n}", this.fresh);
    /** @type {HTMLElement} */ (this.typing.querySelector("[data-text]")).textContent = this.who;
  }
}
