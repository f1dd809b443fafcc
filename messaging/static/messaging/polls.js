/**
 * Polls, live. The server draws a card (`templates/messaging/rows/poll.html`); here its numbers and names follow what
 * is chosen, and where more changes than those it is asked for anew: when it ends, when the reader has voted, when it is
 * new. What the forms in it do is done without leaving the page.
 *
 * @typedef {{text: string, count?: number, by?: string[]}} Option
 * @typedef {{options: Option[], multiple: boolean, secret: boolean, ends_at: string|null, closed: boolean, version: number, voted: number, people: number}} Poll
 */

import { ownZone } from "./clock.js";

const LONGEST_WAIT = 2 ** 31 - 1;
const GATHER_MS = 150;

export class Polls {
  /** @param {any} page the `Conversation` */
  constructor(page) {
    this.page = page;
    this.log = /** @type {HTMLElement} */ (page.timeline.rows); // also of a page that has let go of them meanwhile
    /** @type {Set<string>} cards that are being asked for */
    this.asked = new Set();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} when each ends */
    this.ends = new Map();
    this.log.addEventListener("submit", (event) => this.submit(/** @type {SubmitEvent} */ (event)));
    this.log.addEventListener("click", (event) => this.again(event));
    this.log.addEventListener("change", (event) => this.touched(event.target));
    new MutationObserver(() => this.look()).observe(this.log, { childList: true, subtree: true });
    for (const card of this.cards()) this.wait(card);
    // By now the server knows the reader's own clock.
    if (page.data.zone !== ownZone()) for (const card of this.cards()) this.fetch(card.dataset.poll ?? "");
    this.look();
  }

  /** @returns {HTMLFormElement[]} */
  cards() {
    return [.../** @type {NodeListOf<HTMLFormElement>} */ (this.log.querySelectorAll("[data-poll]"))];
  }

  /** @param {string} mid @returns {HTMLFormElement|null} */
  card(mid) {
    return this.log.querySelector(`[data-poll="${CSS.escape(mid)}"]`);
  }

  /** Messages that ask something and have no card yet; cards whose message is out of sight. */
  look() {
    for (const item of this.page.store.items.values()) {
      if (!item.poll || !item.mid) continue;
      const card = this.card(item.mid);
      if (item.hidden) card?.remove();
      else if (!card && this.log.querySelector(`.msg[data-mid="${CSS.escape(item.mid)}"]`)) this.fetch(item.mid);
    }
  }

  /** @param {import("./protocol.js").Event} event of the room */
  hear({ kind, of, mid, poll }) {
    if (kind === "member.anon" || kind === "member.leave") this.live();
    if (kind !== "poll" || !mid) return;
    const item = this.page.store.items.get(of);
    if (item?.poll) item.poll = poll;
    const card = this.card(mid);
    if (card && poll.version >= Number(card.dataset.version)) this.update(card, poll);
  }

  /** How many have voted in secret; the reader too, on another device. @param {any} frame */
  voted({ mid, voted, handed_in: own }) {
    const card = this.card(mid);
    if (!card) return;
    if (own && !("busy" in card.dataset) && card.querySelector("[type=submit]:not([formaction])")) this.fetch(mid);
    this.line(card, voted, Math.max(voted, Number(card.dataset.people)));
  }

  /** The line stands again: what a secret poll says is in no log. */
  live() {
    for (const card of this.cards()) if (!("closed" in card.dataset)) this.fetch(card.dataset.poll ?? "");
  }

  /** @param {HTMLFormElement} card @param {Poll} poll */
  update(card, poll) {
    card.dataset.version = String(poll.version);
    const own = poll.options.some(({ by }) => by?.includes(this.page.store.self));
    const owned = card.querySelector(".poll__option--own") !== null;
    if (poll.closed !== "closed" in card.dataset || own !== owned || poll.secret || this.movedOwn(card, poll)) {
      this.fetch(card.dataset.poll ?? "");
      return;
    }
    const names = this.page.store.named();
    for (const [place, option] of poll.options.entries()) this.option(card, place, option, names, poll.voted);
    this.line(card, poll.voted, poll.people);
    const who = /** @type {HTMLElement|null} */ (card.querySelector("[data-who]"));
    if (who) who.hidden = poll.voted === 0;
  }

  /** The reader has chosen otherwise, here or on another device. @param {HTMLFormElement} card @param {Poll} poll */
  movedOwn(card, poll) {
    return poll.options.some(({ by = [] }, place) => {
      const shown = card.querySelector(`[data-place="${place}"]`)?.classList.contains("poll__option--own") ?? false;
      return shown !== by.includes(this.page.store.self);
    });
  }

  /** @param {HTMLFormElement} card @param {number} place @param {Option} option @param {Map<string, string>} names @param {number} voted */
  option(card, place, { count = 0, by = [] }, names, voted) {
    const box = card.querySelector(`[data-place="${place}"]`);
    const number = box?.querySelector("[data-count]");
    if (number) number.textContent = String(count);
    const bar = /** @type {HTMLProgressElement|null} */ (box?.querySelector("progress") ?? null);
    if (bar) {
      bar.max = Math.max(voted, 1);
      bar.value = count;
    }
    const { self } = this.page.store;
    const named = by.map((one) => (one === self ? this.page.words.you : names.get(one))).filter((name) => name !== undefined);
    const others = count - named.length;
    const line = named.flatMap((name, at) => (at ? [this.page.words.comma, bdi(name)] : [bdi(name)]));
    card.querySelector(`[data-by="${place}"]`)?.replaceChildren(...line, others > 0 ? ` +${others}` : "");
  }

  /** @param {HTMLFormElement} card @param {number} voted @param {number} people */
  line(card, voted, people) {
    const line = card.querySelector("[data-voted]");
    const text = (card.dataset.line ?? "").replace("{voted}", String(voted)).replace("{people}", String(people));
    if (line) line.textContent = text;
    card.dataset.people = String(people);
  }

  /** What was ticked and not handed in stays when the card comes anew. @param {EventTarget|null} target */
  touched(target) {
    if (target instanceof HTMLInputElement) target.closest("[data-poll]")?.setAttribute("data-touched", "");
  }

  /** @param {string} mid of the card to be drawn anew, gathering what comes at once */
  fetch(mid) {
    if (!mid || this.asked.has(mid)) return;
    this.asked.add(mid);
    setTimeout(async () => {
      const answer = await part(`${this.page.data.urls.page}poll/${mid}/`).catch(() => null);
      this.asked.delete(mid);
      if (answer?.ok) this.put(mid, await answer.text());
    }, GATHER_MS);
  }

  /** @param {string} mid @param {string} html the server's own */
  put(mid, html) {
    const fresh = /** @type {HTMLFormElement|null} */ (parsed(html).querySelector("[data-poll]"));
    const message = this.log.querySelector(`.msg[data-mid="${CSS.escape(mid)}"]`);
    if (!fresh || !message) return;
    const before = this.card(mid);
    if (before) this.replace(before, fresh);
    else (message.querySelector(".msg__more") ?? message.querySelector(".bubble"))?.after(fresh);
    this.wait(fresh);
  }

  /** @param {HTMLFormElement} before @param {HTMLFormElement} fresh */
  replace(before, fresh) {
    const had = before.contains(document.activeElement);
    const ticked = "touched" in before.dataset ? /** @type {NodeListOf<HTMLInputElement>} */ (before.querySelectorAll("input[name=choice]:checked")) : [];
    const focus = had ? /** @type {HTMLElement} */ (document.activeElement) : null;
    const [name, value] = [focus?.getAttribute("name"), focus?.getAttribute("value")];
    const folds = /** @type {HTMLDetailsElement[]} */ ([...before.querySelectorAll("details[open]")]);
    for (const { className } of folds) fresh.querySelector(`details.${className}`)?.setAttribute("open", "");
    const fold = focus?.closest("details");
    before.replaceWith(fresh);
    for (const { value: place } of ticked) {
      const again = /** @type {HTMLInputElement|null} */ (fresh.querySelector(`input[name=choice][value="${place}"]`));
      if (again) again.checked = true;
    }
    if (!had) return;
    const named = name && value ? fresh.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`) : null;
    const same = fold && focus ? fresh.querySelector(`details.${fold.className} ${focus.localName}`) : named;
    const next = /** @type {HTMLElement|null} */ (fresh.querySelector("[data-focus]") ?? same ?? fresh.querySelector("button, summary"));
    next?.focus({ preventScroll: true });
  }

  /** It is over for everybody in that moment; its card says so then. @param {HTMLFormElement} card */
  wait(card) {
    const { poll: mid = "", ends = "", closed } = card.dataset;
    clearTimeout(this.ends.get(mid));
    const left = Date.parse(ends) - Date.now();
    if (closed !== undefined || Number.isNaN(left)) return;
    this.ends.set(mid, setTimeout(() => this.fetch(mid), Math.min(Math.max(left, 0) + GATHER_MS, LONGEST_WAIT)));
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("poll" in form.dataset)) return;
    event.preventDefault();
    const by = /** @type {HTMLButtonElement|null} */ (event.submitter);
    const body = new FormData(form, by);
    const url = by?.getAttribute("formaction") ?? form.action;
    if ("busy" in form.dataset) return; // a second tap; the button keeps its focus
    form.dataset.busy = "";
    const answer = await part(url, { method: "POST", body }).catch(() => null);
    delete form.dataset.busy;
    if (!answer?.ok) {
      this.page.composer?.say(this.page.words.offline);
      return;
    }
    delete form.dataset.touched;
    this.put(form.dataset.poll ?? "", await answer.text());
  }

  /** Back from the second step. @param {MouseEvent} event */
  again(event) {
    const link = event.target instanceof Element ? event.target.closest("[data-again]") : null;
    const mid = link?.closest("[data-poll]")?.getAttribute("data-poll");
    if (!mid) return;
    event.preventDefault();
    this.fetch(mid);
  }
}

/** @param {string} url @param {RequestInit} [how] @returns {Promise<Response>} a part of a page */
export function part(url, how = {}) {
  return fetch(url, { ...how, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error" });
}

/** @param {string} html the server's own, in which nothing runs @returns {Document} */
export function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** @param {string} name */
function bdi(name) {
  const node = document.createElement("bdi");
  node.textContent = name;
  return node;
}
