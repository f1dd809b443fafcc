/**
 * Keeps the list of conversations of two in step: when somebody asks, or something is said or read in one of them, the page
 * is fetched anew and its list takes the place of the old one. The server alone says what stands in it.
 */

import { hearInbox } from "../bell.js";
import { Link } from "../link.js";
import { parseFrames, ROOMS_PER_SUB } from "../protocol.js";

const WAIT_MS = 200; // several lines at once are one look
const PARTS = ["[data-part=directs]", ".dock", ".rail__foot"];
const CHANGES = new Set(["ev", "direct", "read", "unread", "folded", "unsubd"]);
/** @type {Set<string>} rooms that the server tells of on this connection */
const followed = new Set();
let [timer, greetings, looking, again] = [0, 0, false, false];

const link = new Link({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/v1/`,
  sessionUrl: "/api/v1/session",
  onText: (text) => parseFrames(text).forEach(hear),
  onState: ({ state }) => document.documentElement.toggleAttribute("data-live", state === "open"),
});

/** @param {import("../protocol.js").Frame} frame */
function hear(frame) {
  if (frame.op === "ping") link.send({ op: "pong", n: frame.n });
  else if (frame.op === "inbox") hearInbox(/** @type {any} */ (frame));
  else if (frame.op === "hello") greeted(frame.ping_s ?? 0);
  else if (CHANGES.has(frame.op)) soon();
}

/** What happened while the page was made, or there was no line, is not told again: one look. @param {number} pingS */
function greeted(pingS) {
  link.settle(pingS);
  followed.clear();
  follow();
  soon();
  greetings += 1;
}

/** Those in the list that are not followed yet, from now on. */
function follow() {
  const nodes = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-room]"));
  const rooms = [...nodes].map((node) => node.dataset.room ?? "").filter((room) => !followed.has(room)).slice(0, ROOMS_PER_SUB);
  if (rooms.length === 0) return;
  link.send({ op: "sub", id: `l${greetings}-${followed.size}`, rooms: rooms.map((room) => ({ room, since: null })) });
  for (const room of rooms) followed.add(room);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
}

/** One at a time, so that an older answer never comes over a newer one. */
async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  await renew().catch(() => undefined); // no network: the next greeting looks again
  looking = false;
  if (again) soon();
  again = false;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Requested-With": "fetch" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) replace(document.querySelector(part), fresh.querySelector(part));
  follow();
}

/** @param {Element|null} old @param {Element|null} next */
function replace(old, next) {
  if (!old || !next || old.outerHTML === next.outerHTML) return;
  const focus = old.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  old.replaceWith(next);
  if (focus) /** @type {HTMLElement|null} */ (next.querySelector(`[href="${CSS.escape(focus)}"]`))?.focus();
}

addEventListener("offline", () => link.cut());
for (const name of ["focus", "online", "pageshow"]) addEventListener(name, () => link.wake());
link.connect();
