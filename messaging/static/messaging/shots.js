/**
 * Photos and files in a bubble. What is there already stays as it is: a picture that is put in anew would blink. The
 * markup is that of `templates/messaging/rows/media.html`.
 *
 * @typedef {import("./protocol.js").Shot} Shot
 * @typedef {import("./places.js").Place} Place
 */

import { sizeOf } from "./clock.js";
import { el, icon } from "./dom.js";

const seen = new WeakSet();

/** @param {HTMLElement} bubble @param {Shot[]} media @param {import("./places.js").Showing} scene */
export function updateShots(bubble, media, scene) {
  const old = /** @type {HTMLElement|null} */ (bubble.querySelector(":scope > .shots"));
  const of = media.map(({ id }) => `${id} `).join("");
  if (old && old.dataset.of === of) {
    for (const node of old.querySelectorAll("[data-shot]")) mend(/** @type {HTMLElement} */ (node), scene);
    return;
  }
  old?.remove();
  if (media.length === 0) return;
  const list = el("ul", { class: "shots", "data-n": String(media.filter(({ kind }) => kind === "photo").length), "data-of": of });
  list.append(...media.map((one) => el("li", {}, one.kind === "photo" ? photo(one, scene) : file(one, scene))));
  bubble.prepend(list);
}

/** @param {Shot} one @param {import("./places.js").Showing} scene @returns {HTMLElement} */
function photo({ id, width, height, blur, alt }, scene) {
  const size = { width: String(width), height: String(height) };
  const face = el("img", { class: "shot__img", ...size, alt: alt || scene.words.photo, loading: "lazy", decoding: "async" });
  const back = el("img", { class: "shot__blur", src: `data:image/webp;base64,${blur}`, alt: "", "aria-hidden": "true" });
  const link = el("a", { class: "shot", href: "#", target: "_blank", "data-shot": id }, back, face);
  scene.places.of(id).then((place) => show(link, place));
  mend(link, scene);
  return link;
}

/** @param {HTMLElement} link @param {Place|null} place */
function show(link, place) {
  if (!place?.medium) return;
  link.setAttribute("href", place.large ?? "");
  link.querySelector(".shot__img")?.setAttribute("src", place.medium);
}

/** An address that is too old is asked for once more, when the picture comes into sight. @param {HTMLElement} link @param {import("./places.js").Showing} scene */
function mend(link, scene) {
  if (seen.has(link)) return;
  seen.add(link);
  const again = async () => show(link, await scene.places.anew(link.dataset.shot ?? ""));
  const face = /** @type {HTMLImageElement|null} */ (link.querySelector(".shot__img"));
  face?.addEventListener("error", again, { once: true });
  if (face?.complete && face.src && face.naturalWidth === 0) again();
}

/** @param {Shot} one @param {import("./places.js").Showing} scene @returns {HTMLElement} */
function file({ id, name = "", bytes = 0 }, scene) {
  const size = el("span", { class: "doc__size" }, sizeOf(bytes, scene.words));
  const link = el("a", { class: "doc", href: "#", download: name, "data-file": id }, icon("download"), el("span", { class: "doc__name", dir: "auto" }, name), " ", size);
  scene.places.of(id).then((place) => place?.file && link.setAttribute("href", place.file));
  return link;
}

/**
 * Opens photos large and keeps the addresses of files fresh. @param {HTMLElement} rows @param {import("./places.js").Showing} scene
 */
export function openShots(rows, scene) {
  rows.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-shot], [data-file]") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.file) save(link, await scene.places.of(link.dataset.file));
    else (await import("./lightbox.js")).open(link, scene);
  });
}

/** @param {HTMLElement} link @param {Place|null} place */
function save(link, place) {
  if (!place?.file) return;
  const fresh = el("a", { href: place.file, download: link.getAttribute("download") });
  fresh.click();
}
