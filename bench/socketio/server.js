// A chat on Socket.IO as its documentation builds one: Redis adapter, WebSocket only, each message one INSERT that also
// asks whether its author is a member; acked once it is stored, then told to the room's others.
// Environment: PORT, PGHOST (socket directory), PGUSER, PGDATABASE, REDIS_SOCKET.
"use strict";

const { createServer } = require("node:http");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Pool } = require("pg");
const { createClient } = require("redis");
const { Server } = require("socket.io");

const STORE = {
  name: "store",
  text: `INSERT INTO message (room, author, body)
         SELECT room, person, $3 FROM member WHERE room = $1 AND person = $2 RETURNING id, at`,
};
const MEMBER = { name: "member", text: "SELECT 1 FROM member WHERE room = $1 AND person = $2" };
const PERSON = { name: "person", text: "SELECT person FROM session WHERE token = $1" };

async function main() {
  const pool = new Pool({ max: 12 });
  const publisher = createClient({ socket: { path: process.env.REDIS_SOCKET } });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);

  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], adapter: createAdapter(publisher, subscriber) });

  io.use(async (socket, next) => {
    const found = await pool.query({ ...PERSON, values: [socket.handshake.auth.token] });
    if (found.rowCount === 0) return next(new Error("who are you?"));
    socket.data.person = found.rows[0].person;
    next();
  });

  io.on("connection", (socket) => {
    const person = socket.data.person;
    socket.on("join", async (room, answer) => {
      const found = await pool.query({ ...MEMBER, values: [room, person] });
      if (found.rowCount === 0) return answer({ refused: true });
      await socket.join(`room:${room}`);
      answer({ joined: room });
    });
    socket.on("say", async ({ room, body }, answer) => {
      const stored = await pool.query({ ...STORE, values: [room, person, body] });
      if (stored.rowCount === 0) return answer({ refused: true });
      const { id, at } = stored.rows[0];
      answer({ acked: id });
      socket.to(`room:${room}`).emit("message", { id, room, author: person, at, body });
    });
  });

  http.listen(Number(process.env.PORT), "127.0.0.1");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
