/**
 * What one can do with a message. Taking back one's words asks once more.
 *
 * @typedef {import("./acts.js").About} About
 * @typedef {{acts: import("./acts.js").Acts, quick: string[], people: string, direct: string, onDelete: (mid: string) => void}} SheetParts
 *   `people`: the address below which each one's page to be blocked on is; `direct`: that to be written to, "" where
 *   nobody is
 */

import { el, icon } from "./dom.js";
import { focusMore } from "./message.js";
import { quickRow, whoLine } from "./quick.js";

export class Sheet {
  /** @param {SheetParts} parts */
  constructor({ acts, quick, people, direct, onDelete }) {
    this.people = people;
    this.direct = direct;
    this.acts = acts;
    this.scene = acts.scene;
    this.words = acts.scene.words;
    this.quick = quick;
    this.onDelete = onDelete;
  }

  /** @param {Element} message @param {About} about @param {boolean} held the finger is still on it */
  show(message, about, held) {
    const turn = message.closest(".turn");
    const sheet = dialog(about.own ? this.words.your_message : turn?.getAttribute("aria-label") ?? "");
    this.fill(sheet, about, about.own ? this.words.you : turn?.querySelector(".turn__by b")?.textContent ?? "");
    document.body.append(sheet);
    sheet.addEventListener("close", () => {
      sheet.remove();
      if (!(document.activeElement instanceof HTMLTextAreaElement)) focusMore(/** @type {HTMLElement} */ (message));
    });
    if (held) untouched(sheet);
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    sheet.showModal();
  }

  /** @param {HTMLDialogElement} sheet @param {About} about @param {string} name who said it */
  fill(sheet, about, name) {
    const list = el("ul", { class: "card card--flush rows" });
    if (about.mayAnswer) list.append(this.answerRow(sheet, about));
    if (about.body && !about.hidden) list.append(this.copyRow(sheet, about));
    list.append(this.unreadRow(sheet, about));
    if (this.acts.page.data.may_pin) list.append(this.pinRow(sheet, about));
    if (about.until !== null) list.append(this.editRow(sheet, about, about.until));
    if (about.own) {
      const remove = row("trash-2", this.words.remove, this.words.remove_hint);
      remove.addEventListener("click", () => this.confirm(sheet, about.mid, about.body, name));
      list.append(el("li", {}, remove));
    } else list.append(el("li", {}, this.reportRow(about)));
    if (this.acts.page.data.may_hide && !about.own && about.actor && !about.hidden) list.append(el("li", {}, this.hideRow(about)));
    if (!about.own && about.actor) list.append(...this.writeRow(about.actor), el("li", {}, this.blockRow(about.actor)));
    sheet.replaceChildren(exhibit(name, about.body), ...this.moods(sheet, about), list);
  }

  /** The emoji at hand, and who has put which one there. @param {HTMLDialogElement} sheet @param {About} about @returns {HTMLElement[]} */
  moods(sheet, { mid, mine, reactions }) {
    const pick = (/** @type {string} */ emoji) => {
      sheet.close();
      this.acts.toggle(mid, emoji);
    };
    const row = this.scene.mayReact ? [quickRow(this.quick, mine, this.words, pick, this.acts.page.data.urls.emoji)] : [];
    return reactions.length ? [...row, whoLine(reactions, this.words)] : row;
  }

  /** @param {HTMLDialogElement} sheet @param {About} about */
  answerRow(sheet, { mid, seq }) {
    const answer = row("reply", this.words.answer);
    answer.addEventListener("click", () => {
      sheet.close();
      this.acts.answers.begin({ mid, seq });
    });
    return el("li", {}, answer);
  }

  /** @param {HTMLDialogElement} sheet @param {About} about */
  copyRow(sheet, { body }) {
    const copy = row("copy", this.words.copy);
    copy.addEventListener("click", () => {
      navigator.clipboard?.writeText(body).catch(() => undefined); // not allowed: the words can still be marked
      sheet.close();
    });
    return el("li", {}, copy);
  }

  /** @param {HTMLDialogElement} sheet @param {About} about */
  unreadRow(sheet, { mid }) {
    const unread = row("mail", this.words.mark_unread, this.words.mark_unread_hint);
    unread.addEventListener("click", () => {
      sheet.close();
      this.acts.unread(mid);
    });
    return el("li", {}, unread);
  }

  /** @param {HTMLDialogElement} sheet @param {About} about */
  pinRow(sheet, { mid }) {
    const up = document.querySelector(`[data-pins] [data-mid="${CSS.escape(mid)}"]`) === null;
    const pin = up ? row("pin", this.words.pin, this.words.pin_hint) : row("pin-off", this.words.unpin);
    pin.addEventListener("click", async () => {
      sheet.close();
      (await this.acts.page.habits).pins.put(mid, up);
    });
    return el("li", {}, pin);
  }

  /** The second step is a page. @param {NonNullable<About["actor"]>} actor */
  blockRow({ id, name }) {
    const { block, block_hint: hint } = this.words;
    const link = el("a", { class: "row row--menu", href: `${this.people}${id}/block/` }, icon("eye-off"));
    const title = el("span", { class: "row__title" }, block.replace("{name}", () => name));
    link.append(el("span", { class: "row__main" }, title, el("span", { class: "row__line" }, hint)));
    return link;
  }

  /** To say something to its author alone. @param {NonNullable<About["actor"]>} actor @returns {HTMLElement[]} */
  writeRow({ id, name, badge }) {
    if (!this.direct || badge === "brand") return [];
    const { write_to: write, write_hint: hint } = this.words;
    const title = el("span", { class: "row__title" }, write.replace("{name}", () => name));
    const link = el("a", { class: "row row--menu", href: `${this.direct}${id}/` }, icon("messages-square"));
    link.append(el("span", { class: "row__main" }, title, el("span", { class: "row__line" }, hint)));
    return [el("li", {}, link)];
  }

  /** Gone by itself when the time is over. @param {HTMLDialogElement} sheet @param {About} about @param {number} until */
  editRow(sheet, { mid }, until) {
    const change = row("pencil", this.words.edit, this.words.edit_hint.replace("{time}", this.scene.clock.time(until)));
    const item = el("li", {}, change);
    const timer = setTimeout(() => item.remove(), until - Date.now());
    sheet.addEventListener("close", () => clearTimeout(timer));
    change.addEventListener("click", () => {
      sheet.close();
      this.acts.edit(mid);
    });
    return item;
  }

  /** A page of its own: it also stands where no script runs. @param {About} about */
  reportRow({ mid }) {
    const title = el("span", { class: "row__title" }, this.words.report);
    const text = el("span", { class: "row__main" }, title, el("span", { class: "row__line" }, this.words.report_hint));
    return el("a", { class: "row row--menu", href: `/report/message/${mid}/` }, icon("flag"), text);
  }

  /** Of captains; the reason is given on a page. @param {About} about */
  hideRow({ mid }) {
    const title = el("span", { class: "row__title" }, this.words.hide);
    const text = el("span", { class: "row__main" }, title, el("span", { class: "row__line" }, this.words.hide_hint));
    return el("a", { class: "row row--menu", href: `${this.acts.page.data.urls.page}hide/${mid}/` }, icon("hand"), text);
  }

  /** The second step. @param {HTMLDialogElement} sheet @param {string} mid @param {string} body @param {string} name */
  confirm(sheet, mid, body, name) {
    const { words } = this;
    const yes = el("button", { class: "btn btn--brick", type: "button" }, words.remove);
    const no = el("button", { class: "btn btn--line", type: "button" }, words.keep);
    yes.addEventListener("click", () => {
      sheet.close();
      this.onDelete(mid);
    });
    no.addEventListener("click", () => sheet.close());
    const ask = el("p", {}, words.remove_ask);
    sheet.replaceChildren(exhibit(name, body), ask, el("div", { class: "btns btns--split" }, yes, no));
    no.focus();
  }
}

/**
 * Some devices click when the finger is lifted after a hold, on whatever has come up under it: that does nothing. A
 * keyboard or a screen reader clicks without a pointer (`detail` 0).
 *
 * @param {HTMLDialogElement} sheet until something in it is touched
 */
function untouched(sheet) {
  let touched = false;
  sheet.addEventListener("pointerdown", () => { touched = true; }, { capture: true });
  sheet.addEventListener("click", (event) => {
    if (touched || event.detail === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}

/** @param {string} label @returns {HTMLDialogElement} */
function dialog(label) {
  return /** @type {HTMLDialogElement} */ (el("dialog", { class: "sheet sheet--menu", "aria-label": label }));
}

/** @param {string} name @param {string} body */
function exhibit(name, body) {
  const words = el("span", { dir: "auto" }, el("b", {}, name), ` ${body}`);
  return el("p", { class: "exhibit exhibit--one exhibit--plain clip" }, words);
}

/** @param {string} name of an icon @param {string} label @param {string} [hint] */
function row(name, label, hint) {
  const title = el("span", { class: "row__title" }, label);
  const text = hint ? el("span", { class: "row__main" }, title, el("span", { class: "row__line" }, hint)) : title;
  return el("button", { class: "row row--menu", type: "button" }, icon(name), text);
}
