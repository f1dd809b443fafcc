/**
 * The field one writes in: Enter sends where there is a keyboard, the draft survives a reload, and others learn that
 * one is typing (at most every few seconds). For changing words that were sent the field is lent out; the draft waits.
 *
 * @typedef {{label: string, save: string, describedBy: string, onSubmit: (body: string) => void, onCancel: () => void}} Loan
 */

import { icon } from "./dom.js";

const DRAFT_MS = 250;
const TYPING_MS = 4_000; // the server forgets it after 6 s
export const BODY_LENGTH = 4_000;

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{draftKey: string, storage: Storage|null, onSay: (body: string, media: import("./protocol.js").Shot[]) => void, onTyping: (on: boolean) => void,
   *          words: Record<string, string>}} parts
   */
  constructor(form, { draftKey, storage, onSay, onTyping, words }) {
    this.form = form;
    this.field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("body"));
    this.note = /** @type {HTMLElement} */ (document.getElementById("composer-note"));
    this.draftKey = draftKey;
    this.storage = storage;
    this.onSay = onSay;
    this.onTyping = onTyping;
    this.words = words;
    this.draftTimer = 0;
    this.typedAt = 0;
    /** @type {() => void} the arrow upwards in an empty field */
    this.onUp = () => {};
    /** @type {() => boolean} Escape while nothing is lent out: whether it was of use */
    this.onEscape = () => false;
    /** @type {() => void} what is being written is another one now */
    this.onDraft = () => {};
    /** @type {(Loan & {draft: string})|null} */
    this.loan = null;
    /** @type {{any: boolean, take: () => Promise<import("./protocol.js").Shot[]|null>}|null} what goes along with the words */
    this.adding = null;
    this.said = ""; // last, since the page was opened
    this.button = /** @type {HTMLElement} */ (form.querySelector("[type=submit]"));
    this.called = { label: this.field.getAttribute("aria-label") ?? "", save: this.button.getAttribute("aria-label") ?? "" };
    this.keyboard = matchMedia("(hover: hover) and (pointer: fine)");
    form.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.quiet());
    addEventListener("pagehide", () => this.save());
    this.restore();
  }

  /**
   * @param {ConstructorParameters<typeof Composer>[1]} parts
   * @returns {Composer|null} null where this person may only read
   */
  static find(parts) {
    const form = document.getElementById("composer");
    return form instanceof HTMLFormElement ? new Composer(form, parts) : null;
  }

  /** @param {SubmitEvent|KeyboardEvent} event */
  submit(event) {
    event.preventDefault();
    const body = this.body();
    const over = [...body].length - BODY_LENGTH;
    if (over > 0) this.say(this.words.too_long.replace("{n}", String(over)));
    if (over > 0) return;
    if (this.loan) {
      this.loan.onSubmit(body);
      return;
    }
    if (this.adding?.any) this.adding.take().then((media) => media && this.send(body, media));
    else if (body) this.send(body, []);
  }

  /** @param {string} body @param {import("./protocol.js").Shot[]} media */
  send(body, media) {
    this.said = body;
    this.say("");
    if (this.loan) this.loan.draft = ""; // lent since
    else this.write("");
    this.quiet();
    this.onSay(body, media);
  }

  /** @returns {string} what would be sent */
  body() {
    return this.field.value.trim().normalize("NFC");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && this.keyboard.matches) this.submit(event);
    else if (event.key === "Escape" && !event.isComposing) this.escape();
    else if (event.key === "ArrowUp" && !this.field.value && !this.loan && isBare(event)) {
      event.preventDefault();
      this.onUp();
    }
  }

  escape() {
    if (this.loan) this.loan.onCancel();
    else if (!this.onEscape()) this.field.blur();
  }

  typed() {
    this.grow();
    if (!this.note.hidden && [...this.body()].length <= BODY_LENGTH) this.say("");
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.save(), DRAFT_MS);
    if (this.loan) return; // who mends old words is not about to say something
    if (!this.field.value.trim()) this.quiet();
    else if (Date.now() - this.typedAt > TYPING_MS) {
      this.typedAt = Date.now();
      this.onTyping(true);
    }
  }

  quiet() {
    if (!this.typedAt) return;
    this.typedAt = 0;
    this.onTyping(false);
  }

  /** @param {string} text beside the field; empty takes it away */
  say(text) {
    this.note.hidden = !text;
    const line = this.note.querySelector("[data-text]");
    if (line) line.textContent = text;
    this.field.setAttribute("aria-invalid", String(Boolean(text)));
  }

  save() {
    clearTimeout(this.draftTimer);
    if (this.loan) return;
    try {
      if (this.field.value) this.storage?.setItem(this.draftKey, this.field.value);
      else this.storage?.removeItem(this.draftKey);
    } catch {
      // no room left on the device: the words are still in the field
    }
    this.onDraft();
  }

  /** @returns {string} what is being written, also while the field is lent out */
  draft() {
    return this.loan ? this.loan.draft : this.field.value;
  }

  /** Written on another device. @param {string} text */
  replace(text) {
    if (this.loan) this.loan.draft = text;
    else this.write(text);
  }

  /** What was typed before the scripts came stands below the draft, unless the browser has brought that back itself. */
  restore() {
    const [draft, typed] = [this.storage?.getItem(this.draftKey) ?? "", this.field.value];
    if (draft && !typed.startsWith(draft)) this.write(typed ? `${draft}\n${typed}` : draft);
    else this.grow();
  }

  /** @param {string} text as if it had been typed */
  write(text) {
    this.field.value = text;
    this.save();
    this.grow();
  }

  /** Words that would be lost otherwise stand below what is being written. @param {string} text */
  keep(text) {
    const both = (/** @type {string} */ draft) => (draft ? `${draft}\n${text}` : text);
    if (this.loan) this.loan.draft = both(this.loan.draft);
    else this.write(both(this.field.value));
  }

  // ---- lent out ---------------------------------------------------------------------------------------------

  /** Other words are in the field for a while; what stood there waits. @param {string} text @param {Loan} loan */
  borrow(text, loan) {
    this.quiet();
    this.save();
    this.say("");
    this.loan = { ...loan, draft: this.loan?.draft ?? this.field.value };
    this.face(loan, "check");
    this.write(text);
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  giveBack() {
    if (!this.loan) return;
    const { draft } = this.loan;
    this.loan = null;
    this.face(this.called, "arrow-up");
    this.say("");
    this.write(draft);
    if (this.form.closest(".composer")?.contains(document.activeElement)) this.field.focus();
  }

  /** What field and button are called. @param {{label: string, save: string, describedBy?: string}} names @param {string} sign */
  face({ label, save, describedBy = "" }, sign) {
    this.field.setAttribute("aria-label", label);
    this.field.setAttribute("aria-describedby", `${this.note.id} ${describedBy}`.trim());
    this.button.setAttribute("aria-label", save);
    this.button.replaceChildren(icon(sign));
  }

  /** The access to this room ended. */
  forget() {
    clearTimeout(this.draftTimer);
    this.field.value = "";
    this.storage?.removeItem(this.draftKey);
    this.form.closest(".composer")?.remove();
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${this.field.scrollHeight + 2}px`;
  }
}

/** @param {KeyboardEvent} event @returns {boolean} without Shift and the like */
function isBare({ shiftKey, altKey, ctrlKey, metaKey, isComposing }) {
  return !(shiftKey || altKey || ctrlKey || metaKey || isComposing);
}
