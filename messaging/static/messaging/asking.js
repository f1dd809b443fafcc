/**
 * A poll is asked in a sheet over the conversation: the same form as on the page of its own, and what is refused comes
 * back in it with why.
 */

import { el, icon } from "./dom.js";
import { parsed, part } from "./polls.js";

/** @param {any} page the `Conversation` */
export function asking(page) {
  const link = /** @type {HTMLAnchorElement|null} */ (document.querySelector("[data-ask]"));
  link?.setAttribute("role", "button");
  link?.setAttribute("aria-haspopup", "dialog");
  link?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    new Sheet(page, link.href).show();
  });
}

class Sheet {
  /** @param {any} page @param {string} url */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    const close = el("button", { class: "ibtn", type: "button", "aria-label": page.words.close }, icon("x"));
    this.body = el("div", {});
    const title = document.querySelector("[data-ask]")?.textContent ?? "";
    const head = el("div", { class: "sheet__head" }, el("h2", { class: "title", id: "asking-title" }, title), close);
    const dialog = el("dialog", { class: "sheet sheet--ask", "aria-labelledby": "asking-title" }, head, this.body);
    this.dialog = /** @type {HTMLDialogElement} */ (dialog);
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("submit", (event) => this.submit(/** @type {SubmitEvent} */ (event)));
  }

  async show() {
    const answer = await part(this.url).catch(() => null);
    if (!answer?.ok) {
      location.assign(this.url); // says why by itself
      return;
    }
    this.fill(await answer.text());
    document.body.append(this.dialog);
    this.dialog.showModal();
    /** @type {HTMLElement|null} */ (this.body.querySelector("textarea"))?.focus();
  }

  /** @param {string} html the server's own */
  fill(html) {
    this.body.replaceChildren(...parsed(html).body.childNodes);
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    const button = /** @type {HTMLButtonElement|null} */ (event.submitter);
    if (button) button.disabled = true;
    const answer = await part(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (button) button.disabled = false;
    if (answer?.status === 204) {
      this.dialog.close();
      this.page.held.look();
    } else if (answer?.status === 422) {
      this.fill(await answer.text());
      /** @type {HTMLElement|null} */ (this.body.querySelector("[aria-invalid=true]") ?? this.body.querySelector("button"))?.focus();
    } else this.say(this.page.words.offline);
  }

  /** @param {string} words why it was not sent; what was typed stands */
  say(words) {
    this.body.querySelector("[data-unsent]")?.remove();
    this.body.prepend(el("p", { class: "note note--brick", role: "alert", "data-unsent": true }, icon("circle-alert"), el("span", {}, words)));
  }
}
