/**
 * What is to go along with the next words: sent in at once, one after the other, described, taken away again. What fails
 * stays, says why, and can be tried again.
 *
 * @typedef {{cid: string, file: File, node: HTMLElement, state: "waiting"|"going"|"there"|"failed", shot?: import("./protocol.js").Shot,
 *            alt: string, why?: string, request?: XMLHttpRequest}} One
 */

import { el, icon } from "./dom.js";

const MOST = 10;
const ALT_LENGTH = 500;
const THUMB = 144;
const FOR_GOOD = new Set([400, 413]); // the same file is refused again

export class Tray {
  /**
   * @param {HTMLElement} box
   * @param {{url: string, token: string, words: Record<string, string>, places: import("./places.js").Places,
   *          onSay: (text: string) => void}} parts `token`: against forged requests; `onSay`: what stands beside the field
   */
  constructor(box, { url, token, words, places, onSay }) {
    this.box = box;
    this.url = url;
    this.token = token;
    this.words = words;
    this.places = places;
    this.onSay = onSay;
    /** @type {One[]} */
    this.all = [];
    this.waits = el("p", { class: "composer__slow hint", role: "status" });
    box.before(this.waits);
    this.onSettled = () => {};
    this.leaving = false;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      if (this.all.length >= MOST) {
        this.onSay(this.words.too_many_photos);
        break;
      }
      this.all.push(this.draw(file));
    }
    this.box.hidden = this.all.length === 0;
    this.next();
  }

  /** Waits for what is on its way. @returns {Promise<boolean>} whether all that is here can go along; else it has been said why not */
  async arrived() {
    if (this.coming()) {
      this.waits.textContent = this.words.photo_still_going;
      await new Promise((settled) => { this.onSettled = () => settled(true); });
      this.waits.textContent = "";
    }
    const failed = this.all.find(({ state }) => state === "failed");
    if (failed) this.onSay(this.words.photo_failed_first);
    failed?.node.scrollIntoView({ block: "nearest" });
    return !failed;
  }

  /** @returns {boolean} whether something is on its way, and nothing stands against its going along */
  coming() {
    return this.all.some(({ state }) => state === "going" || state === "waiting") && !this.all.some(({ state }) => state === "failed");
  }

  /** What goes along now; the tray is empty after it. @returns {Promise<import("./protocol.js").Shot[]|null>} null: not yet, or it has been said why not */
  async take() {
    if (this.leaving) return null;
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("write"));
    this.leaving = field.readOnly = true; // what is typed meanwhile would be lost with these words
    const all = (await this.arrived()) && (await this.described());
    this.leaving = field.readOnly = false;
    if (!all) return null;
    const shots = this.all.flatMap(({ shot, alt }) => (shot ? [shot.kind === "photo" ? { ...shot, alt } : shot] : []));
    for (const { node } of this.all) node.remove();
    this.all = [];
    this.box.hidden = true;
    return shots;
  }

  /** Waits until what was typed below the photos is with the server. @returns {Promise<boolean>} false: it was refused */
  async described() {
    const told = await Promise.all(this.all.map((one) => this.describe(one)));
    return told.every(Boolean);
  }

  // ---- one of them ------------------------------------------------------------------------------------------

  /** @param {File} file @returns {One} */
  draw(file) {
    const { words } = this;
    const isPhoto = file.type.startsWith("image/");
    const face = isPhoto ? el("canvas", { class: "tray__face", "aria-hidden": "true" }) : icon("download");
    const node = el("div", { class: "tray__one", role: "group", "aria-label": file.name });
    /** @type {One} */
    const one = { cid: crypto.randomUUID(), file, node, state: "waiting", alt: "" };
    const bar = el("progress", { class: "tray__bar", max: "1", value: "0", "aria-label": words.photo_going });
    const off = this.button("x", words.photo_remove, () => this.remove(one), "tray__off");
    node.append(face, el("span", { class: "tray__name", dir: "auto" }, file.name), bar, off);
    if (isPhoto) node.append(this.field(one));
    node.append(el("p", { class: "tray__why", role: "status" }));
    this.box.append(node);
    if (isPhoto) preview(/** @type {HTMLCanvasElement} */ (face), file);
    return one;
  }

  /** @param {One} one */
  field(one) {
    const { words } = this;
    const field = /** @type {HTMLInputElement} */ (el("input", { class: "tray__alt", type: "text", dir: "auto", maxlength: String(ALT_LENGTH), "aria-label": words.alt_field, placeholder: words.alt_short }));
    field.addEventListener("change", () => this.describe(one));
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    return field;
  }

  /** @param {string} sign @param {string} label @param {() => void} act @param {string} kind */
  button(sign, label, act, kind) {
    const node = el("button", { class: `ibtn ${kind}`, type: "button", "aria-label": label, title: label }, icon(sign));
    node.addEventListener("click", act);
    return node;
  }

  /** @param {One} one */
  remove(one) {
    one.request?.abort();
    this.all = this.all.filter((other) => other !== one);
    const beside = /** @type {HTMLElement|null} */ ((one.node.nextElementSibling ?? one.node.previousElementSibling)?.querySelector(".tray__off") ?? document.getElementById("write"));
    one.node.remove();
    beside?.focus();
    this.box.hidden = this.all.length === 0;
    if (one.shot) this.tell("DELETE", one.shot.id);
    this.next();
  }

  // ---- sending in -------------------------------------------------------------------------------------------

  /** One at a time, in their order. */
  next() {
    if (this.all.some(({ state }) => state === "going")) return;
    const one = this.all.find(({ state }) => state === "waiting");
    if (one) this.send(one);
    if (!this.coming()) this.onSettled();
  }

  /** @param {One} one */
  send(one) {
    const request = new XMLHttpRequest();
    const bar = /** @type {HTMLProgressElement} */ (one.node.querySelector("progress"));
    Object.assign(one, { state: "going", request });
    one.node.dataset.state = "going";
    request.open("POST", this.url);
    request.setRequestHeader("X-CSRFToken", this.token);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = total ? loaded / total : 0; });
    request.addEventListener("loadend", () => this.answered(one, request));
    const form = new FormData();
    form.append("cid", one.cid);
    form.append("file", one.file, one.file.name || "photo");
    request.send(form);
  }

  /** @param {One} one @param {XMLHttpRequest} request */
  answered(one, request) {
    if (!this.all.includes(one)) return;
    if (request.status === 200 || request.status === 201) {
      Object.assign(one, { state: "there", shot: request.response.media });
      this.places.learn(request.response.address);
      this.why(one, "");
      this.describe(one);
    } else {
      one.state = "failed";
      this.why(one, request.response?.detail ?? this.words.photo_no_line, !FOR_GOOD.has(request.status));
    }
    one.node.dataset.state = one.state;
    if (one.state === "failed") one.node.scrollIntoView({ block: "nearest" }); // the tray shows three, and this may be the tenth
    this.next();
  }

  /** @param {One} one @param {string} why @param {boolean} [again] with a way to try it again */
  why(one, why, again = false) {
    const line = /** @type {HTMLElement} */ (one.node.querySelector(".tray__why"));
    line.replaceChildren(why);
    if (!again) return;
    const retry = el("button", { class: "link tap", type: "button" }, this.words.retry);
    retry.addEventListener("click", () => {
      one.state = "waiting";
      this.why(one, "");
      this.next();
    });
    line.append(" ", retry);
  }

  /** @param {One} one @returns {Promise<boolean>} */
  async describe(one) {
    const field = /** @type {HTMLInputElement|null} */ (one.node.querySelector(".tray__alt"));
    const alt = field?.value.trim() ?? "";
    if (!one.shot || one.shot.kind !== "photo" || alt === one.alt) return true;
    const answer = await this.tell("PATCH", one.shot.id, { alt });
    const said = await answer?.json().catch(() => null);
    if (answer?.ok) one.alt = said?.media?.alt ?? alt;
    field?.setAttribute("aria-invalid", String(!answer?.ok));
    this.why(one, answer?.ok ? "" : said?.detail ?? this.words.photo_no_line);
    return Boolean(answer?.ok);
  }

  /** @param {string} method @param {string} id @param {any} [data] @returns {Promise<Response|null>} */
  tell(method, id, data) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token };
    return fetch(`${this.url}/${id}`, { method, headers, body: data && JSON.stringify(data), credentials: "same-origin" }).catch(() => null);
  }
}

/** Drawn small by the browser itself; what it cannot read stays blank, and the server says what it thinks of it. @param {HTMLCanvasElement} canvas @param {File} file */
async function preview(canvas, file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const scale = THUMB / Math.min(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.width = canvas.height = THUMB;
  canvas.getContext("2d")?.drawImage(picture, (THUMB - width) / 2, (THUMB - height) / 2, width, height);
  picture.close();
}
