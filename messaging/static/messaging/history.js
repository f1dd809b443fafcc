/**
 * Pages of a room over HTTP: older, newer, and the latest after a `resync`.
 *
 * @typedef {import("./store.js").Page} Page
 */

import { toItem } from "./store.js";

const PAGE = 50;

/** @param {string} address @returns {Promise<any>} what the API says there */
export async function ask(address) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  } catch {
    throw new HistoryError(0);
  }
  if (!response.ok) throw new HistoryError(response.status);
  return response.json();
}

/** The server refused; `status` 0 when it could not be reached. */
export class HistoryError extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`history: ${status}`);
    this.status = status;
  }
}

export class History {
  /** @param {string} url `/api/v1/rooms/<room>/messages` */
  constructor(url) {
    this.url = url;
    this.limit = PAGE;
  }

  /** @param {{before?: number, after?: number, around?: number}} [from] nothing: the latest page @returns {Promise<Page>} */
  async page(from = {}) {
    const query = new URLSearchParams({ limit: String(this.limit) });
    for (const [name, seq] of Object.entries(from)) query.set(name, String(seq));
    const wire = await ask(`${this.url}?${query}`);
    return toPage(wire);
  }
}

/** @param {any} wire a page of the API, or the page's own data: the same shape @returns {Page} */
export function toPage(wire) {
  const items = [...(wire.messages ?? []), ...(wire.events ?? [])].map(toItem).filter((item) => item !== null);
  return {
    items: /** @type {import("./store.js").Item[]} */ (items),
    atSeq: wire.at_seq,
    readSeq: wire.read_seq ?? 0,
    hasOlder: Boolean(wire.has_older),
    hasNewer: Boolean(wire.has_newer),
  };
}
