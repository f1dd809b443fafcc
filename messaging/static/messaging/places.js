/**
 * Where photos and files are seen: addresses for this reader alone, good for a quarter of an hour. Asked for together,
 * when they are about to be shown.
 *
 * @typedef {{id: string, until: number, small?: string, medium?: string, large?: string, file?: string}} Place
 * @typedef {{words: Record<string, string>, clock: import("./clock.js").Clock, places: Places}} Showing   what one needs to show them
 */

import { ask } from "./history.js";

const GATHER_MS = 30;
const EARLY_S = 30;

export class Places {
  /** @param {string} url `/api/v1/rooms/<room>/media` */
  constructor(url) {
    this.url = url;
    /** @type {Map<string, Place>} */
    this.known = new Map();
    /** @type {Map<string, ((place: Place|null) => void)[]>} */
    this.waiting = new Map();
  }

  /** @param {string} id @returns {Promise<Place|null>} null: it is not there for this reader, or there is no network */
  of(id) {
    const known = this.known.get(id);
    if (known && known.until - EARLY_S > Date.now() / 1000) return Promise.resolve(known);
    return new Promise((resolve) => {
      if (this.waiting.size === 0) setTimeout(() => this.fetch(), GATHER_MS);
      this.waiting.set(id, [...(this.waiting.get(id) ?? []), resolve]);
    });
  }

  /** The address was refused: it may have been too old. @param {string} id @returns {Promise<Place|null>} */
  anew(id) {
    this.known.delete(id);
    return this.of(id);
  }

  /** @param {Place} place what an upload has answered */
  learn(place) {
    this.known.set(place.id, place);
  }

  async fetch() {
    const asked = this.waiting;
    this.waiting = new Map();
    const found = await ask(`${this.url}?ids=${[...asked.keys()].join(",")}`).catch(() => null);
    for (const place of found?.items ?? []) this.learn(place);
    for (const [id, told] of asked) for (const resolve of told) resolve(this.known.get(id) ?? null);
  }
}
