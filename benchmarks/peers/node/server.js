// The tiny benchmark application on Node's socket.io: join a room, broadcast to it including the sender.
// usage: node --expose-gc server.js [port] [pingIntervalMs] [deflate]; prints READY <port>; ends with its standard input.
const { createServer } = require("node:http");
const readline = require("node:readline");
const { Server } = require("socket.io");

const port = Number(process.argv[2] ?? 0);
const pingInterval = Number(process.argv[3] ?? 25000);
const perMessageDeflate = process.argv[4] === "deflate";

const http = createServer();
const io = new Server(http, { serveClient: false, pingInterval, pingTimeout: 20000, perMessageDeflate });

io.on("connection", (socket) => {
  let joined = "";
  socket.on("join", (room, ack) => {
    joined = room;
    socket.join(room);
    if (ack) ack();
  });
  socket.on("msg", (payload) => io.to(joined).emit("msg", payload));
});

http.listen({ port, host: "127.0.0.1", backlog: 4096 }, () => console.log(`READY ${http.address().port}`));

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === "memory") {
      for (let i = 0; i < 3; i++) globalThis.gc?.();
      const usage = process.memoryUsage();
      console.log(`MEMORY ${usage.heapUsed} ${usage.external}`);
    }
  })
  .on("close", () => process.exit(0));
