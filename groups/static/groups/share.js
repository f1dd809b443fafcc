/**
 * Fills the form of `/share/` with what another app has handed over (the worker has put it on this device), shows the
 * photos, and sends it all by the form's own way. It leaves the device when it is said, or let go.
 */

import { Shelf, SHARE_MS } from "../messaging/keeping/shelf.js";

const THUMB = 144;
const form = /** @type {HTMLFormElement} */ (document.getElementById("share"));
const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("share-words"));
const tray = /** @type {HTMLElement} */ (form.querySelector("[data-photos]"));
const why = /** @type {HTMLElement} */ (document.getElementById("share-why"));
/** @type {{file: File, alt: HTMLInputElement}[]} */
let photos = [];
let busy = false;

begin();

async function begin() {
  const shelf = await Shelf.open();
  await shelf?.dropShares(({ at }) => Date.now() - at > SHARE_MS);
  const share = (await shelf?.all("shares"))?.at(-1);
  if (!share) return;
  if (!field.value) field.value = wordsOf(share);
  for (const file of share.photos) add(file);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(shelf);
  });
  form.querySelector("[data-let-go]")?.addEventListener("click", () => shelf?.dropShares(() => true));
}

/** What some apps say in two of the three stands there once. @param {import("../messaging/keeping/shelf.js").Share} share */
function wordsOf({ title, text, url }) {
  const said = [text, title, url].filter(Boolean);
  return said.filter((one, at) => !said.some((other, there) => there !== at && other.includes(one) && (other !== one || there < at))).join("\n");
}

/** @param {File} file */
function add(file) {
  const node = document.createElement("div");
  const canvas = Object.assign(document.createElement("canvas"), { className: "tray__face" });
  const name = Object.assign(document.createElement("span"), { className: "tray__name", dir: "auto", textContent: file.name });
  const alt = Object.assign(document.createElement("input"), { className: "tray__alt", type: "text", dir: "auto", maxLength: 500, placeholder: tray.dataset.alt });
  const off = Object.assign(document.createElement("button"), { className: "link tap", type: "button", textContent: tray.dataset.off });
  node.className = "tray__one";
  canvas.setAttribute("aria-hidden", "true");
  alt.setAttribute("aria-label", `${tray.dataset.alt} ${file.name}`);
  off.setAttribute("aria-label", `${tray.dataset.off}: ${file.name}`);
  const one = { file, alt };
  off.addEventListener("click", () => {
    photos = photos.filter((other) => other !== one);
    node.remove();
    tray.hidden = photos.length === 0;
    field.focus();
  });
  node.append(canvas, name, alt, off);
  tray.append(node);
  tray.hidden = false;
  photos.push(one);
  for (const byHand of form.querySelectorAll("[data-by-hand]")) /** @type {HTMLElement} */ (byHand).hidden = true;
  draw(canvas, file);
}

/** @param {HTMLCanvasElement} canvas @param {File} file */
async function draw(canvas, file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const scale = THUMB / Math.min(picture.width, picture.height);
  canvas.width = canvas.height = THUMB;
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d")?.drawImage(picture, (THUMB - width) / 2, (THUMB - height) / 2, width, height);
  picture.close();
}

/** @param {Shelf|null} shelf */
async function send(shelf) {
  if (busy) return;
  busy = true;
  const data = new FormData(form);
  if (photos.length > 0) {
    data.delete("files");
    for (const { file } of photos) data.append("files", file, file.name || "photo");
    data.set("alts", photos.map(({ alt }) => alt.value.trim().replace(/\s+/g, " ")).join("\n"));
  }
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  busy = false;
  if (answer?.ok && said?.url) {
    await shelf?.dropShares(() => true);
    location.assign(said.url);
    return;
  }
  say(said?.why ?? form.dataset.failed ?? "");
  if (said?.media?.length > 0) there(said.media);
  confirm(said?.confirm ?? []);
  if (said) renew();
}

/** @param {string} text */
function say(text) {
  /** @type {HTMLElement} */ (why.querySelector("[data-text]")).textContent = text;
  why.hidden = !text;
}

/** What was taken in before the rest was refused goes along next time as it is. @param {string[]} media */
function there(media) {
  for (const { alt } of photos) /** @type {HTMLElement} */ (alt.parentElement?.querySelector("button")).hidden = true;
  photos = photos.slice(media.length);
  keep("media", media);
}

/** To send once more is to confirm what was asked. @param {string[]} rules */
function confirm(rules) {
  keep("confirm", rules);
}

/** @param {string} name @param {string[]} values */
function keep(name, values) {
  for (const value of values) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

/** What was refused is another attempt. */
function renew() {
  /** @type {HTMLInputElement} */ (form.elements.namedItem("cid")).value = crypto.randomUUID();
}
