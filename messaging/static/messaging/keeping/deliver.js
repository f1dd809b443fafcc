/**
 * Brings what waits in the outboxes of this device to the server, whichever room it was written in: over HTTP, with the
 * cids that it had from the beginning. So it makes no difference who else is sending it at the same time: another tab
 * over its socket, or the worker while no page is open.
 *
 * @typedef {import("../outbox.js").Letter} Letter
 * @typedef {"sent"|"refused"|"later"} Outcome
 */

const PREFIX = "snug.outbox.";
/** @type {Set<string>} */
const CODES = new Set(["held", "nudge", "refused", "not_found", "invalid", "too_large", "cid_conflict", "forbidden"]);
const LATER = new Set([401, 408, 425, 429]);

/** @param {Storage|null} storage @returns {{key: string, letter: Letter}[]} all letters on the device, in the order of writing */
export function lettersOn(storage) {
  const keys = storage ? Object.keys(storage).filter((key) => key.startsWith(PREFIX)) : [];
  const found = keys.map((key) => ({ key, letter: read(storage?.getItem(key)) }));
  return found.flatMap(({ key, letter }) => (letter ? [{ key, letter }] : [])).sort((a, b) => a.letter.at - b.letter.at);
}

/**
 * One after the other, so that own words keep their order; what fails for now keeps back what follows in its room. What
 * another person has left on this device stays where it is: it never goes out in this one's name.
 *
 * @param {Storage|null} storage @param {{only?: (room: string, key: string) => boolean}} [which] @returns {Promise<boolean>} whether nothing waits any more
 */
export async function deliver(storage, { only = () => true } = {}) {
  const waiting = lettersOn(storage).filter(({ key, letter }) => letter.state === "pending" && only(letter.room, key));
  if (waiting.length === 0) return true;
  const isOwn = await whose();
  if (!isOwn) return false;
  const blocked = new Set();
  for (const { key, letter } of waiting) {
    if (blocked.has(letter.room) || !isOwn(letter.room, key)) continue;
    if (storage?.getItem(key) == null) continue; // sent by another meanwhile
    const { outcome, refusal } = await hand(letter);
    if (storage?.getItem(key) == null) continue; // sent or given up elsewhere meanwhile
    if (outcome === "sent") storage.removeItem(key);
    else if (outcome === "refused") storage.setItem(key, JSON.stringify({ ...letter, state: "failed", ...refusal }));
    else blocked.add(letter.room);
  }
  return blocked.size === 0;
}

/**
 * Whether a letter is by whoever is signed in now, by the profile that it was written as. Where they have no room the
 * server refuses it. @returns {Promise<((room: string, key: string) => boolean)|null>} null: nobody can tell
 */
async function whose() {
  const answer = await fetching("GET", "/api/v1/me/offline").catch(() => null);
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!told) return null;
  return isBy(told.rooms);
}

/** @param {import("./shelf.js").Told[]} rooms @returns {(room: string, key: string) => boolean} */
export function isBy(rooms) {
  const selves = new Map(rooms.map(({ id, me }) => [id, me.id]));
  return (room, key) => !selves.has(room) || key.startsWith(`${PREFIX}${selves.get(room)}.`);
}

/** @param {Letter} letter @returns {Promise<{outcome: Outcome, refusal?: Partial<Letter>}>} */
async function hand(letter) {
  const answer = await ask(letter).catch(() => null);
  if (!answer || answer.status >= 500 || LATER.has(answer.status)) return { outcome: "later" };
  if (answer.ok) return { outcome: "sent" };
  const problem = await answer.json().catch(() => null);
  if (!problem?.code || problem.code === "csrf") return { outcome: "later" }; // some hotspot's page, or a token that is too old
  return { outcome: "refused", refusal: refusalOf(problem) };
}

/** As a frame on the socket says it: what is none of the protocol's own codes is `forbidden`, and why in `detail`. @param {any} problem @returns {Partial<Letter>} */
function refusalOf({ code, detail: words, about = {}, errors = [] }) {
  const field = errors[0]?.field;
  const known = CODES.has(code);
  const more = { ...(known ? {} : { code }), ...(field ? { field } : {}) };
  return { code: known ? code : "forbidden", detail: { ...more, ...about, words } };
}

/** @param {Letter} letter @returns {Promise<Response>} */
function ask({ op, room, cid, mid, body, emoji, on, confirm, reply_to: to, media }) {
  const messages = `/api/v1/rooms/${room}/messages`;
  if (op === "edit") return fetching("PATCH", `${messages}/${mid}`, { cid, body, confirm });
  if (op === "del") return fetching("DELETE", `${messages}/${mid}`);
  if (op === "react") return fetching(on ? "PUT" : "DELETE", `${messages}/${mid}/reactions/${encodeURIComponent(emoji ?? "")}`);
  return fetching("POST", messages, { cid, body, confirm, reply_to: to?.mid, media: media?.map(({ id }) => id) });
}

/** @param {string} method @param {string} url @param {object} [said] @returns {Promise<Response>} */
function fetching(method, url, said) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method, headers, credentials: "same-origin", body: said && JSON.stringify(said) });
}

/** @param {string|null|undefined} text @returns {Letter|null} */
function read(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
