/**
 * What `SnugClient` takes and tells, for type checkers and readers: nothing here runs.
 *
 * @typedef {import("./protocol.js").Event} Event
 * @typedef {import("./protocol.js").Frame} Frame
 * @typedef {import("./protocol.js").Ack} Ack
 * @typedef {import("./outbox.js").Letter} Letter
 * @typedef {import("./link.js").LinkState} LinkState
 */

/**
 * What the client tells. All are optional; they are called in the order in which the server spoke.
 *
 * @typedef {object} Listener
 * @property {(state: LinkState) => void} [onState] the line changed; `why` says why it has stopped for good
 * @property {(room: string, head: number) => void} [onLive] the room is followed; events up to `head` come next
 * @property {(room: string, events: Event[]) => void} [onEvents] the next events of the room, each once, none missing.
 *   Kinds that one does not know, `skip` among them, count and show nothing
 * @property {(room: string, reason: "behind"|"future"|"epoch") => void} [onResync] load the room anew over HTTP, then
 *   `follow` it from the `at_seq` of that page; until then nothing of the room is taken in
 * @property {(room: string, reason: "removed"|"closed"|"forbidden") => void} [onEnded] the room is no longer theirs:
 *   forget it and everything kept of it
 * @property {(letter: Letter, ack?: Ack) => void} [onLetter] own words changed: pending, failed (`code` and `detail` say
 *   why), or, with `ack`, stored and gone from the outbox. The event itself comes apart from it, before or after
 * @property {(note: Frame) => void} [onNote] it was decided about own words that were held; the letter `about` is
 *   gone from the outbox when they were `released`, else its `detail.state` says how it ended
 * @property {(frame: Frame) => void} [onTyping] somebody writes (`on`), or no longer; forget it after 6 s
 * @property {(frame: Frame) => void} [onInbox] `unread` things wait in the person's inbox now; `read`: what was read on
 *   some device, to put away pushes that bear these ids
 * @property {(frame: Frame) => void} [onEvent] something about an `occurrence` of a `group` has changed: ask anew
 * @property {(room: string, profiles: string[]) => void} [onFolded] whose words are folded in the room from here on,
 *   because the person has blocked them: all of them, each time. Told before `onLive`, and when it changes
 * @property {(frame: Frame) => void} [onHabit] what the person chose for themselves on some device: `muted`, or
 *   `unread` again from `seq` on: do not read it back because the room is open; or the
 *   `draft` of a room, as last typed on some device; or a `direct` conversation that has begun
 * @property {(room: string, seq: number) => void} [onRead] the same person read up to here on another device
 */

/**
 * @typedef {object} Options
 * @property {string} url of the socket: `wss://…/ws/v1/`
 * @property {string} sessionUrl of `GET /api/v1/session`, asked after two refused handshakes
 * @property {string} owner whose words the outbox on this device keeps: a profile, or any name of the account; another
 *   owner on the same device does not find them
 * @property {Storage|null} storage where unsent words lie (`localStorage`); null keeps them in memory
 * @property {Listener} listener
 * @property {import("./link.js").OpenSocket} [open] for apps that connect with a ticket; without it a plain WebSocket
 * @property {typeof globalThis.fetch} [fetch] for apps that ask for their session with a token
 * @property {() => number} [random] a number in [0, 1), for tests
 */

export {};
