/**
 * What captains have pinned stands above the timeline, the same on every device: asked anew when the log says that
 * something about it has changed.
 */

import { el, icon } from "./dom.js";
import { ask } from "./history.js";

const AROUND = 25;

export class Pins {
  /** @param {any} page the `Conversation` @param {string} token against forged requests */
  constructor(page, token) {
    this.page = page;
    this.token = token;
    this.url = `${page.data.urls.room}/pins`;
    this.bar = /** @type {HTMLElement} */ (document.querySelector("[data-pins]"));
    this.list = /** @type {HTMLElement} */ (this.bar.querySelector("ul"));
    this.bar.addEventListener("click", (event) => this.go(event));
  }

  /** @param {string} mid */
  has(mid) {
    return this.list.querySelector(`[data-mid="${CSS.escape(mid)}"]`) !== null;
  }

  /** @param {import("./protocol.js").Event} event of the room */
  hear({ kind, what, mid }) {
    if (kind === "room.update" && (what === "pinned" || what === "unpinned")) this.look();
    else if (kind === "msg.gone" || kind === "member.anon") this.look();
    else if ((kind === "msg.del" || kind === "msg.edit") && this.has(mid ?? "")) this.look();
  }

  async look() {
    const found = await ask(this.url).catch(() => null);
    if (found) this.draw(found.items);
  }

  /** @param {any[]} items messages in the API's shape */
  draw(items) {
    const { store, words, data } = this.page;
    const seen = items.filter(({ actor }) => !actor || !store.folded.has(actor.id));
    this.list.replaceChildren(...seen.map(({ mid, seq, actor, body }) => {
      const line = el("span", { class: "clip", dir: "auto" }, el("b", {}, actor?.name ?? words.former), ` ${body}`);
      const href = `${data.urls.page}?before=${seq + AROUND}#m${seq}`;
      const link = el("a", { class: "pins__go", href, "data-seq": String(seq) }, icon("pin", "icon--s"), line);
      return el("li", { class: "pins__one", "data-mid": mid }, link);
    }));
    this.bar.hidden = seen.length === 0;
  }

  /** To the message, where it is on the page; else its link leads to the page where it is. @param {MouseEvent} event */
  go(event) {
    const link = event.target instanceof Element ? event.target.closest("[data-seq]") : null;
    const message = document.getElementById(`m${link?.getAttribute("data-seq")}`);
    if (!message) return;
    event.preventDefault();
    message.scrollIntoView({ block: "center" });
    /** @type {HTMLElement|null} */ (message.querySelector(".msg__more"))?.focus({ preventScroll: true });
  }

  /** @param {string} mid @param {boolean} up */
  async put(mid, up) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    const answer = await fetch(`${this.url}/${mid}`, { method: up ? "PUT" : "DELETE", headers, credentials: "same-origin" }).catch(() => null);
    const why = answer?.ok ? "" : (await answer?.json().catch(() => null))?.detail ?? this.page.words.offline;
    this.page.composer?.say(why);
  }
}
