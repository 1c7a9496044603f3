// A chat on Node's socket.io as its tutorials write it: await the insert, broadcast, acknowledge.
// usage: node chat.js sqlite|postgres [joins]; prints READY <port>; ends with its standard input.
// With joins there is an index for the history of a room; the line "counts" is answered by COUNTS and how often it was read.
// SQLite is a new file below the temporary folder, in WAL mode with synchronous=FULL; PostgreSQL is the database of the environment
// variable PARLEY_POSTGRES_URL (a JDBC URL), whose schema parley_benchmark_node is dropped, with the server's own settings.
const { createServer } = require("node:http");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const { Server } = require("socket.io");

const POSTGRES_CONNECTIONS = 10;
const JOINS = process.argv[3] === "joins";

/** A prepared statement on the thread that serves everybody, which is the fastest way that Node has to a file. */
function sqlite() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-chat-node-"));
  const db = require("better-sqlite3")(path.join(folder, "chat.db"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT, author TEXT, content TEXT, created_at TEXT)");
  if (JOINS) {
    db.exec("CREATE INDEX messages_of_room ON messages (room, id)");
  }
  const insert = db.prepare("INSERT INTO messages (room, author, content, created_at) VALUES (?, ?, ?, ?)");
  const select = db.prepare("SELECT id, author, content, created_at FROM messages WHERE room = ? ORDER BY id DESC LIMIT ?");
  return {
    insert: async (room, author, text, time) => insert.run(room, author, text, time).lastInsertRowid,
    newest: async (room, count) => select.all(room, count),
  };
}

/** A pool, and statements that are prepared once for each connection. */
async function postgres() {
  const { Pool } = require("pg");
  const connectionString = process.env.PARLEY_POSTGRES_URL.replace(/^jdbc:/, "");
  const pool = new Pool({ connectionString, max: POSTGRES_CONNECTIONS });
  await pool.query("DROP SCHEMA IF EXISTS parley_benchmark_node CASCADE");
  await pool.query("CREATE SCHEMA parley_benchmark_node");
  await pool.query(
    "CREATE TABLE parley_benchmark_node.messages (id BIGSERIAL PRIMARY KEY, room TEXT, author TEXT, content TEXT, created_at TIMESTAMPTZ)",
  );
  if (JOINS) {
    await pool.query("CREATE INDEX messages_of_room ON parley_benchmark_node.messages (room, id)");
  }
  const insert =
    "INSERT INTO parley_benchmark_node.messages (room, author, content, created_at) VALUES ($1, $2, $3, $4) RETURNING id";
  const select =
    "SELECT id, author, content, created_at FROM parley_benchmark_node.messages WHERE room = $1 ORDER BY id DESC LIMIT $2";
  return {
    insert: async (...values) => (await pool.query({ name: "insert", text: insert, values })).rows[0].id,
    newest: async (...values) => (await pool.query({ name: "select", text: select, values })).rows,
  };
}

let reads = 0;

async function start() {
  const { insert, newest } = await (process.argv[2] === "postgres" ? postgres() : sqlite());
  const http = createServer();
  const io = new Server(http, { serveClient: false });

  io.on("connection", (socket) => {
    const username = socket.handshake.auth.username;
    socket.on("joinRoom", async ({ room, history }, ack) => {
      try {
        for (const other of socket.rooms) {
          if (other !== socket.id && other !== room) {
            socket.leave(other);
          }
        }
        socket.join(room);
        if (history > 0) {
          reads++;
          const messages = (await newest(room, history)).reverse().map((row) => ({
            id: String(row.id),
            room,
            username: row.author,
            text: row.content,
            timestamp: row.created_at,
          }));
          socket.emit("chatHistory", { room, messages });
        }
        ack({ ok: true, room });
      } catch (error) {
        ack({ ok: false, message: error.message });
      }
    });
    socket.on("chatMessage", async ({ room, text }, ack) => {
      try {
        const timestamp = new Date().toISOString();
        const id = String(await insert(room, username, text, timestamp));
        io.to(room).emit("message", { id, room, username, text, timestamp });
        ack({ ok: true, id, timestamp });
      } catch (error) {
        ack({ ok: false, message: error.message });
      }
    });
  });

  http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => console.log(`READY ${http.address().port}`));
}

start();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => line === "counts" && console.log(`COUNTS ${reads}`))
  .on("close", () => process.exit(0));
