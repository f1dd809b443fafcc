/**
 * How far the reader has read, per room: only the newest counts, and it is told at most once a second. Back it goes when
 * they say so, and by nothing else.
 *
 * @typedef {{seq: number, sent: number, from: number, timer: ReturnType<typeof setTimeout>|undefined}} State `from`: all is
 *   to be unread again from this message on, and that has not been told; 0: nothing of the kind
 */

const GAP_MS = 1_000;

export class ReadMarks {
  /**
   * @param {(room: string, seq: number, back: boolean) => boolean} tell sends it; false when there is no line now. `back`:
   *   unread from this message on, instead of read up to it
   */
  constructor(tell) {
    this.tell = tell;
    /** @type {Map<string, State>} */
    this.rooms = new Map();
  }

  /** @param {string} room @returns {State} */
  state(room) {
    const found = this.rooms.get(room) ?? { seq: 0, sent: 0, from: 0, timer: undefined };
    this.rooms.set(room, found);
    return found;
  }

  /** @param {string} room @param {number} seq */
  mark(room, seq) {
    const state = this.state(room);
    if (seq <= state.seq) return;
    state.seq = seq;
    state.from = 0;
    if (!state.timer) this.push(room, state);
  }

  /** @param {string} room @param {number} from the first message that is to be unread */
  back(room, from) {
    const state = this.state(room);
    this.heard(room, from);
    state.from = from;
    this.push(room, state);
  }

  /** It was said on another device. @param {string} room @param {number} from */
  heard(room, from) {
    const state = this.state(room);
    clearTimeout(state.timer);
    Object.assign(state, { seq: from - 1, sent: from - 1, from: 0, timer: undefined });
  }

  /** There is a line again: say what was read without one. @param {boolean} [leaving] at once */
  resume(leaving) {
    for (const [room, state] of this.rooms) {
      if ((state.from || state.seq > state.sent) && (leaving || !state.timer)) this.push(room, state);
    }
  }

  /** @param {string} room */
  forget(room) {
    clearTimeout(this.rooms.get(room)?.timer);
    this.rooms.delete(room);
  }

  /** @param {string} room @param {State} state */
  push(room, state) {
    if (!this.tell(room, state.from || state.seq, state.from > 0)) return; // `resume` comes back to it
    state.sent = state.seq;
    state.from = 0;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      state.timer = undefined;
      if (state.from || state.seq > state.sent) this.push(room, state);
    }, GAP_MS);
  }
}
