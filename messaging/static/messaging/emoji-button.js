/**
 * Beside the field, where there is no keyboard with emoji on it: all of them, for what is being written.
 */

import { el, icon } from "./dom.js";

/** @param {import("./composer.js").Composer} composer @param {Record<string, string>} words @param {string} url of all emoji */
export function emojiButton(composer, words, url) {
  const button = el("button", { class: "ibtn composer__emoji", type: "button", "aria-label": words.emoji_add }, icon("smile-plus"));
  button.addEventListener("click", () => open(composer, words, url));
  composer.field.after(button);
}

/** @param {import("./composer.js").Composer} composer @param {Record<string, string>} words @param {string} url */
async function open(composer, words, url) {
  const quick = await import("./quick.js").catch(() => null); // without a network: the keyboard has them, too
  if (!quick || document.querySelector("dialog[open]")) return;
  const { field } = composer;
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "sheet sheet--menu", "aria-label": words.emoji_add }));
  const form = quick.otherForm({ ...words, react: words.emoji_put }, (emoji) => {
    dialog.close();
    field.setRangeText(emoji, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, url);
  dialog.append(form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    field.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}
