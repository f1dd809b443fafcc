/**
 * Words of other conversations that stand on the page: the last ones of each group in the rail, the notices beside Talk.
 * They go with their message, change with it, and never name somebody who is no longer known.
 *
 * @typedef {import("./protocol.js").Event} Event
 * @typedef {{room: string, seq: number, at: number, author: string|null, by: string, words: string, named: boolean}} Shown
 * @typedef {{node: HTMLElement, rooms: string[], self: string, shown: Shown|null, follows: boolean}} Line
 */

export class LastWords {
  /** @param {Record<string, string>} words */
  constructor(words) {
    this.words = words;
    const nodes = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-last]")]);
    this.lines = nodes.map((node) => toLine(node));
  }

  /** @param {string} room @param {Event} event */
  hear(room, event) {
    for (const line of this.lines) {
      if (event.kind === "msg.new" && line.follows && line.rooms.includes(room)) this.said(line, room, event);
      else if (line.shown?.room === room) this.befell(line, line.shown, event);
    }
  }

  /** The newest words. @param {Line} line @param {string} room @param {Event} event */
  said(line, room, { seq, at: time, actor, body, deleted, hidden }) {
    const at = Date.parse(time ?? "");
    if (deleted || hidden || typeof body !== "string" || at < (line.shown?.at ?? 0)) return;
    const own = actor?.id === line.self;
    const by = own ? this.words.you : actor?.name ?? this.words.former;
    line.shown = { room, seq, at, author: actor?.id ?? null, by, words: body.split(/\s+/).join(" ") || this.words.wordless, named: !own };
    this.draw(line);
  }

  /** What happened to the message that is shown, or to its author. @param {Line} line @param {Shown} shown @param {Event} event */
  befell(line, shown, event) {
    const { kind, of, actor, profile, body } = event;
    const author = profile ?? actor?.id;
    if (isGone(shown, event)) this.clear(line);
    else if (kind === "msg.edit" && of === shown.seq) shown.words = body.split(/\s+/).join(" ");
    else if (kind === "member.update" && shown.author === author && shown.named) shown.by = actor?.name ?? shown.by;
    else if (kind === "member.anon" && shown.author === author) this.anonymous(shown);
    else return;
    if (line.shown) this.draw(line);
  }

  /** @param {Shown} shown */
  anonymous(shown) {
    shown.author = null;
    if (shown.named) shown.by = this.words.former;
  }

  /** @param {Line} line */
  clear(line) {
    line.shown = null;
    if (line.follows) line.node.textContent = this.words.gone;
    else line.node.remove();
  }

  /** Words of somebody the reader has blocked just now. @param {string} room @param {Set<string>} folded */
  fold(room, folded) {
    for (const line of this.lines) {
      if (!line.follows || line.shown?.room !== room || !folded.has(line.shown.author ?? "")) continue;
      line.shown = null;
      line.node.textContent = "";
    }
  }

  /** Nothing of this room stays: it is no longer the reader's, or what befell it was missed. @param {string} room */
  forget(room) {
    for (const line of this.lines) if (line.shown?.room === room) this.clear(line);
  }

  /** @param {Line} line */
  draw({ node, shown }) {
    if (!shown) return;
    const [words, by] = [node.querySelector("[data-words]"), node.querySelector("[data-by]")];
    if (words) words.textContent = shown.words;
    if (by) by.textContent = shown.by || this.words.former;
    if (!words) node.textContent = `${shown.by}: ${shown.words}`;
  }
}

/** @param {HTMLElement} node @returns {Line} */
function toLine(node) {
  /** @type {Shown|null} */
  const shown = node.dataset.last ? JSON.parse(node.dataset.last) : null;
  node.removeAttribute("data-last"); // what is taken away later must not stay in there
  const link = /** @type {HTMLElement|null} */ (node.closest("[data-rooms]"));
  const pairs = link?.dataset.rooms?.split(" ").map((pair) => pair.split(":")[0]);
  return { node, rooms: pairs ?? (shown ? [shown.room] : []), self: link?.dataset.self ?? "", shown, follows: Boolean(link) };
}

/** @param {Shown} shown @param {Event} event */
function isGone({ seq, author }, { kind, of, from, to, profile, deleted, hidden }) {
  if (kind === "msg.del" || (kind === "msg.edit" && (deleted || hidden))) return of === seq;
  if (kind !== "msg.gone" || seq < from || seq > to) return false;
  return !profile || author === null || author === profile;
}
