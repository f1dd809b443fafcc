/**
 * The row of emoji at hand in a message's menu; for all others a field, which takes one from the keyboard and finds them
 * by name in all there are.
 */

import { el, icon } from "./dom.js";
import { deviceStorage } from "./outbox.js";
import { oneEmoji } from "./reactions.js";

/**
 * @param {string[]} quick @param {Set<string>} mine those that are there from the reader
 * @param {Record<string, string>} words @param {(emoji: string) => void} pick @param {string} url of all emoji
 * @returns {HTMLElement}
 */
export function quickRow(quick, mine, words, pick, url) {
  const row = el("div", { class: "quick", role: "group", "aria-label": words.react });
  for (const emoji of quick) {
    const name = words.react_with.replace("{emoji}", emoji);
    const button = el("button", { class: "quick__e", type: "button", "aria-pressed": String(mine.has(emoji)), "aria-label": name }, emoji);
    button.addEventListener("click", () => pick(emoji));
    row.append(button);
  }
  const more = el("button", { class: "quick__e", type: "button", "aria-label": words.react_other }, icon("plus"));
  more.addEventListener("click", () => {
    const form = otherForm(words, pick, url);
    row.replaceWith(form);
    /** @type {HTMLElement} */ (form.querySelector("input")).focus();
  });
  row.append(more);
  return row;
}

/** @param {Record<string, string>} words @param {(emoji: string) => void} pick @param {string} url of all emoji */
export function otherForm(words, pick, url) {
  const id = "other-emoji";
  const field = /** @type {HTMLInputElement} */ (
    el("input", { class: "input", id, type: "text", autocomplete: "off", maxlength: "32", "aria-describedby": `${id}-hint` })
  );
  const hint = el("p", { class: "hint", id: `${id}-hint`, role: "status" }, words.react_other_hint);
  const button = el("button", { class: "btn btn--fill", type: "submit" }, words.react);
  const form = el("form", { class: "field", novalidate: true }, el("label", { class: "label", for: id }, words.react_other));
  form.append(el("div", { class: "inline-form" }, field, button), hint);
  const picker = all(form, field, { url, words, storage: deviceStorage(), pick });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await picker)?.takeFirst()) return;
    const emoji = oneEmoji(field.value);
    if (emoji) {
      pick(emoji);
      return;
    }
    hint.className = "error";
    hint.replaceChildren(icon("circle-alert", "icon--s"), words.why_invalid_emoji);
    field.setAttribute("aria-invalid", "true");
    field.select();
  });
  return form;
}

/**
 * @param {HTMLElement} form @param {HTMLInputElement} field @param {ConstructorParameters<import("./picker.js").Picker>[0]} parts
 * @returns {Promise<import("./picker.js").Picker|null>} null where it could not be had: the keyboard has them, too
 */
async function all(form, field, parts) {
  const module = await import("./picker.js").catch(() => null);
  if (!module) return null;
  const picker = new module.Picker(parts);
  field.addEventListener("input", () => picker.search(oneEmoji(field.value) ? "" : field.value));
  form.append(picker.node);
  return picker;
}

/** @param {import("./reactions.js").Chip[]} chips @param {Record<string, string>} words who has put which emoji there, to be read */
export function whoLine(chips, words) {
  const items = chips.map(({ emoji, label }) => el("li", {}, el("span", {}, emoji), ` ${label.slice(emoji.length + 1)}`));
  return el("ul", { class: "who", role: "list", "aria-label": words.reactions }, ...items);
}
