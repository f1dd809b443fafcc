import { Backoff } from "./backoff.js";
import { afterClose, SUBPROTOCOL } from "./protocol.js";

/**
 * One WebSocket that is kept open: connects, notices when the line is dead, comes back after a jittered wait,
 * and finds out over HTTP why it is refused (a refused handshake says nothing but 403).
 *
 * Why a client has stopped by itself: the session ended · the account is disabled · a sixth connection of the same
 * person took this one's place · the server did not understand us (4000) · this client is too old.
 * @typedef {"signed_out"|"disabled"|"replaced"|"protocol"|"update"} Why
 *
 * - `connecting`: a handshake is under way
 * - `open`: the socket stands; the server's `hello` comes next
 * - `waiting`: no line; the client comes back by itself
 * - `stopped`: no line, and it stays so until `start` is called; `why` is missing when `stop` was called
 * @typedef {{state: "connecting"|"open"|"waiting"|"stopped", why?: Why}} LinkState
 *
 * Makes a socket for apps that may set headers: fetch a fresh ticket, then give the socket back at once after making
 * it. A promise that fails counts as a refused handshake.
 * @typedef {(url: string, protocols: string[]) => WebSocket|Promise<WebSocket>} OpenSocket
 *
 * @typedef {{
 *   url: string, sessionUrl: string, backoff?: Backoff, open?: OpenSocket, fetch?: typeof globalThis.fetch,
 *   onText: (text: string) => void, onState: (state: LinkState) => void,
 * }} LinkOptions
 */

/** A server pings every 20 s unless its `hello` says otherwise. */
const PING_S = 20;
const HANDSHAKE_MS = 10_000;

export class Link {
  /** @param {LinkOptions} options */
  constructor(options) {
    this.options = options;
    this.backoff = options.backoff ?? new Backoff();
    /** @type {LinkState} */
    this.now = { state: "waiting" };
    /** @type {WebSocket|null} */
    this.socket = null;
    this.attempts = 0;
    this.refused = 0;
    /** @type {number|null} set by an `err` frame that goes before a close */
    this.retryMs = null;
    this.pingMs = PING_S * 1000;
    this.heardAt = 0;
    this.timer = 0;
    this.watch = 0;
  }

  connect() {
    clearTimeout(this.timer);
    this.discard();
    this.say({ state: "connecting" });
    this.timer = setTimeout(() => this.lose(false), HANDSHAKE_MS);
    const made = this.options.open?.(this.options.url, [SUBPROTOCOL]) ?? new WebSocket(this.options.url, [SUBPROTOCOL]);
    if (made instanceof Promise) this.expect(made);
    else this.use(made);
  }

  /** @param {Promise<WebSocket>} made what comes of it when we have given up meanwhile is let go */
  async expect(made) {
    const attempt = this.attempts;
    const socket = await made.catch(() => null);
    if (attempt !== this.attempts) socket?.close();
    else if (socket) this.use(socket);
    else this.lose(false);
  }

  /** @param {WebSocket} socket */
  use(socket) {
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.refused = 0;
      clearTimeout(this.timer);
      this.listen();
      this.say({ state: "open" });
    };
    socket.onmessage = ({ data }) => {
      this.heardAt = Date.now();
      if (typeof data === "string") this.options.onText(data);
    };
    socket.onclose = ({ code }) => (opened ? this.closed(code) : this.lose(false));
  }

  /** @param {object} frame @returns {boolean} whether it left (not: whether it arrived) */
  send(frame) {
    if (this.now.state !== "open" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** The connection proved useful: the next failure starts from the shortest wait. @param {number} pingS */
  settle(pingS) {
    this.backoff.reset();
    this.pingMs = (pingS || PING_S) * 1000;
  }

  /** The page came back, or the device says that it is online: do not wait out the timer. */
  wake() {
    const quiet = Date.now() - this.heardAt;
    if (this.now.state === "waiting" || (this.now.state === "open" && quiet > this.pingMs * 1.5)) this.connect();
  }

  /** The device says that it has no network: do not wait for the line to find out. */
  cut() {
    if (this.now.state !== "stopped") this.retry(this.backoff.next());
  }

  /** @param {Why} [why] */
  stop(why) {
    clearTimeout(this.timer);
    this.discard();
    this.say({ state: "stopped", why });
  }

  /** A line that has been silent for two pings and a bit is dead, whatever the socket believes. */
  listen() {
    this.heardAt = Date.now();
    clearInterval(this.watch);
    this.watch = setInterval(() => {
      if (Date.now() - this.heardAt > this.pingMs * 2.25) this.lose(true);
    }, Math.max(250, this.pingMs / 4));
  }

  /** @param {number} code */
  closed(code) {
    const { then, why } = afterClose(code);
    if (then === "stop") this.stop(/** @type {Why} */ (why));
    else if (then === "spread") this.retry(this.backoff.spread());
    else if (then === "wait") this.retry(this.retryMs ?? this.backoff.next());
    else this.retry(this.backoff.next());
  }

  /** @param {boolean} opened whether the handshake had succeeded */
  lose(opened) {
    if (opened) {
      this.retry(this.backoff.next());
      return;
    }
    this.refused += 1;
    if (this.refused < 2) this.retry(this.backoff.next());
    else this.ask();
  }

  async ask() {
    clearTimeout(this.timer);
    this.discard();
    this.say({ state: "waiting" });
    const answer = await this.session();
    if (this.now.state !== "waiting") return; // woken or stopped meanwhile
    if (answer.status === 401) this.stop("signed_out");
    else if (answer.status === 426) this.stop("update");
    else this.retry(answer.status === 429 ? answer.waitMs : this.backoff.next());
  }

  /** @returns {Promise<{status: number, waitMs: number}>} status 0 when the server cannot be reached */
  async session() {
    try {
      const ask = this.options.fetch ?? globalThis.fetch;
      const response = await ask(this.options.sessionUrl, { credentials: "same-origin", cache: "no-store" });
      const seconds = Number(response.headers.get("Retry-After"));
      return { status: response.status, waitMs: seconds > 0 ? seconds * 1000 : this.backoff.next() };
    } catch {
      return { status: 0, waitMs: 0 };
    }
  }

  /** @param {number} ms */
  retry(ms) {
    clearTimeout(this.timer);
    this.discard();
    this.retryMs = null;
    this.say({ state: "waiting" });
    this.timer = setTimeout(() => this.connect(), ms);
  }

  discard() {
    this.attempts += 1;
    clearInterval(this.watch);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {LinkState} state */
  say(state) {
    this.now = state;
    this.options.onState(state);
  }
}
