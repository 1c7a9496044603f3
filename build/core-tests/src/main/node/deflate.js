// Official clients in one room of a server that compresses, some of which do; writes what each was given and sent as JSON.
//   node deflate.js REPORT_FILE URL
const fs = require("fs");

const [, , reportFile, url] = process.argv;
const TEXT = '{"author":"Grüße","text":"said and said again"}'.repeat(500);
const BYTES = Buffer.alloc(20000, "binary");
const MESSAGES = 3;
const WEBSOCKET = { transports: ["websocket"], forceNew: true };

const clients = [
  ["4.8.4 deflate", require("client-4.8.4").io, { ...WEBSOCKET, perMessageDeflate: { threshold: 0 } }],
  ["4.8.4 deflate without context", require("client-4.8.4").io, {
    ...WEBSOCKET,
    perMessageDeflate: { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
  }],
  ["4.8.4 smaller window", require("client-4.8.4").io, { ...WEBSOCKET, perMessageDeflate: { serverMaxWindowBits: 10 } }],
  ["2.5.0 deflate", require("client-2.5.0"), { ...WEBSOCKET, perMessageDeflate: { threshold: 0 } }],
  ["4.8.4 plain", require("client-4.8.4").io, { ...WEBSOCKET, perMessageDeflate: false }],
  ["4.8.4 polling", require("client-4.8.4").io, { transports: ["polling"], forceNew: true }],
];

function entered([name, io, options]) {
  return new Promise((resolve) => {
    const client = { name, events: [] };
    client.socket = io(url, options);
    client.done = new Promise((done) => {
      client.socket.on("said", (text, bytes, number) => {
        client.events.push(text === TEXT && Buffer.from(bytes).equals(BYTES) ? number : "changed");
        if (client.events.length === clients.length * MESSAGES) {
          done();
        }
      });
    });
    client.socket.on("connect", () => resolve(client));
  });
}

async function run() {
  const all = await Promise.all(clients.map(entered));
  all.forEach((client, i) => {
    const socket = client.socket.io.engine.transport.ws;
    client.extensions = (socket && socket.extensions) || "";
    for (let j = 0; j < MESSAGES; j++) {
      client.socket.emit("say", TEXT, BYTES, i * MESSAGES + j);
    }
  });
  await Promise.all(all.map((client) => client.done));
  const report = all.map(({ name, events, extensions }) => ({
    name,
    deflate: /permessage-deflate/.test(JSON.stringify([extensions, Object.keys(extensions)])),
    events: [...events].sort((a, b) => a - b),
    inOrder: events.every((number, at) => number % MESSAGES === 0 || events.indexOf(number - 1) < at),
  }));
  fs.writeFileSync(reportFile, JSON.stringify(report));
  process.exit(0);
}

run();
setTimeout(() => process.exit(1), 60000);
