/**
 * The web client as the scenarios of docs/conformance drive it: with the store of the conversation page behind it.
 *
 * @param {{socket: string, owner: string, start: any}} how
 */
async ({ socket, owner, start }) => {
  const { SnugClient } = await import("/messaging/snug-client.js");
  const { Store } = await import("/messaging/store.js");
  const { toPage } = await import("/messaging/history.js");
  const told = [];
  const took = {};
  const folding = new Set();
  const stores = new Map();
  let line = { state: "waiting" };
  const client = new SnugClient({
    url: socket,
    sessionUrl: "/session",
    owner,
    storage: null,
    random: () => 0.01,
    listener: {
      onState: (state) => { line = state; },
      onEvents: (room, events) => {
        took[room].push(...events.map((event) => event.seq));
        for (const event of events) stores.get(room).apply(event);
      },
      onResync: (room, reason) => told.push({ op: "resync", room, reason }),
      onEnded: (room, reason) => {
        told.push({ op: "unsubd", room, reason });
        stores.delete(room);
      },
      onNote: (frame) => told.push(frame),
      onInbox: (frame) => told.push(frame),
      onEvent: (frame) => told.push(frame),
      onFolded: (room, profiles) => {
        if (!profiles.length && !folding.has(room)) return;
        folding.add(room);
        told.push({ op: "folded", room, profiles });
      },
      onHabit: (frame) => told.push(frame),
      onTyping: (frame) => told.push(frame),
      onRead: (room, seq) => told.push({ op: "read", room, seq }),
    },
  });
  const acts = {
    follow: ({ room, since, epoch, messages = [] }) => {
      const store = new Store(owner);
      store.reset(toPage({ messages, at_seq: since }));
      stores.set(room, store);
      took[room] ??= [];
      client.follow(room, since, epoch);
    },
    say: ({ room, body }) => client.say(room, body),
    edit: ({ room, mid, body }) => client.edit(room, mid, body),
    react: ({ room, mid, emoji, on }) => client.react(room, mid, emoji, on),
    delete: ({ room, mid }) => client.remove(room, mid),
    read: ({ room, seq }) => client.read(room, seq),
    unread: ({ room, seq }) => client.unread(room, seq),
    typing: ({ room, on }) => client.typing(room, on),
    report: ({ what, ...fields }) => client.link.send({ op: what, ...fields }), // the pages have a form for it
    confirm: ({ cid }) => client.retry(cid),
    discard: ({ cid }) => client.discard(cid),
  };
  const place = (room) => {
    const standing = client.standing(room);
    return standing && { since: standing.since, live: standing.live };
  };
  window.conform = {
    act: (act) => void acts[act.what](act),
    state: () => ({
      line: line.state,
      why: line.why,
      rooms: Object.fromEntries(Object.keys(took).map((room) => [room, place(room)])),
      took,
      told,
      letters: Object.keys(took).flatMap((room) => client.letters(room)),
      shows: Object.fromEntries([...stores].map(([room, store]) => [room, store.list().filter((item) => item.kind === "message")])),
    }),
  };
  start.rooms.forEach(acts.follow);
  (start.outbox ?? []).forEach((letter, at) => client.outbox.put({ ...letter, at, state: "pending" }));
  client.start();
};
