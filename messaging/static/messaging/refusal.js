/**
 * What did not get through: why, and what its author can do about it.
 *
 * @typedef {import("./outbox.js").Letter} Letter
 */

import { el } from "./dom.js";

/**
 * @param {Letter|undefined} letter @param {Record<string, string>} words
 * @returns {string} why it was refused, in the reader's language, and whether they object; empty where nobody said
 */
export function reasonOf(letter, words) {
  const { code = "", detail = {} } = letter ?? {};
  const why = detail.words ?? words[`why_${detail.code}`] ?? words[`why_${code}_${detail.field}`] ?? words[`why_${code}`] ?? "";
  return detail.objected ? `${why} ${words.objected}` : why;
}

/** @param {Letter|undefined} letter @param {string} act @param {string} label @returns {HTMLElement} a button that does it */
export function actOn(letter, act, label) {
  return el("button", { class: "link tap", type: "button", "data-act": act, "data-cid": letter?.cid }, label);
}

/** What can be done about a rule's word: it was wrong, unless that has been said. @param {Letter|undefined} letter @param {Record<string, string>} words @returns {HTMLElement[]} */
export function objecting(letter, words) {
  const byRule = ["held", "nudge", "refused"].includes(letter?.code ?? "");
  return byRule && !letter?.detail?.objected && !letter?.detail?.lost ? [actOn(letter, "object", words.object)] : [];
}

/**
 * Words that a rule held, and how that ended.
 *
 * @param {Letter|undefined} letter @param {Record<string, string>} words @param {import("./clock.js").Clock} clock
 * @returns {{tone: string, icon: string, title: string, text: string, acts: HTMLElement[]}}
 */
export function holdOf(letter, words, clock) {
  const { state, until, objected, lost, words: why = "" } = letter?.detail ?? {};
  const by = state || !until ? "" : words.held_until.replace("{time}", `${clock.dayLabel(until, /** @type {any} */ (words))}${words.comma}${clock.time(until)}`);
  const text = [why, by, objected ? words.objected : ""].filter(Boolean).join(" ");
  const reword = state === "returned" && letter?.op === "send" && !lost ? [actOn(letter, "rewrite", words.reword_held)] : [];
  const acts = [...reword, actOn(letter, "away", state ? words.put_away : words.take_back), ...objecting(letter, words)];
  const look = { tone: "candle", icon: "hourglass", title: words.held };
  if (state === "returned") Object.assign(look, { icon: "info", title: words.returned });
  if (state === "removed") Object.assign(look, { tone: "brick", icon: "circle-alert", title: words.not_said });
  return { ...look, text, acts };
}
