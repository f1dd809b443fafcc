/**
 * The row of emoji at hand in a message's menu, and the little field for any other one from the keyboard.
 */

import { el, icon } from "./dom.js";
import { oneEmoji } from "./reactions.js";

/**
 * @param {string[]} quick @param {Set<string>} mine those that are there from the reader
 * @param {Record<string, string>} words @param {(emoji: string) => void} pick
 * @returns {HTMLElement}
 */
export function quickRow(quick, mine, words, pick) {
  const row = el("div", { class: "quick", role: "group", "aria-label": words.react });
  for (const emoji of quick) {
    const name = words.react_with.replace("{emoji}", emoji);
    const button = el("button", { class: "quick__e", type: "button", "aria-pressed": String(mine.has(emoji)), "aria-label": name }, emoji);
    button.addEventListener("click", () => pick(emoji));
    row.append(button);
  }
  const more = el("button", { class: "quick__e", type: "button", "aria-label": words.react_other }, icon("plus"));
  more.addEventListener("click", () => {
    const form = otherForm(words, pick);
    row.replaceWith(form);
    /** @type {HTMLElement} */ (form.querySelector("input")).focus();
  });
  row.append(more);
  return row;
}

/** @param {Record<string, string>} words @param {(emoji: string) => void} pick */
function otherForm(words, pick) {
  const id = "other-emoji";
  const field = /** @type {HTMLInputElement} */ (
    el("input", { class: "input", id, type: "text", autocomplete: "off", maxlength: "32", "aria-describedby": `${id}-hint` })
  );
  const hint = el("p", { class: "hint", id: `${id}-hint`, role: "status" }, words.react_other_hint);
  const button = el("button", { class: "btn btn--fill", type: "submit" }, words.react);
  const form = el("form", { class: "field", novalidate: true }, el("label", { class: "label", for: id }, words.react_other));
  form.append(el("div", { class: "inline-form" }, field, button), hint);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
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

/** @param {import("./reactions.js").Chip[]} chips @param {Record<string, string>} words who has put which emoji there, to be read */
export function whoLine(chips, words) {
  const items = chips.map(({ emoji, label }) => el("li", {}, el("span", {}, emoji), ` ${label.slice(emoji.length + 1)}`));
  return el("ul", { class: "who", role: "list", "aria-label": words.reactions }, ...items);
}
