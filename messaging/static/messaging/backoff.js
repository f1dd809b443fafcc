/**
 * Full-jitter back-off: the n-th wait is anywhere between the floor and min(30 s, 0.5 s · 2ⁿ), so that a
 * thousand clients that lost one server do not come back in step.
 */

export const BASE_MS = 500;
export const CAP_MS = 30_000;
export const SPREAD_MS = 10_000;

export class Backoff {
  /** @param {() => number} random a number in [0, 1) */
  constructor(random = Math.random) {
    this.random = random;
    this.failures = 0;
  }

  /** @returns {number} milliseconds to wait before the next try; counts one more failure */
  next() {
    const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(this.failures, 16));
    this.failures += 1;
    return this.random() * ceiling;
  }

  /** @returns {number} milliseconds within which all clients of a leaving server spread out */
  spread() {
    return this.random() * SPREAD_MS;
  }

  reset() {
    this.failures = 0;
  }
}
