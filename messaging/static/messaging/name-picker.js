/**
 * Names to choose from while one types `@`, and how far a call to the whole crew goes before it is sent. Without it plain
 * typing names people all the same.
 */

import { el } from "./dom.js";

const MOST = 6;
const TYPED = /(?<![\p{L}\p{N}_@./:-])@([^@\n]{0,40})$/u;
const CREW = /(?<![\p{L}\p{N}_@./:-])@crew(?![\p{L}\p{N}_])/iu;

/** @typedef {{name: string, hint: string}} Choice */

export class Picker {
  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{store: import("./store.js").Store, words: Record<string, string>, crew: string|null}} parts
   *   `crew`: what a captain reads before calling all; null for who is none
   */
  constructor({ field, form }, { store, words, crew }) {
    this.field = field;
    this.store = store;
    this.words = words;
    this.crew = crew;
    /** @type {Choice[]} */
    this.choices = [];
    this.at = 0;
    this.list = el("ul", { class: "names", id: "name-list", role: "listbox", "aria-label": words.name_list, hidden: true });
    this.told = el("p", { class: "vh", role: "status" });
    this.far = el("p", { class: "composer__slow hint", role: "status" });
    form.before(this.far, this.list, this.told);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.look());
    field.addEventListener("blur", () => this.show([]));
    form.addEventListener("keydown", (event) => this.key(event), { capture: true });
    form.addEventListener("submit", () => requestAnimationFrame(() => this.look()));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.click(event));
    this.look(); // typed before this came
  }

  /** What stands before the caret. @returns {string|null} what was typed after an `@`; null: no name */
  typed() {
    const { value, selectionStart, selectionEnd } = this.field;
    if (selectionStart !== selectionEnd) return null;
    return TYPED.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  look() {
    const line = CREW.test(this.field.value) ? this.crew ?? this.words.captains_call : "";
    if (this.far.textContent !== line) this.far.textContent = line;
    const typed = this.typed();
    this.show(typed === null ? [] : this.matching(typed.toLowerCase()));
  }

  /** @param {string} typed @returns {Choice[]} */
  matching(typed) {
    const people = [...this.store.named()].filter(([profile]) => profile !== this.store.self).map(([, name]) => ({ name, hint: "" }));
    const all = [{ name: "captain", hint: this.words.name_captain }];
    if (this.crew) all.push({ name: "crew", hint: this.words.name_crew });
    const fits = ({ name = "" }) => [name, ...name.split(" ")].some((part) => part.toLowerCase().startsWith(typed));
    const whole = ({ name = "" }) => name.toLowerCase() === typed.trimEnd();
    const calls = all.filter(fits); // below the people, but never crowded out by them
    const found = [...people.filter(fits).sort((a, b) => a.name.localeCompare(b.name)).slice(0, MOST - calls.length), ...calls];
    return found.length === 1 && whole(found[0]) ? [] : found;
  }

  /** @param {Choice[]} choices */
  show(choices) {
    const same = JSON.stringify(choices) === JSON.stringify(this.choices);
    this.choices = choices;
    if (!same) this.at = 0;
    this.list.hidden = choices.length === 0;
    this.list.replaceChildren(...choices.map((one, at) => this.option(one, at)));
    const count = choices.length ? this.words.name_count.replace("{n}", String(choices.length)) : "";
    if (this.told.textContent !== count) this.told.textContent = count;
    if (choices.length) this.field.setAttribute("aria-activedescendant", `name-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {Choice} one @param {number} at */
  option({ name, hint }, at) {
    const text = [el("bdi", {}, `@${name}`), hint ? el("span", { class: "hint" }, hint) : null];
    return el("li", { class: "names__one", id: `name-${at}`, role: "option", "aria-selected": String(at === this.at), "data-at": String(at) }, ...text);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.choices.length || event.isComposing || event.shiftKey || event.target !== this.field) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") this.at = (this.at + (key === "ArrowDown" ? 1 : -1) + this.choices.length) % this.choices.length;
    else if (key === "Enter" || key === "Tab") this.choose(this.at);
    else if (key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.show(key.startsWith("Arrow") ? this.choices : []);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const one = event.target instanceof Element ? event.target.closest("[data-at]") : null;
    if (one) this.choose(Number(one.getAttribute("data-at")));
  }

  /** @param {number} at */
  choose(at) {
    const { field } = this;
    const end = field.selectionStart;
    const start = end - (this.typed() ?? "").length;
    field.setRangeText(`${this.choices[at].name} `, start, end, "end");
    this.show([]);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.show([]);
  }
}
