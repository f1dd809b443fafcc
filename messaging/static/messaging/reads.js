/**
 * How far the reader has read, per room: only the newest counts, and it is told at most once a second.
 */

const GAP_MS = 1_000;

export class ReadMarks {
  /** @param {(room: string, seq: number) => boolean} tell sends it; false when there is no line now */
  constructor(tell) {
    this.tell = tell;
    /** @type {Map<string, {seq: number, sent: number, timer: number}>} */
    this.rooms = new Map();
  }

  /** @param {string} room @param {number} seq */
  mark(room, seq) {
    const state = this.rooms.get(room) ?? { seq: 0, sent: 0, timer: 0 };
    this.rooms.set(room, state);
    if (seq <= state.seq) return;
    state.seq = seq;
    if (!state.timer) this.push(room, state);
  }

  /** There is a line again: say what was read without one. */
  resume() {
    for (const [room, state] of this.rooms) {
      if (state.seq > state.sent && !state.timer) this.push(room, state);
    }
  }

  /** @param {string} room */
  forget(room) {
    clearTimeout(this.rooms.get(room)?.timer);
    this.rooms.delete(room);
  }

  /** @param {string} room @param {{seq: number, sent: number, timer: number}} state */
  push(room, state) {
    if (!this.tell(room, state.seq)) return; // `resume` comes back to it
    state.sent = state.seq;
    state.timer = setTimeout(() => {
      state.timer = 0;
      if (state.seq > state.sent) this.push(room, state);
    }, GAP_MS);
  }
}
