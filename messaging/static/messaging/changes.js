/**
 * What an event of the log does to something said before. Pure, and idempotent: an item that stays as it was is given
 * back itself.
 *
 * @typedef {{id: string, name: string, badge: string|null}} Actor
 * @typedef {{seq: number, kind: "message"|"join"|"note", at: number, what?: string, until?: number, actor: Actor|null, mid?: string, body?: string,
 *            cid?: string|null, sites?: Record<string, string>, version?: number, edited?: boolean, hidden?: boolean, media?: import("./protocol.js").Shot[],
 *            reply?: {mid: string, seq: number}, quoted?: Item|null, poll?: import("./polls.js").Poll, mentions?: import("./named.js").Mention[], reactions?: import("./reactions.js").Reaction[]}} Item
 * @typedef {import("./protocol.js").Event} Event
 */

import { reacted, without } from "./reactions.js";

/** Kinds that change what is there. A page of history that was read before them must hear of them too. */
export const CHANGES = new Set(["msg.edit", "react", "msg.gone", "member.update", "member.anon"]);

/** @param {Item} item @param {Event} event @returns {Item} */
export function changed(item, event) {
  const profile = event.profile ?? event.actor?.id ?? null;
  switch (event.kind) {
    case "msg.edit":
      return reworded(item, event);
    case "react":
      return item.seq === event.of && profile ? withMood(item, profile, event) : item;
    case "msg.gone":
      return event.profile ? reacting(item, (list) => without(list, event.profile)) : item;
    case "member.update":
      return item.actor?.id === profile && event.actor ? { ...item, actor: event.actor } : item;
    case "member.anon":
      return unnamed(item.actor?.id === profile ? { ...item, actor: null } : item, profile);
    default:
      return item;
  }
}

/**
 * The event brings the words as they stood when it was read: of two, the higher version. It is nobody's where they went
 * out of sight or came back, which their author has not changed. @param {Item} item @param {Event} event
 */
function reworded(item, event) {
  const newer = item.seq === event.of && item.kind === "message" && event.version >= (item.version ?? 1);
  if (!newer || typeof event.body !== "string") return item;
  const { body, sites, version, hidden, media, mentions } = event;
  return { ...item, body, sites, version, hidden, media, mentions, edited: event.actor === null ? item.edited : true };
}

/** @param {Item} item @param {string|null} profile of a former member, named by nobody any more @returns {Item} */
function unnamed(item, profile) {
  if (!item.mentions?.some((one) => one.profile === profile)) return item;
  return { ...item, mentions: item.mentions.map((one) => (one.profile === profile ? { ...one, profile: null } : one)) };
}

/** @param {Item} item @param {string} profile @param {{emoji?: string, on?: boolean}} mood @returns {Item} */
export function withMood(item, profile, { emoji = "", on }) {
  return reacting(item, (list) => reacted(list, profile, emoji, Boolean(on)));
}

/** @param {Item} item @param {(list: import("./reactions.js").Reaction[]) => import("./reactions.js").Reaction[]} change */
function reacting(item, change) {
  const before = item.reactions ?? [];
  const reactions = change(before);
  return reactions === before ? item : { ...item, reactions };
}
