/**
 * What did not get through: why, and what its author can do about it.
 *
 * @typedef {import("./outbox.js").Letter} Letter
 */

import { el } from "./dom.js";

/**
 * @param {Letter|undefined} letter @param {Record<string, string>} words
 * @returns {string} why it was refused, in the reader's language; empty where nobody said
 */
export function reasonOf(letter, words) {
  const { code = "", detail = {} } = letter ?? {};
  return detail.words ?? words[`why_${detail.code}`] ?? words[`why_${code}_${detail.field}`] ?? words[`why_${code}`] ?? "";
}

/** @param {Letter|undefined} letter @param {string} act @param {string} label @returns {HTMLElement} a button that does it */
export function actOn(letter, act, label) {
  return el("button", { class: "link tap", type: "button", "data-act": act, "data-cid": letter?.cid }, label);
}
