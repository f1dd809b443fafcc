/**
 * What the reader has just done to a message and the server has not confirmed: shown as if it were so, and gone again
 * by itself when it is refused, because nothing but the outbox holds it. Pure.
 *
 * @typedef {import("./store.js").Item} Item
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {{deleting: boolean, changing: boolean, failed: Letter[]}} Underway
 */

import { withMood } from "./changes.js";

/** @param {Letter[]} letters of one room @returns {Map<string, Letter[]>} those about a message that is there, by its mid */
export function byMessage(letters) {
  /** @type {Map<string, Letter[]>} */
  const found = new Map();
  for (const letter of letters) {
    if (!letter.mid) continue;
    found.set(letter.mid, [...(found.get(letter.mid) ?? []), letter]);
  }
  return found;
}

/** @param {Item} item @param {Letter[]} letters about it, as they were written @param {string} self @returns {Item & Underway} */
export function overlaid(item, letters, self) {
  const waiting = letters.filter((letter) => letter.state === "pending");
  const edit = waiting.findLast((letter) => letter.op === "edit");
  const moods = waiting.filter((letter) => letter.op === "react");
  return {
    ...moods.reduce((now, letter) => withMood(now, self, letter), item),
    ...(edit ? { body: edit.body, edited: true, mentions: undefined } : {}),
    changing: Boolean(edit),
    deleting: waiting.some((letter) => letter.op === "del"),
    failed: letters.filter((letter) => letter.state === "failed"),
  };
}
