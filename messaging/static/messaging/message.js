/**
 * One message: its bubble, the emoji under it, the button beside it, and what the reader did to it that was refused.
 * Brought up to date in place, so that focus stays and nothing that stood there already is read out again. The markup
 * is that of `messaging/drawn.py`.
 *
 * @typedef {import("./rows.js").Row} Row
 * @typedef {import("./rows.js").Say} Say
 * @typedef {{
 *   words: Record<string, string>, brand: {name: string, key: string}, clock: import("./clock.js").Clock,
 *   plural: Intl.PluralRules, places: import("./places.js").Places, page: string, mayReact: boolean, offline: boolean, editing: string|null,
 * }} Scene   `page`: address of the room's page; `editing`: the message that is in the field to be changed
 */

import { drawQuote } from "./quotes.js";
import { el, icon, words as wordsOf } from "./dom.js";
import { updateShots } from "./shots.js";
import { actOn, holdOf, objecting, reasonOf } from "./refusal.js";

const TOO_LATE = "edit_window_over"; // nothing that its author could still do about it

/** @param {Say} say @param {Row} row @param {Scene} scene @returns {HTMLElement} */
export function drawSay(say, row, scene) {
  const seq = say.seq === null ? null : String(say.seq);
  const message = el("div", { class: "msg", id: seq && `m${seq}`, "data-seq": seq, "data-mid": say.mid, "data-cid": say.cid });
  message.append(el("div", { class: "bubble" }), more(say, scene) ?? "");
  updateSay(message, say, row, scene);
  return message;
}

/** @param {HTMLElement} message @param {Say} say @param {Row} row @param {Scene} scene */
export function updateSay(message, say, row, scene) {
  opensMenu(message);
  updateBubble(/** @type {HTMLElement} */ (message.querySelector(".bubble")), say, row, scene);
  updateChips(message, say, scene);
  updateRefusals(message, say, scene);
}

/** @param {HTMLElement} bubble @param {Say} say @param {Row} row @param {Scene} scene */
function updateBubble(bubble, say, row, scene) {
  const seat = row.actor?.badge === "brand" && !row.own ? " bubble--seat" : "";
  const gone = say.deleting ? " bubble--going" : "";
  const chosen = say.mid !== null && say.mid === scene.editing ? " bubble--chosen" : "";
  const hidden = say.hidden ? " bubble--hidden" : "";
  bubble.className = `bubble${seat}${hidden}${gone}${chosen}`;
  const media = (say.hidden ? null : say.media) ?? [];
  updateShots(bubble, media, scene);
  const quote = say.quote ? [drawQuote(say.quote, scene.words)] : [];
  const fresh = say.body || media.length === 0 ? [say.hidden ? wordsOf(scene.words.hidden) : wordsOf(say.body, say.spans, say.sites, say.named)] : [];
  if (say.edited && !say.hidden) fresh.push(el("span", { class: "bubble__edited" }, scene.words.edited));
  const stood = [...bubble.children].filter((node) => !node.classList.contains("shots"));
  const all = [...quote, ...fresh];
  if (stood.length === all.length && all.every((node, at) => node.isEqualNode(stood[at]))) return;
  for (const node of stood) node.remove();
  bubble.prepend(...quote);
  bubble.append(...fresh);
}

/** The button beside a message; nothing is to be done yet with what the server does not hold. @param {Say} say @param {Scene} scene */
function more(say, scene) {
  if (!say.mid) return null;
  const href = `${scene.page}message/${say.mid}/`;
  const link = el("a", { class: "msg__more tap", href, "aria-label": scene.words.more });
  link.append(icon(scene.mayReact ? "smile-plus" : "ellipsis"));
  return link;
}

/** The way to the message's page opens the menu instead. @param {HTMLElement} message */
function opensMenu(message) {
  const link = message.querySelector(".msg__more");
  link?.setAttribute("role", "button");
  link?.setAttribute("aria-haspopup", "dialog");
}

// ---- the emoji under it ---------------------------------------------------------------------------------------

/** @param {HTMLElement} message @param {Say} say @param {Scene} scene */
function updateChips(message, say, scene) {
  let box = /** @type {HTMLElement|null} */ (message.querySelector(".reacts"));
  if (say.chips.length === 0) {
    if (box?.contains(document.activeElement)) focusMore(message);
    box?.remove();
    return;
  }
  if (!box) {
    box = el("div", { class: "reacts", role: "group", "aria-label": scene.words.reactions, "aria-live": "off" });
    message.querySelector(".msg__more")?.after(box);
  }
  fillChips(box, say, scene);
}

/** @param {HTMLElement} box @param {Say} say @param {Scene} scene */
function fillChips(box, say, scene) {
  const known = new Map([.../** @type {HTMLCollectionOf<HTMLButtonElement>} */ (box.children)].map((node) => [node.value, node]));
  const wanted = new Set(say.chips.map(({ emoji }) => emoji));
  for (const [emoji, node] of known) {
    if (wanted.has(emoji)) continue;
    if (node === document.activeElement) focusBeside(node);
    node.remove();
  }
  for (const [at, chip] of say.chips.entries()) {
    const node = known.get(chip.emoji) ?? drawChip(chip.emoji, say, scene);
    updateChip(node, chip);
    if (box.children[at] !== node) box.insertBefore(node, box.children[at] ?? null);
  }
}

/** @param {string} emoji @param {Say} say @param {Scene} scene @returns {HTMLButtonElement} */
function drawChip(emoji, say, scene) {
  const to = scene.mayReact ? { form: "react", formaction: `${scene.page}react/${say.mid}/` } : { disabled: true };
  const chip = el("button", { class: "react tap", type: "submit", ...to, value: emoji });
  chip.append(el("span", {}, emoji), "");
  return /** @type {HTMLButtonElement} */ (chip);
}

/** @param {HTMLButtonElement} node @param {import("./rows.js").Chip} chip */
function updateChip(node, { count, own, label }) {
  node.name = own ? "off" : "on";
  node.setAttribute("aria-pressed", String(own));
  node.setAttribute("aria-label", label);
  const [face] = node.children;
  if (face.nextSibling?.textContent !== String(count)) node.replaceChildren(face, String(count));
}

/** @param {Element} chip whose place will be empty */
function focusBeside(chip) {
  const beside = chip.nextElementSibling ?? chip.previousElementSibling;
  if (beside instanceof HTMLElement) beside.focus({ preventScroll: true });
  else focusMore(/** @type {HTMLElement} */ (chip.closest(".msg")));
}

/** @param {HTMLElement} message */
export function focusMore(message) {
  /** @type {HTMLElement|null} */ (message.querySelector(".msg__more"))?.focus({ preventScroll: true });
}

// ---- what was refused -----------------------------------------------------------------------------------------

/** @param {HTMLElement} message @param {Say} say @param {Scene} scene */
function updateRefusals(message, say, scene) {
  const shown = new Map([.../** @type {NodeListOf<HTMLElement>} */ (message.querySelectorAll(".refused"))].map((node) => [node.dataset.of, node]));
  const wanted = new Map(say.failed.map((letter) => [JSON.stringify([letter.cid, letter.code, letter.detail]), letter]));
  for (const [of, node] of shown) if (!wanted.has(of ?? "")) node.remove();
  for (const [of, letter] of wanted) {
    if (shown.has(of)) continue;
    const node = refused(letter, scene);
    node.dataset.of = of;
    message.append(node);
  }
}

/** @param {import("./outbox.js").Letter} letter @param {Scene} scene */
function refused(letter, { words, clock }) {
  if (letter.code === "held") return heldChange(letter, holdOf(letter, words, clock));
  const whats = { edit: words.not_changed, del: words.not_deleted, react: words.not_reacted, send: words.failed };
  const what = whats[letter.op].replace("{emoji}", letter.emoji ?? "");
  const line = el("div", { class: "state" }, icon("circle-alert"), el("span", {}, what));
  if (letter.code === "nudge") line.append(actOn(letter, "retry", words.send_as_is), ...objecting(letter, words));
  if (letter.op === "edit" && letter.detail?.code !== TOO_LATE) line.append(actOn(letter, "reword", words.reword));
  line.append(actOn(letter, "discard", words.leave_it));
  const reason = reasonOf(letter, words);
  const attempt = letter.op === "edit" ? attempted(letter) : null;
  return el("div", { class: "refused", role: "status", "data-cid": letter.cid }, attempt, reason ? el("span", {}, reason) : null, line);
}

/** @param {import("./outbox.js").Letter} letter @returns {HTMLElement} the words that were to take the others' place */
function attempted({ body = "", detail }) {
  return el("div", { class: "quote refused__words" }, wordsOf(body, detail?.spans ?? []));
}

/** @param {import("./outbox.js").Letter} letter @param {ReturnType<typeof holdOf>} hold */
function heldChange(letter, { icon: sign, title, text, acts }) {
  const line = el("div", { class: "state" }, icon(sign), el("span", {}, title), ...acts);
  return el("div", { class: "refused", role: "status", "data-cid": letter.cid }, attempted(letter), el("span", {}, text), line);
}
