/**
 * From the items of a room to the rows of its timeline: days, the first-unread line, quiet join lines, and turns (what
 * one person said within one minute). Pure; the same rules as `messaging/turns.py`.
 *
 * @typedef {import("./store.js").Item} Item
 * @typedef {import("./store.js").Actor} Actor
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./reactions.js").Chip} Chip
 * @typedef {{
 *   key: string, mid: string|null, seq: number|null, cid: string|null, body: string, spans?: [number, number][], sites?: Record<string, string>, hidden?: boolean,
 *   media?: import("./protocol.js").Shot[], edited: boolean, chips: Chip[], quote?: import("./quotes.js").Quote|null, named?: import("./named.js").Named[],
 *   deleting: boolean, changing: boolean, failed: Letter[],
 * }} Say
 * @typedef {{
 *   key: string, type: "empty"|"older"|"newer"|"day"|"fresh"|"sys"|"turn"|"folded", text?: string, own?: boolean,
 *   actor?: Actor|null, at?: number, says?: Say[], joined?: string[], state?: "sent"|"pending"|"failed"|"held", letter?: Letter,
 * }} Row
 */

import { namedIn } from "./named.js";
import { byMessage, overlaid } from "./overlay.js";
import { chips } from "./reactions.js";

/**
 * @param {import("./reactions.js").Naming & {
 *   items: Item[], letters: Letter[], freshSeq: number|null, hasOlder: boolean, hasNewer: boolean,
 *   clock: import("./clock.js").Clock, folded?: Set<string>, quoted?: (reply: import("./quotes.js").ReplyTo) => import("./quotes.js").Quote,
 * }} room `folded`: whom the reader has blocked
 * @returns {Row[]}
 */
export function toRows(room) {
  const { items, letters, self, freshSeq, hasOlder, hasNewer, clock, words } = room;
  const underway = byMessage(letters);
  const stored = new Set(items.map((item) => item.cid).filter(Boolean));
  /** @type {Row[]} */
  const rows = hasOlder ? [{ key: "older", type: "older", text: words.older }] : [];
  let day = "";
  let before = null;
  for (const item of items) {
    const key = clock.dayKey(item.at);
    if (key !== day) rows.push({ key: `day-${item.seq}`, type: "day", text: clock.dayLabel(item.at, /** @type {any} */ (words)) });
    day = key;
    if (freshSeq !== null && item.seq >= freshSeq && (before === null || before.seq < freshSeq)) {
      rows.push({ key: "fresh", type: "fresh", text: freshText(before, clock, words) });
    }
    if (item.kind === "join") join(rows, item, words);
    else if (item.kind === "note") note(rows, item, words, clock);
    else if (room.folded?.has(item.actor?.id ?? "")) fold(rows, item, toSay(item, [], room), room);
    else say(rows, item, toSay(item, underway.get(item.mid ?? "") ?? [], room), self);
    before = item;
  }
  if (hasNewer) rows.push({ key: "newer", type: "newer", text: words.newer });
  for (const letter of letters) if (letter.op === "send" && !stored.has(letter.cid)) rows.push(unsent(letter, room));
  if (!hasOlder && rows.every((row) => row.type !== "turn" && row.type !== "folded")) rows.unshift({ key: "empty", type: "empty" });
  return rows;
}

/** However many come in one after the other, it is one quiet line. @param {Row[]} rows @param {Item} item @param {Record<string, string>} words */
function join(rows, item, words) {
  const last = rows.at(-1);
  const row = last?.joined ? last : { key: `s${item.seq}`, type: /** @type {const} */ ("sys"), joined: [] };
  if (row !== last) rows.push(row);
  row.joined?.push(item.actor?.name ?? "");
  const names = row.joined ?? [];
  row.text = (names.length === 1 ? words.joined : words.joined_many).replace("{name}", () => names.join(words.comma));
}

/** What was decided about the room; one that is not known here is passed over. @param {Row[]} rows @param {Item} item @param {Record<string, string>} words @param {import("./clock.js").Clock} clock */
function note(rows, item, words, clock) {
  const line = words[`note_${item.what}`];
  const day = item.until ? clock.dayLabel(item.until, /** @type {any} */ (words)) : "";
  const text = line?.replace("{day}", () => day).replace("{time}", () => (item.until ? clock.time(item.until) : ""));
  if (text) rows.push({ key: `s${item.seq}`, type: "sys", text });
}

/** @param {Item|null} before @param {import("./clock.js").Clock} clock @param {Record<string, string>} words */
function freshText(before, clock, words) {
  return before ? words.fresh_since.replace("{time}", clock.time(before.at)) : words.fresh;
}

/** @param {Row[]} rows @param {Item} item @param {Say} words @param {string} self */
function say(rows, item, words, self) {
  const last = rows.at(-1);
  if (last?.type === "turn" && sameTurn(last, item)) last.says?.push(words);
  else {
    const own = item.actor?.id === self;
    rows.push({ key: `t${item.seq}`, type: "turn", own, actor: item.actor, at: item.at, says: [words], state: "sent" });
  }
}

/** One line, however long it took to be said. @param {Row[]} rows @param {Item} item @param {Say} words @param {import("./reactions.js").Naming} naming */
function fold(rows, item, words, { words: known, plural }) {
  const last = rows.at(-1);
  const same = last?.type === "folded" && last.actor?.id === item.actor?.id;
  const row = same ? last : { key: `f${item.seq}`, type: /** @type {const} */ ("folded"), actor: item.actor, at: item.at, says: [] };
  if (row !== last) rows.push(row);
  row.says?.push(words);
  const count = row.says?.length ?? 0;
  row.text = (known[`folded_${plural.select(count)}`] ?? known.folded_other).replace("{n}", String(count));
}

/** @param {Item} item @param {Letter[]} letters about it @param {Parameters<typeof toRows>[0]} naming @returns {Say} */
function toSay(item, letters, naming) {
  const { body = "", edited = false, reactions = [], mentions, changing, deleting, failed } = overlaid(item, letters, naming.self);
  const { mid = null, seq, cid = null, sites, hidden, media } = item;
  const named = mentions && namedIn(body, mentions, naming);
  return { key: mid ?? String(seq), mid, seq, cid, body, sites, hidden, media, edited, chips: chips(reactions, naming), quote: quoteIn(naming, item.reply), named, changing, deleting, failed };
}

/** @param {Row} turn @param {Item} item */
function sameTurn(turn, item) {
  const minute = Math.floor(item.at / 60_000) === Math.floor((turn.at ?? 0) / 60_000);
  return minute && (turn.actor?.id ?? null) === (item.actor?.id ?? null);
}

/** @param {Parameters<typeof toRows>[0]} room @param {import("./quotes.js").ReplyTo|undefined} reply */
function quoteIn({ quoted }, reply) {
  return (reply && quoted?.(reply)) ?? undefined;
}

/** @param {Letter} letter @param {Parameters<typeof toRows>[0]} room @returns {Row} */
function unsent(letter, room) {
  const { cid, body = "", media } = letter;
  const untouched = { edited: false, chips: [], deleting: false, changing: false, failed: [] };
  const says = [{ key: cid, mid: null, seq: null, cid, body, media, spans: letter.detail?.spans, quote: quoteIn(room, letter.reply_to), ...untouched }];
  const state = letter.code === "held" ? "held" : letter.state;
  return { key: `c${cid}`, type: "turn", own: true, at: letter.at, says, state, letter };
}
