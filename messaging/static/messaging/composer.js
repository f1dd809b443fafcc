/**
 * The field one writes in: Enter sends where there is a keyboard, the draft survives a reload, and others learn that
 * one is typing (at most every few seconds).
 */

const DRAFT_MS = 250;
const TYPING_MS = 4_000; // the server forgets it after 6 s
export const BODY_LENGTH = 4_000;

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{draftKey: string, storage: Storage|null, onSay: (body: string) => void, onTyping: (on: boolean) => void,
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
    this.keyboard = matchMedia("(hover: hover) and (pointer: fine)");
    form.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.quiet());
    addEventListener("pagehide", () => this.save());
    this.restore();
  }

  /** @param {SubmitEvent|KeyboardEvent} event */
  submit(event) {
    event.preventDefault();
    const body = this.body();
    const over = [...body].length - BODY_LENGTH;
    if (over > 0) this.say(this.words.too_long.replace("{n}", String(over)));
    if (!body || over > 0) return;
    this.say("");
    this.field.value = "";
    this.save();
    this.grow();
    this.quiet();
    this.onSay(body);
  }

  /** @returns {string} what would be sent */
  body() {
    return this.field.value.trim().normalize("NFC");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && this.keyboard.matches) this.submit(event);
    else if (event.key === "Escape") this.field.blur();
  }

  typed() {
    this.grow();
    if (!this.note.hidden && [...this.body()].length <= BODY_LENGTH) this.say("");
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.save(), DRAFT_MS);
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
    try {
      if (this.field.value) this.storage?.setItem(this.draftKey, this.field.value);
      else this.storage?.removeItem(this.draftKey);
    } catch {
      // no room left on the device: the words are still in the field
    }
  }

  restore() {
    const draft = this.storage?.getItem(this.draftKey);
    if (draft && !this.field.value) this.field.value = draft;
    this.grow();
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
