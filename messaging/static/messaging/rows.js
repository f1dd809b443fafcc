/**
 * From the items of a room to the rows of its timeline: days, the first-unread line, quiet join lines, and turns (what
 * one person said within one minute). Pure; the same rules as `messaging/turns.py`.
 *
 * @typedef {import("./store.js").Item} Item
 * @typedef {import("./store.js").Actor} Actor
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {{key: string, mid: string|null, seq: number|null, cid: string|null, body: string, deleting: boolean}} Say
 * @typedef {{
 *   key: string, type: "empty"|"older"|"newer"|"day"|"fresh"|"sys"|"turn", text?: string, own?: boolean,
 *   actor?: Actor|null, at?: number, says?: Say[], joined?: string[], state?: "sent"|"pending"|"failed"|"held", letter?: Letter,
 * }} Row
 */

/**
 * @param {{
 *   items: Item[], letters: Letter[], self: string, freshSeq: number|null, hasOlder: boolean, hasNewer: boolean,
 *   clock: import("./clock.js").Clock, words: Record<string, string>,
 * }} room
 * @returns {Row[]}
 */
export function toRows({ items, letters, self, freshSeq, hasOlder, hasNewer, clock, words }) {
  const leaving = new Set(letters.filter((letter) => letter.op === "del").map((letter) => letter.mid));
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
    else say(rows, item, item.actor?.id === self, leaving);
    before = item;
  }
  if (hasNewer) rows.push({ key: "newer", type: "newer", text: words.newer });
  for (const letter of letters) if (letter.op === "send" && !stored.has(letter.cid)) rows.push(unsent(letter));
  if (!hasOlder && rows.every((row) => row.type !== "turn")) rows.unshift({ key: "empty", type: "empty" });
  return rows;
}

/** However many come in one after the other, it is one quiet line. @param {Row[]} rows @param {Item} item @param {Record<string, string>} words */
function join(rows, item, words) {
  const last = rows.at(-1);
  const row = last?.type === "sys" ? last : { key: `s${item.seq}`, type: /** @type {const} */ ("sys"), joined: [] };
  if (row !== last) rows.push(row);
  row.joined?.push(item.actor?.name ?? "");
  const names = row.joined ?? [];
  row.text = (names.length === 1 ? words.joined : words.joined_many).replace("{name}", () => names.join(", "));
}

/** @param {Item|null} before @param {import("./clock.js").Clock} clock @param {Record<string, string>} words */
function freshText(before, clock, words) {
  return before ? words.fresh_since.replace("{time}", clock.time(before.at)) : words.fresh;
}

/** @param {Row[]} rows @param {Item} item @param {boolean} own @param {Set<string|undefined>} leaving */
function say(rows, item, own, leaving) {
  const words = {
    key: item.mid ?? String(item.seq),
    mid: item.mid ?? null,
    seq: item.seq,
    cid: item.cid ?? null,
    body: item.body ?? "",
    deleting: leaving.has(item.mid),
  };
  const last = rows.at(-1);
  if (last?.type === "turn" && sameTurn(last, item)) last.says?.push(words);
  else rows.push({ key: `t${item.seq}`, type: "turn", own, actor: item.actor, at: item.at, says: [words], state: "sent" });
}

/** @param {Row} turn @param {Item} item */
function sameTurn(turn, item) {
  const minute = Math.floor(item.at / 60_000) === Math.floor((turn.at ?? 0) / 60_000);
  return minute && (turn.actor?.id ?? null) === (item.actor?.id ?? null);
}

/** @param {Letter} letter @returns {Row} */
function unsent(letter) {
  const says = [{ key: letter.cid, mid: null, seq: null, cid: letter.cid, body: letter.body ?? "", deleting: false }];
  const state = letter.code === "held" ? "held" : letter.state;
  return { key: `c${letter.cid}`, type: "turn", own: true, at: letter.at, says, state, letter };
}
