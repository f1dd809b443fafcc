/**
 * Keeps a page about events in step: when the server says that one has changed, the page is fetched anew and its marked
 * parts (`data-part`) take the place of the old ones. What is typed, chosen and focused stays.
 */

import { hearInbox } from "../messaging/bell.js";
import { Link } from "../messaging/link.js";

const about = document.body.dataset.fresh ?? "";
const WAIT_MS = 250; // many answers at once are one look
let timer = 0;
let greetings = 0;

const link = new Link({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/v1/`,
  sessionUrl: "/api/v1/session",
  onText: (text) => [JSON.parse(text)].flat().forEach(hear),
  onState: ({ state }) => document.documentElement.toggleAttribute("data-live", state === "open"),
});

/** @param {import("../messaging/protocol.js").Frame} frame */
function hear(frame) {
  if (frame.op === "ping") link.send({ op: "pong", n: frame.n });
  else if (frame.op === "inbox") hearInbox(frame);
  else if (frame.op === "hello") greeted(frame.ping_s ?? 0);
  else if (frame.op === "inbox") hearInbox(frame);
  else if (frame.op === "event" && [frame.group, frame.occurrence].includes(about)) soon();
}

/** What happened while there was no line is not told again. @param {number} pingS */
function greeted(pingS) {
  link.settle(pingS);
  if (greetings > 0) soon();
  greetings += 1;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
}

/** By the page, not by its reader, who may be elsewhere: it says so, or what has changed would count as seen. */
async function look() {
  const headers = { Accept: "text/html", "X-Requested-With": "fetch" };
  const answer = await fetch(location.href, { headers }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-part]"))) {
    const next = /** @type {HTMLElement|null} */ (fresh.querySelector(`[data-part="${part.dataset.part}"]`));
    if (next) replace(part, next);
  }
}

/** @param {HTMLElement} part @param {HTMLElement} next */
function replace(part, next) {
  if (part.outerHTML === next.outerHTML) return;
  const focus = part.contains(document.activeElement) ? mark(document.activeElement) : "";
  keep(part, next);
  part.replaceWith(next);
  if (focus) /** @type {HTMLElement|null} */ (next.querySelector(focus))?.focus();
}

/** What was chosen here and not sent yet, and what was folded open. @param {HTMLElement} part @param {HTMLElement} next */
function keep(part, next) {
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll("input[type=radio]"))) {
    const same = /** @type {HTMLInputElement|null} */ (next.querySelector(mark(input)));
    if (same && input.checked !== input.defaultChecked) same.checked = input.checked;
  }
  const open = [...part.querySelectorAll("details")].map((one) => one.open);
  next.querySelectorAll("details").forEach((one, index) => (one.open = open[index] ?? one.open));
}

/** A selector that finds the same thing in the fresh part. @param {Element|null} node */
function mark(node) {
  if (!node) return "";
  const named = ["name", "value", "href"].filter((name) => node.hasAttribute(name));
  return node.tagName.toLowerCase() + named.map((name) => `[${name}="${CSS.escape(node.getAttribute(name) ?? "")}"]`).join("");
}

addEventListener("offline", () => link.cut());
for (const name of ["focus", "online", "pageshow"]) addEventListener(name, () => link.wake());
link.connect();
