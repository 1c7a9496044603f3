// The program of the README, seen from two clients: what one sends, both get.
//   node seed.js REPORT_FILE URL
const fs = require("fs");
const { io } = require("client-4.8.4");

const [, , reportFile, url] = process.argv;
const sockets = [io(url, { forceNew: true }), io(url, { forceNew: true, transports: ["websocket"] })];
const heard = sockets.map((socket) => new Promise((resolve) => socket.on("chat message", resolve)));

Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on("connect", resolve))))
  .then(() => sockets[0].emit("chat message", "hello all"))
  .then(() => Promise.all(heard))
  .then((texts) => {
    fs.writeFileSync(reportFile, JSON.stringify(texts));
    process.exit(0);
  });

setTimeout(() => process.exit(1), 20000);
