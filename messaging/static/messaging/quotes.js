/**
 * The line above what answers an earlier message: of that one, as its reader may see it now. The markup is that of
 * `messaging/page_answers.py`.
 *
 * @typedef {{mid: string, seq: number}} ReplyTo
 * @typedef {{seq: number, mid: string, name: string|null, body: string|null, own?: boolean, gone: boolean}} Quote   without a name: not
 *   known yet; `gone`: not to be shown
 */

import { el } from "./dom.js";

/**
 * @param {ReplyTo} reply @param {import("./store.js").Store} store @param {Record<string, string>} words
 * @returns {Quote} as its reader may see it now
 */
export function quoteOf({ mid, seq }, store, words) {
  const found = store.quote(seq);
  if (!found?.item) return { seq, mid, name: null, body: null, gone: Boolean(found?.gone) };
  const { item } = found;
  const own = store.isOwn(item);
  return { seq, mid, own, name: own ? words.you : item.actor?.name ?? words.former, body: oneLine(item.body ?? "") || words.wordless, gone: false };
}

/** @param {Quote} quote @param {Record<string, string>} words @returns {HTMLElement} */
export function drawQuote({ seq, name, body, own, gone }, words) {
  if (gone) return el("span", { class: "quote quote--gone" }, el("span", {}, words.quote_gone));
  const label = name === null ? words.quote_gone : words[own ? "quote_of_you" : "quote_of"].replace("{name}", () => name).replace("{words}", () => body ?? "");
  const link = el("a", { class: "quote", href: `?at=${seq}#m${seq}`, "data-quote": String(seq), dir: "auto", "aria-label": label });
  link.append(name === null ? el("span", {}, "…") : el("span", {}, el("b", {}, name), ` ${body}`));
  return link;
}

/** As `serializers.one_line`, in code points. @param {string} body @returns {string} */
export function oneLine(body) {
  const line = [...body.trim().replace(/\s+/gu, " ")];
  return line.length <= 160 ? line.join("") : `${line.slice(0, 159).join("").trimEnd()}…`;
}
