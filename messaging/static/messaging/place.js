/**
 * Where the reader is in the timeline, and how not to move them: what is being read stays under the eye when something
 * arrives above or below; who stands at the end stays at the end.
 */

const END_SLACK = 48;
const UNFOLDED = ":not(details:not([open]) *)"; // what lies in a closed fold is nowhere on the screen

export class Place {
  /** @param {HTMLElement} scroller `main.log` @param {HTMLElement} rows its rows */
  constructor(scroller, rows) {
    this.scroller = scroller;
    this.rows = rows;
    this.pinned = false;
    scroller.addEventListener("scroll", () => { this.pinned = this.atEnd(); }, { passive: true });
    const resized = new ResizeObserver(() => { if (this.pinned) this.toEnd(); });
    resized.observe(scroller); // the keyboard came up
    resized.observe(rows); // a font or a picture arrived
  }

  /** @returns {boolean} whether the newest words are on the screen */
  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < END_SLACK;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.pinned = true;
  }

  /** Opens at the message that the address names, else at the first unread, a third down the screen, or at the end. */
  open() {
    const fresh = this.named() ?? this.rows.querySelector(".fresh");
    if (!fresh) {
      this.toEnd();
      return;
    }
    this.scroller.scrollTop += this.offset(fresh) - this.scroller.clientHeight * 0.3;
    this.pinned = this.atEnd();
  }

  /** @returns {Element|null} the message that the address leads to, from a search; marked, and read out when it is there */
  named() {
    const found = /^#m\d+$/.test(location.hash) ? this.rows.querySelector(location.hash) : null;
    if (!(found instanceof HTMLElement)) return null;
    const fold = found.closest("details");
    if (fold) fold.open = true;
    found.classList.add("msg--found");
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    return found;
  }

  /**
   * Change the rows without moving what is read. Who stands at the end stays there, also when the last words grow.
   *
   * @param {() => void} change
   * @param {{stay?: boolean}} [how] `stay`: what comes below is no news, but a page that the reader has yet to get to
   */
  keep(change, { stay = false } = {}) {
    const follow = this.pinned && !stay;
    const anchors = this.visible().map((node) => ({ node, offset: this.offset(node) }));
    change();
    if (follow) {
      this.followEnd();
      return;
    }
    this.restore(anchors);
    this.pinned = this.atEnd();
  }

  /** Put the first of these that is still there where it was. @param {{node: Element, offset: number}[]} anchors */
  restore(anchors) {
    for (const { node, offset } of anchors) {
      const now = node.isConnected ? node : this.again(node);
      if (!now) continue;
      this.scroller.scrollTop += this.offset(now) - offset;
      return;
    }
  }

  /** The same words, drawn anew because their turn has grown. @param {Element} node @returns {Element|null} */
  again(node) {
    const mid = node.getAttribute("data-mid");
    return mid ? this.rows.querySelector(`.msg[data-mid="${CSS.escape(mid)}"]`) : null;
  }

  /** Follow the end, but while nobody looks do not carry the first-unread line off the screen. */
  followEnd() {
    this.toEnd();
    const fresh = document.visibilityState === "hidden" && this.rows.querySelector(".fresh");
    if (!fresh) return;
    const above = this.scroller.clientHeight * 0.3 - this.offset(fresh);
    if (above > 0) this.scroller.scrollTop -= above;
    this.pinned = this.atEnd();
  }

  /** @param {Element} node @returns {number} distance from the top of the visible part */
  offset(node) {
    return node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /**
   * Not the day lines: when older words of the same day come, their line moves up to stand above those.
   *
   * @returns {Element[]} messages and rows on the screen, from the top
   */
  visible() {
    const height = this.scroller.clientHeight;
    const nodes = [...this.rows.querySelectorAll(`.msg${UNFOLDED}, .sys, .fresh, .folded`)];
    return nodes.filter((node) => {
      const top = this.offset(node);
      return top < height && top + node.getBoundingClientRect().height > 0;
    });
  }

  /** @returns {number} the newest event whose words are on the screen or above it */
  seen() {
    const bottom = this.scroller.getBoundingClientRect().bottom + 2;
    const messages = this.rows.querySelectorAll(`.msg[data-seq]${UNFOLDED}`);
    for (let index = messages.length - 1; index >= 0; index -= 1) {
      const box = messages[index].getBoundingClientRect();
      if (Math.min(box.bottom, box.top + 64) <= bottom) return Number(messages[index].getAttribute("data-seq"));
    }
    return 0;
  }
}
