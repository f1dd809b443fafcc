/**
 * Changing one's own words in the field: above it stands which words, what was being written before waits, and nothing
 * leaves when nothing was changed.
 */

import { el, icon } from "./dom.js";

export class Editing {
  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{words: Record<string, string>, onSave: (mid: string, body: string) => void, onChange: (mid: string|null) => void}} parts
   */
  constructor(composer, { words, onSave, onChange }) {
    this.composer = composer;
    this.words = words;
    this.onSave = onSave;
    this.onChange = onChange;
    /** @type {{mid: string, body: string}|null} */
    this.what = null;
    this.line = el("p", { class: "clip", role: "status" }); // always there: what comes into it is read out
    this.bar = el("div", { class: "composer__edit", id: "composer-edit" }, this.line);
    composer.form.before(this.bar);
  }

  /** @param {string} mid @param {string} body the words as they are @param {string} [start] what to begin with */
  begin(mid, body, start = body) {
    this.what = { mid, body };
    this.drawBar(body);
    this.composer.field.readOnly = false; // as it is while photos are on their way (`tray.js`)
    this.composer.borrow(start, {
      label: this.words.edit_field,
      save: this.words.save,
      describedBy: this.bar.id,
      onSubmit: (text) => this.save(text),
      onCancel: () => this.end(),
    });
    this.onChange(mid);
  }

  /** @param {string} body */
  drawBar(body) {
    const cancel = el("button", { class: "ibtn", type: "button", "aria-label": this.words.edit_cancel });
    cancel.append(icon("x"));
    cancel.addEventListener("click", () => this.end());
    this.line.replaceChildren(el("b", {}, this.words.editing), " ", el("span", { dir: "auto" }, body));
    this.clearBar();
    this.line.before(icon("pencil"));
    this.line.after(cancel);
  }

  clearBar() {
    for (const node of [...this.bar.children]) if (node !== this.line) node.remove();
  }

  /** @param {string} text */
  save(text) {
    if (!this.what) return;
    const { mid, body } = this.what;
    if (!text) {
      this.composer.say(this.words.edit_empty);
      return;
    }
    this.end();
    if (text !== body) this.onSave(mid, text);
  }

  /** Back to what was being written before. */
  end() {
    this.what = null;
    this.line.replaceChildren();
    this.clearBar();
    this.composer.giveBack();
    this.onChange(null);
  }

  /** The words that were being changed are gone: what was typed is kept. */
  lost() {
    const typed = this.composer.field.value;
    this.end();
    this.homeless(typed);
  }

  /** Words that have no message any more go to what is being written, for nothing typed is lost. @param {string} text */
  homeless(text) {
    this.composer.keep(text);
    this.composer.say(this.words.edit_gone);
  }

  tooLate() {
    this.composer.say(this.words.why_edit_window_over);
  }
}
