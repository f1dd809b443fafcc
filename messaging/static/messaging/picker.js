/**
 * All emoji, by what they are called and by what they show, with the reader's skin tone. Nothing of it is loaded before
 * somebody asks for it.
 *
 * @typedef {[string, string, string, string[]?]} Entry the emoji, its name, more words for it, its five skin tones
 */

import { el } from "./dom.js";

const MOST_FOUND = 80;
const MOST_RECENT = 16;
const RECENT = "snug.emoji.recent";
const TONE = "snug.emoji.tone";
const HAND = "✋";
/** @type {Promise<Entry[][]>|null} */
let known = null;

/** @param {string} url @returns {Promise<Entry[][]>} by group; asked for once */
function all(url) {
  known ??= fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))).then(({ groups }) => groups);
  known.catch(() => { known = null; });
  return known;
}

/** Whoever seeks an emoji leaves out accents and points. @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export class Picker {
  /** @param {{url: string, words: Record<string, string>, storage: Storage|null, pick: (emoji: string) => void}} parts */
  constructor({ url, words, storage, pick }) {
    this.words = words;
    this.storage = storage;
    this.pick = pick;
    this.tone = Number(storage?.getItem(TONE) ?? 0);
    /** @type {Entry[][]} */
    this.groups = [];
    this.group = 0;
    this.sought = "";
    this.tabs = el("div", { class: "emoji__tabs", role: "group", "aria-label": words.emoji_groups });
    this.grid = el("div", { class: "emoji__grid", role: "group" });
    this.status = el("p", { class: "hint", "aria-live": "polite" });
    this.node = el("div", { class: "emoji" }, this.tabs, this.grid, this.status);
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("click", (event) => this.clicked(event));
    this.ready = all(url).then((groups) => this.fill(groups), () => { this.status.textContent = words.emoji_away; });
  }

  /** @param {Entry[][]} groups */
  fill(groups) {
    this.groups = groups;
    this.group = this.recent().length ? -1 : 0;
    this.tabs.replaceChildren(...this.heads().map(([group, sign, name]) => {
      const tab = el("button", { class: "emoji__tab", type: "button", "aria-label": name, title: name, "data-group": String(group) }, sign);
      tab.addEventListener("click", () => this.open(group));
      return tab;
    }), this.tones());
    this.draw();
  }

  /** @returns {[number, string, string][]} number, sign and name of each group */
  heads() {
    const named = this.groups.map((entries, group) => /** @type {[number, string, string]} */ ([group, entries[0][0], this.words[`emoji_group_${group}`]]));
    return this.recent().length ? [[-1, "🕘", this.words.emoji_recent], ...named] : named;
  }

  tones() {
    const select = /** @type {HTMLSelectElement} */ (el("select", { class: "emoji__tone", "aria-label": this.words.emoji_tone }));
    const hands = this.groups[1].find(([emoji]) => emoji === HAND);
    for (const [tone, hand] of [HAND, ...(hands?.[3] ?? [])].entries()) {
      select.append(el("option", { value: String(tone), "aria-label": this.words[`emoji_tone_${tone}`], selected: tone === this.tone }, `${hand} ${this.words[`emoji_tone_${tone}`]}`));
    }
    select.addEventListener("change", () => {
      this.tone = Number(select.value);
      this.keep(TONE, select.value);
      this.draw();
    });
    return select;
  }

  /** @param {number} group */
  open(group) {
    this.group = group;
    this.sought = "";
    this.draw();
    this.grid.scrollTop = 0;
  }

  /** @param {string} text what they are called, or something that they show */
  search(text) {
    this.sought = plain(text.trim());
    this.draw();
  }

  /** @returns {Entry[]} */
  found() {
    if (!this.sought) return this.group < 0 ? this.recent() : this.groups[this.group] ?? [];
    const parts = this.sought.split(/\s+/);
    const fits = (/** @type {string} */ text) => parts.every((part) => text.startsWith(part) || text.includes(` ${part}`));
    const every = this.groups.flat();
    const named = every.filter(([, name]) => fits(plain(name)));
    const meant = every.filter((entry) => !named.includes(entry) && fits(plain(`${entry[1]} ${entry[2]}`)));
    return [...named, ...meant].slice(0, MOST_FOUND);
  }

  draw() {
    if (!this.groups.length) return;
    const found = this.found();
    this.grid.setAttribute("aria-label", this.sought ? this.words.emoji_found : this.heads().find(([group]) => group === this.group)?.[2] ?? "");
    this.grid.replaceChildren(...found.map((entry, place) => {
      const emoji = this.toned(entry);
      return el("button", { class: "emoji__e", type: "button", value: emoji, "aria-label": entry[1], title: entry[1], tabindex: place ? "-1" : "0" }, emoji);
    }));
    this.status.textContent = found.length ? "" : this.words.emoji_none;
    for (const tab of this.tabs.querySelectorAll("[data-group]")) {
      tab.setAttribute("aria-pressed", String(!this.sought && tab.getAttribute("data-group") === String(this.group)));
    }
  }

  /** @param {Entry} entry */
  toned([emoji, , , tones]) {
    return (this.tone && tones?.[this.tone - 1]) || emoji;
  }

  /** @returns {Entry[]} the last ones that were picked here */
  recent() {
    const kept = (this.storage?.getItem(RECENT) ?? "").split(" ").filter(Boolean);
    const entries = new Map(this.groups.flat().flatMap((entry) => [[entry[0], entry], ...(entry[3] ?? []).map((one) => /** @type {[string, Entry]} */ ([one, entry]))]));
    return kept.flatMap((emoji) => {
      const entry = entries.get(emoji);
      return entry ? [/** @type {Entry} */ ([emoji, entry[1], entry[2]])] : [];
    });
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button) this.take(button.value);
  }

  /** @returns {boolean} whether there was something to take */
  takeFirst() {
    const first = this.sought ? this.grid.querySelector("button") : null;
    if (first) this.take(first.value);
    return Boolean(first);
  }

  /** @param {string} emoji */
  take(emoji) {
    const kept = (this.storage?.getItem(RECENT) ?? "").split(" ").filter((one) => one && one !== emoji);
    this.keep(RECENT, [emoji, ...kept].slice(0, MOST_RECENT).join(" "));
    this.pick(emoji);
  }

  /** @param {string} key @param {string} value */
  keep(key, value) {
    try {
      this.storage?.setItem(key, value);
    } catch {
      // no room left on the device: it is not remembered
    }
  }

  /** The arrows go through the grid as it stands. @param {KeyboardEvent} event */
  key(event) {
    const all = /** @type {HTMLElement[]} */ ([...this.grid.children]);
    const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const wide = all.filter((one) => one.offsetTop === all[0].offsetTop).length;
    const on = getComputedStyle(this.grid).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: on, ArrowLeft: -on, ArrowDown: wide, ArrowUp: -wide, Home: -here, End: all.length - 1 - here }[event.key];
    const next = step === undefined ? undefined : all[here + step];
    if (step !== undefined) event.preventDefault();
    if (!next) return;
    all[here]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}
