/**
 * One photo after the other, large: arrows, a swipe, Escape; what can be seen is said below. Focus goes back to where it
 * came from, and it closes when the message goes.
 */

import { el, icon } from "./dom.js";

const SWIPE = 48;
const TAP = 8; // who moves further has not tapped: what a swipe leaves behind is a click, too

/** @param {HTMLElement} link the photo in its bubble @param {import("./places.js").Showing} scene */
export function open(link, scene) {
  if (document.querySelector("dialog[open]")) return;
  new Lightbox(link, scene).show();
}

class Lightbox {
  /** @param {HTMLElement} link @param {import("./places.js").Showing} scene */
  constructor(link, scene) {
    this.scene = scene;
    this.opener = link;
    this.all = /** @type {HTMLElement[]} */ ([...(link.closest(".shots")?.querySelectorAll("[data-shot]") ?? [link])]);
    this.at = this.all.indexOf(link);
    this.from = 0;
    this.moved = 0;
    const { words } = scene;
    this.image = el("img", { class: "lightbox__img", alt: "" });
    this.said = el("p", { class: "lightbox__said", dir: "auto", role: "status" });
    this.count = el("span", { class: "lightbox__count" });
    this.dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "lightbox", "aria-label": words.photo }));
    const bar = el("div", { class: "lightbox__bar" }, this.count, this.button("x", words.close, () => this.dialog.close()));
    this.dialog.append(bar, el("div", { class: "lightbox__stage" }, this.image), this.said);
    this.before = this.button("chevron-left", words.photo_before, () => this.go(-1), "lightbox__go lightbox__go--before");
    this.after = this.button("chevron-left", words.photo_after, () => this.go(1), "lightbox__go lightbox__go--after");
    this.dialog.append(this.before, this.after);
  }

  /** @param {string} sign @param {string} label @param {() => void} act @param {string} [more] */
  button(sign, label, act, more = "") {
    const node = el("button", { class: `ibtn ${more}`.trim(), type: "button", "aria-label": label }, icon(sign));
    node.addEventListener("click", act);
    return node;
  }

  show() {
    const { dialog } = this;
    document.body.append(dialog);
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("close", () => this.close());
    const stage = /** @type {HTMLElement} */ (dialog.querySelector(".lightbox__stage"));
    stage.addEventListener("pointerdown", (event) => { this.from = event.clientX; });
    stage.addEventListener("pointerup", (event) => this.swipe((this.moved = event.clientX - this.from)));
    dialog.addEventListener("dragstart", (event) => event.preventDefault()); // a mouse that swipes drags nothing along
    stage.addEventListener("click", (event) => event.target === stage && Math.abs(this.moved) < TAP && dialog.close());
    this.watch = new MutationObserver(() => this.opener.isConnected || dialog.close());
    this.watch.observe(document.body, { childList: true, subtree: true });
    dialog.showModal();
    this.draw();
  }

  close() {
    this.watch?.disconnect();
    this.dialog.remove();
    if (this.opener.isConnected) this.opener.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.go(event.key === onward ? 1 : -1);
    else if (event.key === "Home") this.go(-this.at);
    else if (event.key === "End") this.go(this.all.length - 1 - this.at);
    else return;
    event.preventDefault();
  }

  /** @param {number} by to the right in pixels */
  swipe(by) {
    if (Math.abs(by) < SWIPE) return;
    const onward = document.documentElement.dir === "rtl" ? by > 0 : by < 0;
    this.go(onward ? 1 : -1);
  }

  /** @param {number} step */
  go(step) {
    const next = Math.min(Math.max(this.at + step, 0), this.all.length - 1);
    if (next === this.at) return;
    this.at = next;
    this.draw();
  }

  /** Only where there is something to go to; focus does not go with what goes. */
  ways() {
    const had = document.activeElement;
    this.before.hidden = this.at === 0;
    this.after.hidden = this.at === this.all.length - 1;
    if (had === this.before && this.before.hidden) this.after.focus();
    if (had === this.after && this.after.hidden) this.before.focus();
  }

  async draw() {
    const link = this.all[this.at];
    const small = /** @type {HTMLImageElement|null} */ (link.querySelector(".shot__img"));
    this.image.setAttribute("src", small?.currentSrc || small?.src || "");
    this.image.setAttribute("alt", small?.alt ?? "");
    this.said.textContent = small && small.alt !== this.scene.words.photo ? small.alt : "";
    this.ways();
    this.count.textContent = this.all.length > 1 ? `${this.at + 1}/${this.all.length}` : "";
    const place = await this.scene.places.of(link.dataset.shot ?? "");
    if (place?.large && this.all[this.at] === link) this.image.setAttribute("src", place.large);
  }
}
