/**
 * How the reader's rooms stand, asked of the server where the log cannot tell: after too much was missed or taken away.
 * Nothing when it does not answer; what is shown then stays as it is.
 */

import { ask } from "./history.js";

export class Beside {
  /** @param {string} url `/api/v1/rooms` */
  constructor(url) {
    this.url = url;
  }

  /** @returns {Promise<any[]>} all rooms, with what is unread in each */
  async rooms() {
    const found = [];
    try {
      for (let next = ""; next !== null; ) {
        const page = await ask(next ? `${this.url}?cursor=${encodeURIComponent(next)}` : this.url);
        found.push(...page.items);
        next = page.next;
      }
    } catch {
      return [];
    }
    return found;
  }

  /** @param {string} room @returns {Promise<any|null>} the newest words, and where the log stood */
  async newest(room) {
    try {
      return await ask(`${this.url}/${room}/messages?limit=1`);
    } catch {
      return null;
    }
  }
}
