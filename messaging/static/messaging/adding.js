/**
 * The ways by which photos and files come to the next words: chosen, taken, pasted, dropped. What holds them (`tray.js`)
 * is fetched with the first one.
 */

export class Adding {
  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{url: string, words: Record<string, string>, places: import("./places.js").Places}} parts
   */
  constructor(composer, parts) {
    this.composer = composer;
    this.parts = parts;
    /** @type {import("./tray.js").Tray|null} */
    this.tray = null;
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (composer.form.querySelectorAll("input[type=file]"))) {
      input.addEventListener("change", () => this.chosen(input));
      input.tabIndex = -1; // unseen: a button stands for it
    }
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (composer.form.querySelectorAll("[data-chooses]"))) {
      button.addEventListener("click", () => document.getElementById(button.dataset.chooses ?? "")?.click());
    }
    composer.field.addEventListener("paste", (event) => this.pasted(event));
    addEventListener("dragover", (event) => brings(event) && event.preventDefault());
    addEventListener("drop", (event) => this.dropped(event));
  }

  /** @param {HTMLInputElement} input */
  chosen(input) {
    this.add([...(input.files ?? [])]);
    input.value = ""; // the form has nothing to send, and the same one can be chosen again
    this.composer.field.focus();
  }

  /** @param {ClipboardEvent} event */
  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData?.getData("text/plain")) return; // a copied page brings its picture, too
    event.preventDefault();
    this.add(files);
  }

  /** @param {DragEvent} event */
  dropped(event) {
    if (!brings(event)) return;
    event.preventDefault();
    this.add([...(event.dataTransfer?.files ?? [])]);
  }

  /** @param {File[]} files */
  async add(files) {
    if (files.length === 0) return;
    const tray = await this.open();
    tray?.add(files);
  }

  async open() {
    const module = this.tray ? null : await import("./tray.js").catch(() => null);
    const box = document.getElementById("tray");
    const token = /** @type {HTMLInputElement|null} */ (this.composer.form.querySelector("[name=csrfmiddlewaretoken]"));
    if (module && box && !this.tray) {
      this.tray = new module.Tray(box, { ...this.parts, token: token?.value ?? "", onSay: (text) => this.composer.say(text) });
    }
    return this.tray;
  }

  /** @returns {boolean} whether something goes along, or is on its way to */
  get any() {
    return (this.tray?.all.length ?? 0) > 0;
  }

  /** @returns {Promise<import("./protocol.js").Shot[]|null>} what goes along now; null: not yet, and it has been said why */
  async take() {
    return this.tray ? this.tray.take() : [];
  }
}

/** @param {DragEvent} event @returns {boolean} whether it brings files */
function brings(event) {
  return Boolean(event.dataTransfer?.types.includes("Files"));
}
