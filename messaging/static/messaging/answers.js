/**
 * Answering a message: above the field stands which one, above the answer a line of it as it is now. A click on that line
 * leads to the message, also where it is not loaded.
 *
 * @typedef {import("./quotes.js").ReplyTo} ReplyTo
 */

import { el, icon } from "./dom.js";
import { ask } from "./history.js";
import { quoteOf } from "./quotes.js";
import { stub, toItem } from "./store.js";

const FOUND_MS = 2_000;

export class Answers {
  /**
   * @param {{
   *   composer: import("./composer.js").Composer|null, store: import("./store.js").Store, timeline: import("./timeline.js").Timeline,
   *   pager: import("./pager.js").Pager, before: () => void, given: (ReplyTo & {quote: any})|null,
   * }} parts `before`: the field is needed; `given`: what the page was opened to answer
   */
  constructor({ composer, store, timeline, pager, before, given }) {
    this.composer = composer;
    this.store = store;
    this.timeline = timeline;
    this.pager = pager;
    this.before = before;
    this.words = timeline.scene.words;
    /** @type {ReplyTo|null} */
    this.to = null;
    /** @type {Set<number>} what was asked for already */
    this.asked = new Set();
    this.line = el("p", { class: "clip", role: "status", dir: "auto" }); // always there: what comes into it is read out
    this.bar = el("div", { class: "composer__edit", id: "composer-answer" }, this.line);
    document.getElementById("composer-answer")?.remove();
    composer?.form.before(this.bar);
    if (composer) composer.onEscape = () => this.drop();
    timeline.rows.addEventListener("click", (event) => this.click(event));
    if (given?.quote) this.store.remember(given.seq, stub(given.seq, given.mid, given.quote), 0);
    if (given) this.begin(given, false);
  }

  /** @param {ReplyTo} to @param {boolean} [focus] */
  begin({ mid, seq }, focus = true) {
    if (!this.composer) return;
    this.before();
    this.to = { mid, seq };
    this.draw();
    if (focus) this.composer.field.focus();
  }

  draw() {
    const quote = this.to && quoteOf(this.to, this.store, this.words);
    if (!quote) return;
    const cancel = el("button", { class: "ibtn", type: "button", "aria-label": this.words.answer_cancel }, icon("x"));
    cancel.addEventListener("click", () => {
      this.drop();
      this.composer?.field.focus();
    });
    const { answering, answering_you: yours } = this.words;
    const head = (quote.own ? yours : answering).replace("{name}", () => quote.name ?? "");
    const text = quote.name === null ? this.words.quote_gone : `${head} ${quote.body}`;
    if (this.line.textContent !== text) this.line.textContent = text;
    this.bar.replaceChildren(icon("reply"), this.line, cancel);
  }

  /** @returns {boolean} whether there was something to let go of */
  drop() {
    const had = this.to !== null;
    this.to = null;
    this.line.replaceChildren();
    this.bar.replaceChildren(this.line);
    return had;
  }

  /** @returns {ReplyTo|undefined} what the words that leave now answer */
  take() {
    const to = this.to ?? undefined;
    this.drop();
    return to;
  }

  /** What is being answered may have gone or changed, and lines may be needed of what is not loaded. */
  check() {
    if (this.to && this.store.quoted.get(this.to.seq) === null && !this.store.items.has(this.to.seq)) {
      this.drop();
      this.composer?.say(this.words.why_invalid_reply_to);
    } else this.draw();
    for (const item of this.store.items.values()) if (item.reply && !this.store.quote(item.reply.seq)) this.fetch(item.reply);
  }

  /** @param {ReplyTo} reply */
  async fetch({ seq }) {
    if (this.asked.has(seq)) return;
    this.asked.add(seq);
    const page = await ask(`${this.pager.history.url}?around=${seq}&limit=1`).catch(() => null);
    if (!page) return;
    const wire = page.messages.find((/** @type {any} */ one) => one.seq === seq);
    this.store.remember(seq, wire ? toItem(wire) : null, page.at_seq);
    this.asked.delete(seq);
    this.timeline.draw({ quiet: true });
  }

  /** @param {MouseEvent} event */
  click(event) {
    const link = event.target instanceof Element ? event.target.closest("a.quote") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    this.jump(Number(link.dataset.quote));
  }

  /** @param {number} seq of the message to be shown */
  async jump(seq) {
    if (!document.getElementById(`m${seq}`)) await this.pager.around(seq);
    const message = document.getElementById(`m${seq}`);
    if (!message) return;
    message.closest("details")?.setAttribute("open", "");
    message.scrollIntoView({ block: "center" });
    message.classList.add("msg--found");
    message.setAttribute("tabindex", "-1");
    message.focus({ preventScroll: true });
    setTimeout(() => message.classList.remove("msg--found"), FOUND_MS);
  }
}
