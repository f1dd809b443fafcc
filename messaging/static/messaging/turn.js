/**
 * Draws one row of the timeline and brings a drawn one up to date, touching only what changed: a screen reader is
 * told of the new words, not of the whole turn again. The markup is that of `messaging/drawn.py`.
 *
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./rows.js").Say} Say
 * @typedef {import("./message.js").Scene} Scene
 */

import { el, icon } from "./dom.js";
import { drawSay, updateSay } from "./message.js";
import { face } from "./people.js";
import { actOn, holdOf, objecting, reasonOf } from "./refusal.js";
import { reconcile } from "./reconcile.js";

/** @param {Row} row @param {Scene} scene @returns {HTMLElement} */
export function drawRow(row, scene) {
  switch (row.type) {
    case "empty":
      return emptyRoom();
    case "older":
    case "newer":
      return el("p", { class: "day" }, el("a", { class: "link tap", href: "", "data-load": row.type }, row.text));
    case "day":
      return el("p", { class: "day" }, row.text);
    case "fresh":
      return el("p", { class: "fresh", id: "unread" }, row.text);
    case "sys":
      return el("p", { class: "sys", dir: "auto" }, row.text);
    case "folded":
      return drawFolded(row, scene);
    default:
      return drawTurn(row, scene);
  }
}

/** Of somebody the reader has blocked: one quiet line that opens. @param {Row} row @param {Scene} scene */
function drawFolded(row, scene) {
  const { folded_show: show, folded_hide: hide } = scene.words;
  const acts = [el("span", { class: "link folded__show" }, show), el("span", { class: "link folded__hide" }, hide)];
  const line = el("summary", { class: "folded__line" }, el("span", {}, row.text), ...acts);
  return el("details", { class: "folded" }, line, drawTurn(row, scene));
}

/** @param {HTMLElement} node @returns {HTMLElement} */
function turnIn(node) {
  return node.querySelector(".turn") ?? node;
}

/** The designed empty state comes with the page. */
function emptyRoom() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("conversation-empty"));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @param {Row} row @param {Scene} scene */
function drawTurn(row, scene) {
  const turn = el("div", { role: "group" });
  const says = el("div", { class: "turn__says" });
  if (row.own) turn.append(says);
  else turn.append(face(row.actor ?? null, scene.brand), byLine(row, scene), says);
  updateTurn(turn, row, scene);
  return turn;
}

/** @param {HTMLElement} node @param {Row} row @param {Scene} scene */
export function updateRow(node, row, scene) {
  if (row.type === "folded") /** @type {Element} */ (node.querySelector("summary > span")).textContent = row.text ?? "";
  if (row.type === "turn" || row.type === "folded") updateTurn(turnIn(node), row, scene);
  else if (row.type === "day" || row.type === "fresh" || row.type === "sys") node.textContent = row.text ?? "";
}

/** Take over a row that the server has drawn. @param {HTMLElement} node @param {Row} row @param {Scene} scene */
export function adoptRow(node, row, scene) {
  if (row.type !== "turn" && row.type !== "folded") return;
  reconcile(/** @type {HTMLElement} */ (node.querySelector(".turn__says")), row.says ?? [], saying(row, scene));
}

/** @param {Row} row @param {Scene} scene */
function saying(row, scene) {
  return {
    key: (/** @type {Say} */ say) => say.key,
    sign: (/** @type {Say} */ say) => JSON.stringify([say, say.mid === scene.editing]),
    draw: (/** @type {Say} */ say) => drawSay(say, row, scene),
    update: (/** @type {HTMLElement} */ node, /** @type {Say} */ say) => updateSay(node, say, row, scene),
  };
}

/** @param {HTMLElement} turn @param {Row} row @param {Scene} scene */
function updateTurn(turn, row, scene) {
  const kind = row.own ? ` turn--own${row.state === "sent" ? "" : ` turn--${row.state}`}` : "";
  turn.className = `turn${kind}`;
  const name = row.own ? scene.words.you : row.actor?.name ?? scene.words.former;
  turn.setAttribute("aria-label", `${name}${scene.words.comma}${scene.clock.time(row.at ?? 0)}`);
  const says = /** @type {HTMLElement} */ (turn.querySelector(".turn__says"));
  reconcile(says, row.says ?? [], saying(row, scene));
  if (row.own) updateState(turn, row, scene);
  else updateBy(turn, row, scene);
}

/** Another zone than the server's, another name; else it stays, for what is put in anew is read out anew. @param {HTMLElement} turn @param {Row} row @param {Scene} scene */
function updateBy(turn, row, scene) {
  const [old, fresh] = [turn.querySelector(".turn__by"), byLine(row, scene)];
  if (!old?.isEqualNode(fresh)) old?.replaceWith(fresh);
}

/** @param {Row} row @param {Scene} scene */
function byLine(row, scene) {
  const { words, clock, brand } = scene;
  const badge = row.actor?.badge;
  return el(
    "div",
    { class: "turn__by" },
    el("b", { dir: "auto" }, row.actor?.name ?? words.former),
    badge === "captain" ? el("span", { class: "badge badge--captain" }, words.captain) : null,
    badge === "brand" ? el("span", { class: "badge badge--brand", "data-brand": brand.key }, brand.name) : null,
    el("time", { datetime: new Date(row.at ?? 0).toISOString() }, clock.time(row.at ?? 0)),
  );
}

/** @param {HTMLElement} turn @param {Row} row @param {Scene} scene */
function updateState(turn, row, scene) {
  const sign = JSON.stringify([row.state, row.letter?.code, row.letter?.detail, scene.offline, row.at, doing(row)]);
  const old = /** @type {HTMLElement|null} */ (turn.querySelector(":scope > .state, :scope > .note"));
  if (old?.dataset.sign === sign) return;
  const fresh = drawState(row, scene);
  fresh.dataset.sign = sign;
  if (old) old.replaceWith(fresh);
  else turn.append(fresh);
}

/** @param {Row} row @param {Scene} scene @returns {HTMLElement} */
function drawState(row, scene) {
  const { words, clock } = scene;
  const time = () => el("time", { datetime: new Date(row.at ?? 0).toISOString() }, clock.time(row.at ?? 0));
  if (row.state === "held") return note(holdOf(row.letter, words, clock));
  if (row.state === "failed") {
    const reason = reasonOf(row.letter, words);
    const line = el("div", { class: "state", role: "status" }, icon("circle-alert"), el("span", {}, words.failed));
    const lost = row.letter?.detail?.field === "reply_to" ? words.send_without : words.retry;
    const again = row.letter?.code === "nudge" ? words.send_as_is : lost;
    line.append(...acts(row, [["retry", again], ["discard", words.remove]]), ...objecting(row.letter, words));
    return reason ? el("div", { class: "state state--why", role: "status" }, el("span", {}, reason), line) : line;
  }
  if (scene.offline && (row.state === "pending" || doing(row))) return el("span", { class: "state" }, icon("clock"), words.will_send);
  const going = row.state === "pending" ? "sending" : doing(row);
  const said = el("span", { class: "vh" }, words[going ?? "sent"]);
  return el("span", { class: "state" }, time(), icon(going ? "clock" : "check"), said);
}

/** @param {Row} row @returns {"deleting"|"changing"|null} what the server has not confirmed yet */
function doing({ says = [] }) {
  if (says.some((say) => say.deleting)) return "deleting";
  return says.some((say) => say.changing) ? "changing" : null;
}

/** @param {Row} row @param {[string, string][]} list */
function acts(row, list) {
  return list.map(([act, label]) => actOn(row.letter, act, label));
}

/** @param {ReturnType<typeof holdOf>} hold */
function note({ tone, icon: name, title, text, acts: buttons }) {
  return el(
    "div",
    { class: `note note--${tone}` },
    icon(name),
    el("div", {}, el("p", {}, el("b", {}, title), ` ${text}`), el("p", { class: "note__acts" }, ...buttons)),
  );
}
