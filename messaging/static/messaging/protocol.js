/**
 * The words of the protocol `snug.v1`: what a client must know before it says anything.
 * Nothing here touches the network, the page or the clock.
 *
 * One JSON object of the protocol, either way; the fields of each op: docs/realtime.md.
 * @typedef {{op: string, [field: string]: any}} Frame
 *
 * Whose it is; null is a former member, or the system.
 * @typedef {{id: string, name: string, badge: "captain"|"brand"|null}|null} Actor
 *
 * An entry of a room's log. `of`: the seq of the earlier message it is about.
 * @typedef {{room: string, seq: number, kind: string, of?: number, at?: string, actor?: Actor, [field: string]: any}} Event
 *
 * It is stored: `seq` is its place in the log, `mid` the message; `dup`: it had been stored before. `changed`: what
 * stands there instead of the words that were sent.
 * @typedef {Frame & {room: string, cid: string, seq: number, mid: string, dup: boolean,
 *   changed?: {body: string, rule: string|null, spans: [number, number][]}}} Ack
 *
 * What an `err` says: docs/realtime.md tells what to do for each.
 * @typedef {"bad_frame"|"unknown_op"|"invalid"|"not_found"|"forbidden"|"nudge"|"held"|"refused"|"too_large"
 *   |"rate_limited"|"unavailable"|"cid_conflict"} ErrCode
 *
 * @typedef {{field?: string, rule?: string|null, spans?: [number, number][], state?: "returned"|"removed", code?: string, words?: string,
 *   objected?: boolean, lost?: boolean, until?: number, room?: string, close?: number}} ErrDetail
 *
 * Photos and files, as `media` of a message and of an upload:
 *
 * @typedef {{id: string, kind: "photo"|"file", width?: number, height?: number, blur?: string, alt?: string, name?: string,
 *            bytes?: number}} Shot
 */

export const SUBPROTOCOL = "snug.v1";

/** A client sends at most 16 KiB in one frame and names at most this many rooms in one `sub`. */
export const ROOMS_PER_SUB = 200;

/** Close codes a client must tell apart (all others: resume with back-off). */
export const CLOSE = Object.freeze({
  BAD_FRAMES: 4000,
  SESSION_ENDED: 4001,
  ACCOUNT_DISABLED: 4003,
  SLOW_CONSUMER: 4008,
  NO_PONG: 4009,
  REPLACED: 4011,
  GOING_AWAY: 4012,
  RATE_LIMITED: 4013,
});

/**
 * What to do after a close.
 * - `resume`: come back after the usual back-off
 * - `spread`: come back after a random 0–10 s, so that a restarted server is not trampled
 * - `wait`: come back after the `retry_ms` of the `err` that went before
 * - `stop`: do not come back by oneself
 *
 * @param {number} code
 * @returns {{then: "resume"|"spread"|"wait"|"stop", why?: "protocol"|"signed_out"|"disabled"|"replaced"}}
 */
export function afterClose(code) {
  switch (code) {
    case CLOSE.BAD_FRAMES:
      return { then: "stop", why: "protocol" };
    case CLOSE.SESSION_ENDED:
      return { then: "stop", why: "signed_out" };
    case CLOSE.ACCOUNT_DISABLED:
      return { then: "stop", why: "disabled" };
    case CLOSE.REPLACED:
      return { then: "stop", why: "replaced" };
    case CLOSE.GOING_AWAY:
      return { then: "spread" };
    case CLOSE.RATE_LIMITED:
      return { then: "wait" };
    default:
      return { then: "resume" };
  }
}

/** Errors after which the same cid is sent again without asking: the outcome is unknown, or it was only too early. */
const AGAIN = new Set(["unavailable", "rate_limited"]);

/**
 * @param {string} code an `err` code
 * @returns {boolean} whether the same cid should be sent again by itself
 */
export function isRetryable(code) {
  return AGAIN.has(code);
}

/**
 * The server sends one object or an array of them; anything else is not the protocol.
 *
 * @param {string} text
 * @returns {Frame[]}
 */
export function parseFrames(text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return [];
  }
  const list = Array.isArray(data) ? data : [data];
  return list.filter((frame) => frame !== null && typeof frame === "object" && typeof frame.op === "string");
}

/** @returns {string} a fresh client id (UUID), made once per message and kept through all retries */
export function newCid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on a LAN has no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
