/**
 * How a person looks without a photo: the same letters and cloth as the server draws (`look.py`).
 */

import { el } from "./dom.js";

const ALNUM = /[\p{L}\p{N}]/u;

/** @param {string} name @returns {string} first letters of the first and the last word */
export function initials(name) {
  const all = name.split(/\s+/).filter(Boolean);
  const lettered = all.filter((word) => ALNUM.test(word));
  const words = lettered.length ? lettered : all;
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => firstLetter(word)).join("");
}

/** @param {string} word */
function firstLetter(word) {
  const letter = [...word].find((one) => ALNUM.test(one)) ?? [...word][0];
  return [...letter.toUpperCase()][0];
}

/** @param {string} id a profile's id @returns {string} one of eight cloths */
export function tint(id) {
  return `h${(Number.parseInt(id.slice(-1), 16) % 8) + 1}`;
}

/**
 * @param {import("./store.js").Actor|null} actor null: somebody who is no longer known
 * @param {{name: string, key: string}} brand
 * @returns {HTMLElement}
 */
export function face(actor, brand) {
  if (actor?.badge === "brand") {
    const square = el("span", { class: "face face--brand", "aria-hidden": "true", "data-brand": brand.key });
    square.textContent = brand.name.slice(0, 1).toUpperCase();
    return square;
  }
  const cloth = actor ? tint(actor.id) : "face--more";
  return el("span", { class: `face ${cloth}`, "aria-hidden": "true" }, actor ? initials(actor.name) : "–");
}
