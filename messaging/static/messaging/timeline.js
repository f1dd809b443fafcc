/**
 * The timeline on the screen: rows from the store and the outbox, drawn into `role=log`.
 */

import { quoteOf } from "./quotes.js";
import { reconcile } from "./reconcile.js";
import { toRows } from "./rows.js";
import { adoptRow, drawRow, updateRow } from "./turn.js";

export class Timeline {
  /**
   * @param {HTMLElement} rows
   * @param {{store: import("./store.js").Store, letters: () => import("./outbox.js").Letter[],
   *          place: import("./place.js").Place, scene: import("./turn.js").Scene}} parts
   */
  constructor(rows, { store, letters, place, scene }) {
    this.rows = rows;
    this.store = store;
    this.letters = letters;
    this.place = place;
    this.scene = scene;
    /** @type {number|null} */
    this.freshSeq = null;
  }

  /**
   * @param {{adopt?: boolean, quiet?: boolean, stay?: boolean}} [how] `adopt`: the server has drawn these rows;
   *   `quiet`: nothing here is news for a screen reader; `stay`: nor for who stands at the end
   */
  draw({ adopt = false, quiet = false, stay = false } = {}) {
    if (quiet) this.rows.setAttribute("aria-live", "off");
    this.place.keep(() => this.reconcile(adopt), { stay });
    if (quiet) requestAnimationFrame(() => this.rows.removeAttribute("aria-live"));
  }

  /** @param {boolean} adopt */
  reconcile(adopt) {
    const { store, scene, freshSeq } = this;
    const { clock, words } = scene;
    const { hasOlder, hasNewer, self, folded } = store;
    const naming = { self, names: store.named(), words, plural: scene.plural, folded, quoted: (/** @type {import("./quotes.js").ReplyTo} */ reply) => quoteOf(reply, store, words) };
    const list = toRows({ items: store.list(), letters: this.letters(), freshSeq, hasOlder, hasNewer, clock, ...naming });
    reconcile(this.rows, list, {
      key: (row) => row.key,
      sign: (row) => JSON.stringify([row.text, row.actor, row.says, row.state, row.letter?.code, row.letter?.detail, row.own && scene.offline, row.own && scene.editing]),
      draw: (row) => drawRow(row, scene),
      update: (node, row) => updateRow(node, row, scene),
      adopt: adopt ? (node, row) => adoptRow(node, row, scene) : null,
    });
  }

  /** @param {boolean} offline what waits says so */
  setOffline(offline) {
    if (offline === this.scene.offline) return;
    this.scene.offline = offline;
    this.draw();
  }

  /** Somebody's access ended: nothing that was said stays on the page. */
  forget() {
    this.store.forget();
    this.rows.replaceChildren();
  }
}
