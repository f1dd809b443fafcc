/**
 * Snug without a network: the rooms that lie on this device, and what is written goes into the same outbox as ever. As
 * soon as the server answers again, what waits is sent and the page that was asked for opens.
 *
 * @typedef {import("./shelf.js").Kept} Kept
 */

import { el, icon } from "../dom.js";
import { deviceStorage } from "../outbox.js";
import { Strip } from "../status.js";
import { deliver } from "./deliver.js";
import { KeptRoom, whenOf } from "./kept-room.js";
import { Shelf } from "./shelf.js";

const ASK_MS = [2_000, 5_000, 15_000, 60_000];
const SESSION = "/api/v1/session";
const words = JSON.parse(document.getElementById("offline-words")?.textContent ?? "{}");
const at = own(new URLSearchParams(location.search).get("at") ?? "/");
const storage = deviceStorage();

/** @param {string} path @returns {string} an address of this site, whatever came */
function own(path) {
  const url = URL.canParse(path, location.origin) ? new URL(path, location.origin) : new URL(location.origin);
  return url.origin === location.origin ? url.pathname : "/";
}

/** The page that was asked for. */
function toPage() {
  location.replace(`${location.origin}${at}`);
}

/** @param {string} path @returns {string} where this page shows what stands there */
function shown(path) {
  return `${location.pathname}?at=${encodeURIComponent(path)}`;
}

/** @param {string} id of a template @returns {DocumentFragment} */
function made(id) {
  return /** @type {DocumentFragment} */ (/** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.cloneNode(true));
}

/** @returns {Promise<Kept[]>} what may still be shown, the room where something was said last first */
async function kept() {
  const shelf = await Shelf.open();
  const rooms = await shelf?.all("rooms") ?? [];
  return rooms.map(withoutOld).sort((a, b) => lastOf(b) - lastOf(a));
}

/** What has lived its days goes from the screen, also when no server could say so. @param {Kept} room @returns {Kept} */
function withoutOld(room) {
  const since = Date.now() - room.told.keep_days * 86_400_000;
  return { ...room, page: { ...room.page, items: room.page.items.filter((item) => item.at >= since) } };
}

/** @param {Kept} room */
function lastOf({ page, told }) {
  return Math.max(0, ...page.items.map((item) => item.at)) || Date.parse(told.at ?? "") || 0;
}

// ---- the list -------------------------------------------------------------------------------------------------

/** @param {Kept[]} rooms */
async function list(rooms) {
  document.body.append(made("shelf"));
  const rows = /** @type {HTMLElement} */ (document.querySelector("[data-rooms-kept]"));
  rows.append(...rooms.map((room) => el("li", {}, row(room))));
  rows.hidden = rooms.length === 0;
  /** @type {HTMLElement} */ (document.querySelector("[data-nothing]")).hidden = rooms.length > 0;
  /** @type {HTMLAnchorElement} */ (document.querySelector(".mark")).href = shown("/");
  const shelf = await Shelf.open();
  const shares = await shelf?.all("shares") ?? [];
  /** @type {HTMLElement} */ (document.querySelector("[data-shared]")).hidden = shares.length === 0;
}

/** @param {Kept} room @returns {HTMLElement} */
function row(room) {
  const { told, page } = room;
  const folded = new Set(told.folded);
  const last = page.items.filter(({ kind, actor, hidden }) => kind === "message" && !hidden && !folded.has(actor?.id ?? "")).at(-1);
  const by = last?.actor?.id === told.me?.id ? words.you : last?.actor?.name ?? words.former;
  const said = last ? [el("b", {}, el("bdi", {}, by)), ` ${last.body || words.photo}`] : [];
  const line = el("span", { class: "row__line clip", dir: "auto" }, ...said);
  const name = told.kind === "direct" ? told.title : `${told.title} · ${told.name}`;
  const main = el("span", { class: "row__main" }, el("span", { class: "row__name sign", dir: "auto" }, name), line);
  const when = el("span", { class: "row__end row__end--kept" }, last ? el("time", { datetime: new Date(last.at).toISOString() }, whenOf(last.at)) : null);
  return el("a", { class: "row", href: shown(told.url), "data-brand": told.brand.key }, el("span", { class: "crest crest--soft", "aria-hidden": "true" }, icon(told.emblem || "users")), main, when);
}

// ---- colours --------------------------------------------------------------------------------------------------

/** Each brand's colours lie with its rooms: their stylesheets belong to pages that need a network. @param {Kept[]} rooms */
function dress(rooms) {
  const styles = new Set(rooms.map(({ told }) => told.brand.colours ?? "")); // what was kept by a former version has none
  document.adoptedStyleSheets = [...styles].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}

// ---- back online ----------------------------------------------------------------------------------------------

/** @returns {Promise<boolean>} whether the server answers: not some hotspot in its place */
async function isBack() {
  const answer = await fetch(SESSION, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
  return answer !== null && (answer.status === 401 || (answer.ok && (await answer.json().catch(() => ({}))).protocol !== undefined));
}

/** @param {KeptRoom|null} room @param {Strip} strip */
function comeBack(room, strip) {
  let [tries, timer, busy] = [0, 0, false];
  const look = async () => {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    const back = await isBack();
    if (back) await deliver(storage).catch(() => {}); // the page that opens then tries again
    busy = false;
    if (back && leaves(room, strip)) return;
    timer = setTimeout(look, ASK_MS[Math.min(tries, ASK_MS.length - 1)]);
    tries += 1;
  };
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  look();
}

/** @param {KeptRoom|null} room @param {Strip} strip @returns {boolean} */
function leaves(room, strip) {
  if (room?.lost()) return true; // nowhere to go back to: what was not said stands here
  if (room?.isBusy()) {
    strip.show("info", words.back_online, { label: words.reload, act: toPage });
    room.onRest = toPage;
    return true;
  }
  toPage();
  return true;
}

async function begin() {
  const rooms = await kept();
  dress(rooms);
  const wanted = rooms.filter(({ told }) => at.startsWith(told.url)).sort((a, b) => b.told.url.length - a.told.url.length)[0];
  if (wanted) {
    document.body.className = "talk offline";
    document.body.append(made("kept-room"));
  } else {
    await list(rooms);
  }
  const strip = new Strip(/** @type {HTMLElement} */ (document.querySelector(".strip")));
  const room = wanted ? new KeptRoom(wanted, { words, storage, strip, back: shown("/") }) : null;
  const missing = !wanted && at !== "/" ? ` ${words.not_kept}` : "";
  strip.show("wifi-off", room ? `${words.offline} ${room.asOf()}` : `${words.closed_here}${missing}`);
  comeBack(room, strip);
}

begin();
