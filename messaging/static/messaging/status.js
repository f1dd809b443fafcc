/**
 * The thin strip under the header: says that there is no line and what happens next. It waits a moment, so that a
 * short hiccup says nothing.
 */

import { el, icon } from "./dom.js";

const PATIENCE_MS = 1_500;

export class Strip {
  /** @param {HTMLElement} strip `.strip`, a status line that is always in the page */
  constructor(strip) {
    this.strip = strip;
    this.timer = 0;
  }

  /** @param {string} text @param {boolean} [atOnce] */
  offline(text, atOnce = false) {
    if (!this.strip.hidden || this.timer) {
      if (!atOnce) return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show("wifi-off", text), atOnce ? 0 : PATIENCE_MS);
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.strip.hidden = true;
    this.strip.replaceChildren();
  }

  /**
   * @param {string} name of an icon @param {string} text
   * @param {{label: string, href?: string, act?: () => void}} [next] what the reader can do about it
   */
  show(name, text, next) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.strip.replaceChildren(icon(name, "icon--s"), el("span", {}, text));
    if (next?.href) this.strip.append(el("a", { class: "link tap", href: next.href }, next.label));
    else if (next?.act) {
      const button = el("button", { class: "link tap", type: "button" }, next.label);
      button.addEventListener("click", next.act);
      this.strip.append(button);
    }
    this.strip.hidden = false;
  }
}
