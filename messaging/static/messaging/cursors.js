/**
 * Where this client stands in each room's log. The log has no gaps for anyone, so the next event is exactly
 * the last one plus one: anything lower was seen, anything higher means that something is missing.
 *
 * @typedef {{since: number|null, epoch: string|null, asking: boolean, live: boolean}} Cursor
 */

export class Cursors {
  constructor() {
    /** @type {Map<string, Cursor>} */
    this.rooms = new Map();
  }

  /**
   * Follow a room from an event number that the page already shows; `null` means "from now".
   *
   * @param {string} room
   * @param {number|null} since
   * @param {string|null} epoch the log epoch under which `since` was read; null = whatever the next `hello` names
   */
  follow(room, since, epoch = null) {
    this.rooms.set(room, { since, epoch, asking: false, live: false });
  }

  /** @param {string} room */
  forget(room) {
    this.rooms.delete(room);
  }

  /** @param {string} room */
  has(room) {
    return this.rooms.has(room);
  }

  /** @param {string} room @returns {{since: number|null, epoch: string|null, live: boolean}|null} null: not followed */
  standing(room) {
    const cursor = this.rooms.get(room);
    return cursor ? { since: cursor.since, epoch: cursor.epoch, live: cursor.live } : null;
  }

  /** A new connection knows nothing of us: everything must be asked for again. */
  disconnect() {
    for (const cursor of this.rooms.values()) {
      cursor.asking = false;
      cursor.live = false;
    }
  }

  /** A `sub` was refused as a whole: what was being asked for must be asked for again. */
  unanswered() {
    for (const cursor of this.rooms.values()) cursor.asking = false;
  }

  /**
   * What an incoming event means.
   *
   * @param {string} room
   * @param {number} seq
   * @returns {"next"|"seen"|"gap"|"unknown"}
   */
  judge(room, seq) {
    const cursor = this.rooms.get(room);
    if (!cursor || cursor.since === null) return "unknown";
    if (seq <= cursor.since) return "seen";
    return seq === cursor.since + 1 ? "next" : "gap";
  }

  /** @param {string} room @param {number} seq the event just taken in */
  advance(room, seq) {
    const cursor = this.rooms.get(room);
    if (cursor) cursor.since = seq;
  }

  /**
   * The server granted a subscription. It may stand further than we asked (a newcomer's window), never lower
   * than what we have: lower events are simply seen again and dropped.
   *
   * @param {string} room @param {number} from @param {string|null} epoch
   */
  granted(room, from, epoch) {
    const cursor = this.rooms.get(room);
    if (!cursor) return;
    if (cursor.since === null || from > cursor.since) cursor.since = from;
    cursor.epoch = epoch;
    cursor.asking = false;
    cursor.live = true;
  }

  /**
   * The subscriptions to ask for now, grouped by the epoch that their numbers belong to.
   *
   * @param {string|null} epoch of this connection, for rooms that have none yet
   * @returns {{epoch: string|null, rooms: {room: string, since: number|null}[]}[]}
   */
  wanted(epoch) {
    /** @type {Map<string|null, {room: string, since: number|null}[]>} */
    const groups = new Map();
    for (const [room, cursor] of this.rooms) {
      if (cursor.live || cursor.asking) continue;
      cursor.asking = true;
      const key = cursor.epoch ?? epoch;
      const list = groups.get(key) ?? [];
      list.push({ room, since: cursor.since });
      groups.set(key, list);
    }
    return [...groups].map(([key, rooms]) => ({ epoch: key, rooms }));
  }

  /**
   * Something is missing in a room: it must be asked for again, once.
   *
   * @param {string} room
   * @returns {boolean} false when it is being asked for already
   */
  lost(room) {
    const cursor = this.rooms.get(room);
    if (!cursor || !cursor.live) return false;
    cursor.live = false;
    cursor.asking = false;
    return true;
  }
}
