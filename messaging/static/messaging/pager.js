/**
 * Brings pages of history into the timeline: older and newer as the reader comes near the edge, the newest on demand,
 * and all anew when the server says that the page is too far behind.
 */

import { HistoryError } from "./history.js";

const PAUSE_MS = 300; // a failing server is not asked at every pixel
const AGAIN_MS = 2_000;

export class Pager {
  /**
   * @param {import("./history.js").History} history
   * @param {{store: import("./store.js").Store, timeline: import("./timeline.js").Timeline, onDrawn: () => void,
   *          onReread: (seq: number) => void, onMissed: (status: number) => void}} parts
   */
  constructor(history, { store, timeline, onDrawn, onReread, onMissed }) {
    this.history = history;
    this.store = store;
    this.timeline = timeline;
    this.onDrawn = onDrawn;
    this.onReread = onReread;
    this.onMissed = onMissed;
    this.busy = false;
    this.stopped = false;
    this.timer = 0;
  }

  /** @param {"older"|"newer"} which */
  async load(which) {
    if (this.busy || this.stopped) return;
    this.busy = true;
    const done = await this.fetch(which === "older" ? { before: this.store.first() } : { after: this.store.last() }, (page) => {
      if (which === "older") this.store.prepend(page);
      else this.store.append(page);
      this.timeline.draw({ quiet: true, stay: true });
    });
    setTimeout(() => {
      this.busy = false;
      if (done) this.onDrawn();
    }, PAUSE_MS);
  }

  /** Too much lies between here and the newest words to draw it all. */
  async jump() {
    await this.fetch({}, (page) => {
      this.store.reset(page);
      this.timeline.draw({ quiet: true });
    });
  }

  /** What stands around a message. @param {number} seq */
  async around(seq) {
    await this.fetch({ around: seq }, (page) => {
      this.store.reset(page);
      this.timeline.draw({ quiet: true, stay: true });
    });
  }

  /** Too far behind, or another log: what is on the screen is read anew, then followed again. */
  async reread() {
    const done = await this.fetch({}, (page) => {
      this.store.reset(page);
      this.timeline.freshSeq = null;
      this.timeline.draw({ quiet: true });
      this.onReread(page.atSeq);
      this.onDrawn();
    });
    if (!done && !this.stopped) this.timer = setTimeout(() => this.reread(), AGAIN_MS * (1 + Math.random()));
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /**
   * @param {{before?: number, after?: number, around?: number}} from
   * @param {(page: import("./store.js").Page) => void} show
   * @returns {Promise<boolean>}
   */
  async fetch(from, show) {
    try {
      const page = await this.history.page(from);
      if (this.stopped) return false;
      show(page);
      return true;
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      this.onMissed(error.status);
      return false;
    }
  }
}
