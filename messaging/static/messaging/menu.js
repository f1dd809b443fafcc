/**
 * What one can do with a message: press and hold, or the button beside it. Taking back one's words asks once more.
 */

import { el, icon } from "./dom.js";

const HOLD_MS = 450;
const HOLD_SLACK = 10;

export class Menu {
  /**
   * @param {HTMLElement} rows
   * @param {{words: Record<string, string>, isOwn: (mid: string) => boolean, onDelete: (mid: string) => void}} parts
   */
  constructor(rows, { words, isOwn, onDelete }) {
    this.words = words;
    this.isOwn = isOwn;
    this.onDelete = onDelete;
    this.timer = 0;
    /** @type {{x: number, y: number}|null} */
    this.pressed = null;
    rows.addEventListener("click", (event) => this.click(event));
    rows.addEventListener("pointerdown", (event) => this.press(event));
    for (const name of ["pointerup", "pointercancel"]) rows.addEventListener(name, () => this.release());
    rows.addEventListener("pointermove", (event) => this.drift(event));
    rows.addEventListener("contextmenu", (event) => this.context(event));
  }

  /** @param {MouseEvent} event */
  click(event) {
    const more = target(event)?.closest(".msg__more");
    if (!more) return;
    event.preventDefault();
    this.open(more.closest(".msg"));
  }

  /** @param {PointerEvent} event */
  press(event) {
    const message = target(event)?.closest(".bubble")?.closest(".msg");
    if (event.pointerType !== "touch" || !message || target(event)?.closest("a, button")) return;
    this.pressed = { x: event.clientX, y: event.clientY };
    this.timer = setTimeout(() => this.open(message), HOLD_MS);
  }

  release() {
    clearTimeout(this.timer);
    this.pressed = null;
  }

  /** @param {PointerEvent} event a finger that scrolls does not hold */
  drift(event) {
    if (!this.pressed) return;
    const far = Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) > HOLD_SLACK;
    if (far) this.release();
  }

  /** @param {MouseEvent} event the system's own long-press menu would cover ours */
  context(event) {
    if (this.pressed) event.preventDefault();
  }

  /** @param {Element|null|undefined} message */
  open(message) {
    this.release();
    const mid = message?.getAttribute("data-mid");
    const body = message?.querySelector(".bubble")?.textContent ?? "";
    if (!message || !mid || document.querySelector("dialog[open]")) return;
    const turn = message.closest(".turn");
    const own = this.isOwn(mid);
    const sheet = dialog(own ? this.words.your_message : turn?.getAttribute("aria-label") ?? "");
    this.fill(sheet, { mid, body, own, name: own ? this.words.you : turn?.querySelector(".turn__by b")?.textContent ?? "" });
    document.body.append(sheet);
    sheet.addEventListener("close", () => {
      sheet.remove();
      /** @type {HTMLElement|null} */ (message.querySelector(".msg__more"))?.focus({ preventScroll: true });
    });
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    sheet.showModal();
  }

  /** @param {HTMLDialogElement} sheet @param {{mid: string, body: string, own: boolean, name: string}} what */
  fill(sheet, { mid, body, own, name }) {
    const { words } = this;
    const copy = row("copy", words.copy);
    copy.addEventListener("click", () => {
      navigator.clipboard?.writeText(body).catch(() => undefined); // not allowed: the words can still be marked
      sheet.close();
    });
    const list = el("ul", { class: "card card--flush rows" }, el("li", {}, copy));
    if (own) {
      const remove = row("trash-2", words.remove, words.remove_hint);
      remove.addEventListener("click", () => this.confirm(sheet, mid, body, name));
      list.append(el("li", {}, remove));
    }
    sheet.replaceChildren(exhibit(name, body), list);
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
    sheet.replaceChildren(exhibit(name, body), ask, el("div", { class: "btns btns--split" }, no, yes));
    no.focus();
  }
}

/** @param {Event} event @returns {Element|null} */
function target(event) {
  return event.target instanceof Element ? event.target : null;
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
