/**
 * One room as it lies on the device: read in order, and written in. The words go to the outbox of the conversation's
 * own page, which sends them, or says why not, as if they had been written there.
 *
 * @typedef {import("./shelf.js").Kept} Kept
 */

import { Clock, ownZone } from "../clock.js";
import { Composer } from "../composer.js";
import { Outbox } from "../outbox.js";
import { Place } from "../place.js";
import { newCid } from "../protocol.js";
import { Store } from "../store.js";
import { Timeline } from "../timeline.js";
import { handOver } from "./keeper.js";
import { showPolls } from "./kept-polls.js";
import { Shelf } from "./shelf.js";

const language = document.documentElement.lang;
const clock = new Clock(language, ownZone());
// Their addresses are short-lived and made for one person: pictures are not kept, but what is said of them.
const NO_PLACES = { of: async () => null, anew: async () => null };

const DAY_MS = 86_400_000;
const days = new Intl.DateTimeFormat(clock.locale, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dates = new Intl.DateTimeFormat(clock.locale, { day: "numeric", month: "short" });

/** @param {number} time @returns {string} the time today, with its weekday in these days, else the date */
export function whenOf(time) {
  if (clock.dayKey(time) === clock.dayKey(Date.now())) return clock.time(time);
  return (Date.now() - time < 6 * DAY_MS ? days : dates).format(time);
}

export class KeptRoom {
  /** @param {Kept} kept @param {{words: Record<string, string>, storage: Storage|null, strip: import("../status.js").Strip, back: string}} parts */
  constructor(kept, { words, storage, strip, back }) {
    const { told, page } = kept;
    this.kept = kept;
    this.words = words;
    this.strip = strip;
    this.storage = storage;
    this.room = kept.id;
    this.onRest = () => {};
    this.outbox = new Outbox(told.me?.id ?? "", storage);
    this.store = new Store(told.me?.id ?? "", { joins: told.kind !== "notices" && told.kind !== "direct", names: kept.names, folded: told.folded });
    // What was said before lies on no device, so there is nothing older to ask for.
    this.store.reset({ ...page, hasOlder: false });
    this.log = /** @type {HTMLElement} */ (document.querySelector("main.log"));
    const rows = /** @type {HTMLElement} */ (this.log.querySelector(".log__in"));
    this.place = new Place(this.log, rows);
    this.timeline = new Timeline(rows, { store: this.store, letters: () => this.outbox.of(this.room), place: this.place, scene: this.scene() });
    this.head(back);
    this.write();
    this.timeline.draw({ quiet: true });
    showPolls(this.log, this.store, this.words);
    // A message that is drawn anew has lost its card.
    new MutationObserver(() => showPolls(this.log, this.store, this.words)).observe(this.log, { childList: true, subtree: true });
    this.place.toEnd();
    this.log.addEventListener("click", (event) => this.clicked(event));
    addEventListener("storage", () => this.redraw());
  }

  /** @returns {import("../turn.js").Scene} */
  scene() {
    const { told } = this.kept;
    const shows = { words: this.words, brand: told.brand, clock, plural: new Intl.PluralRules(language), places: /** @type {any} */ (NO_PLACES) };
    return { ...shows, page: told.url, mayReact: false, offline: true, editing: null };
  }

  /** @param {string} back */
  head(back) {
    const { told } = this.kept;
    const fill = (/** @type {string} */ name, /** @type {string} */ text) => {
      const node = document.querySelector(`[data-${name}]`);
      if (node) node.textContent = text;
    };
    document.title = `${told.title} · ${told.name}`;
    document.documentElement.dataset.brand = told.brand.key;
    fill("title", told.title);
    fill("name", told.name);
    /** @type {HTMLAnchorElement} */ (document.querySelector("[data-back]")).href = back;
    for (const node of [this.log, this.log.firstElementChild]) node?.setAttribute("aria-label", told.name);
  }

  /** @returns {string} */
  asOf() {
    return this.words.as_of.replace("{time}", () => whenOf(this.kept.asOf));
  }

  // ---- writing ----------------------------------------------------------------------------------------------

  write() {
    const { told } = this.kept;
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("write"));
    field.setAttribute("aria-label", told.prompt);
    field.placeholder = told.prompt;
    if (told.closed) return this.close(told.closed);
    const draftKey = `snug.draft.${told.me?.id}.${this.room}`;
    this.composer = Composer.find({ draftKey, storage: this.storage, words: this.words, onSay: (body) => this.say(body), onTyping: () => {} });
    field.addEventListener("blur", () => setTimeout(() => this.isBusy() || this.onRest()));
  }

  /** @param {string} why */
  close(why) {
    const line = /** @type {HTMLElement} */ (document.querySelector("[data-closed]"));
    document.getElementById("composer")?.remove();
    line.textContent = why;
    line.hidden = false;
  }

  /** @param {string} body */
  say(body) {
    const last = this.outbox.of(this.room).at(-1)?.at ?? 0;
    this.outbox.put({ op: "send", room: this.room, body, cid: newCid(), at: Math.max(Date.now(), last + 1), state: "pending" });
    this.timeline.draw();
    this.place.toEnd();
    this.toWorker();
    this.onRest();
  }

  /** It goes out also when this page is closed. */
  async toWorker() {
    const shelf = await Shelf.open();
    const owner = await shelf?.meta("owner");
    const rooms = (await shelf?.all("rooms") ?? []).map(({ told }) => told);
    if (owner) await handOver(shelf, owner, this.storage, rooms);
    shelf?.close();
  }

  /** @returns {boolean} whether somebody is in the middle of a sentence */
  isBusy() {
    const field = this.composer?.field;
    return Boolean(field && document.activeElement === field && field.value.trim());
  }

  // ---- what became of it --------------------------------------------------------------------------------------

  redraw() {
    this.outbox.reload();
    for (const letter of this.outbox.of(this.room)) {
      const text = this.storage?.getItem(this.outbox.prefix + letter.cid);
      if (text) this.outbox.letters.set(letter.cid, JSON.parse(text));
    }
    this.timeline.draw();
  }

  /** The server no longer knows this person in this room, and words of theirs waited: those stay, and nothing else. @returns {boolean} */
  lost() {
    this.redraw();
    const refused = this.outbox.of(this.room).filter(({ op, code }) => op === "send" && code === "not_found");
    if (refused.length === 0) return false;
    this.store.forget();
    this.timeline.scene.offline = false;
    this.timeline.draw();
    this.close(this.words.own_only);
    this.strip.show("info", this.words.removed, { label: this.words.my_groups, href: "/" });
    return true;
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const node = event.target instanceof Element ? event.target.closest("[data-act], [data-shot], [data-file], [data-quote]") : null;
    if (!(node instanceof HTMLElement)) return;
    event.preventDefault();
    const { act, cid = "", quote } = node.dataset;
    if (quote) document.getElementById(`m${quote}`)?.scrollIntoView({ block: "center" });
    const letter = this.outbox.get(cid);
    if (letter && act === "discard") this.outbox.drop(cid);
    else if (letter && act === "retry") this.outbox.put({ ...letter, state: "pending", code: undefined, detail: undefined });
    else return;
    this.timeline.draw();
    this.toWorker();
  }
}
