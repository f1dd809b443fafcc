/**
 * Polls without a network: what could be chosen can be read under its question. Numbers are not shown, for they were those
 * of another hour; and nobody votes into the void.
 */

import { el } from "../dom.js";

/** @param {HTMLElement} log @param {import("../store.js").Store} store @param {Record<string, string>} words */
export function showPolls(log, store, words) {
  for (const { mid, poll, hidden } of store.items.values()) {
    const message = mid && poll && !hidden ? log.querySelector(`.msg[data-mid="${CSS.escape(mid)}"]`) : null;
    if (!message || !poll || message.querySelector(".poll")) continue;
    const options = poll.options.map(({ text }) => el("li", { dir: "auto" }, text));
    const card = el("div", { class: "poll" }, el("p", { class: "poll__how" }, words.poll), el("ul", { class: "poll__kept" }, ...options));
    message.querySelector(".bubble")?.after(card);
  }
}
