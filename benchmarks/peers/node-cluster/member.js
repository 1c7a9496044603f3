// A server of Node in the cluster of ClusterCompare. Commands are lines, each answered by one line.
//   node member.js PORT STREAM [listen]
const http = require("node:http");
const readline = require("node:readline");
const { Redis } = require("ioredis");
const { Server } = require("socket.io");
const { createAdapter } = require("adapter-0.3.1");

const [port, stream, listen] = process.argv.slice(2);
const server = http.createServer();
const io = new Server(server, { adapter: createAdapter(new Redis(Number(port), "127.0.0.1"), { streamName: stream, channelPrefix: stream }) });

io.on("connection", socket => {
    socket.on("join", (room, joined) => {
        socket.join(room);
        joined();
    });
});

/** The lowest bits of a number, four in each character. */
function nibbles(value, characters) {
    let text = "";
    for (let i = characters - 1; i >= 0; i--) {
        text += String.fromCharCode(64 + Number((value >> BigInt(4 * i)) & 15n));
    }
    return text;
}

/** What the clients of the load generator check: room 0 and sender 1, the number of the message, and when it was sent. */
function header(number) {
    return nibbles(1n, 8) + nibbles(BigInt(number), 8) + nibbles(process.hrtime.bigint(), 16);
}

/** How many messages for clients were sent. */
let numbered = 0;

function emit(sent, text) {
    io.to("nobody").emit("m", sent, text);
}

function emitToMembers(sent, text) {
    const head = header(++numbered);
    io.to("r0").emit("msg", head + text.substring(head.length));
}

/** Emits at an even rate in steps of 10 ms. */
function send(rate, seconds, text, emit) {
    const start = process.hrtime.bigint();
    let sent = 0;
    return new Promise(resolve => {
        const timer = setInterval(() => {
            const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
            const due = Math.min(rate * seconds, Math.floor(rate * elapsed));
            for (; sent < due; sent++) {
                emit(sent, text);
            }
            if (sent === rate * seconds) {
                clearInterval(timer);
                resolve(sent);
            }
        }, 10);
    });
}

const answers = {
    ready: () => "ready",
    // To a room without members here, and to a room that clients of the others have joined.
    send: (rate, seconds, bytes) => send(Number(rate), Number(seconds), "x".repeat(Number(bytes)), emit),
    deliver: (rate, seconds, bytes) => send(Number(rate), Number(seconds), "x".repeat(Number(bytes)), emitToMembers),
    port: () => server.address().port,
    // Microseconds of CPU since the start.
    cpu: () => {
        const used = process.cpuUsage();
        return used.user + used.system;
    },
};

if (listen) {
    server.listen(0, "127.0.0.1");
}
readline.createInterface({ input: process.stdin })
    .on("line", async line => {
        const [command, ...args] = line.split(" ");
        console.log(String(await answers[command](...args)));
    })
    .on("close", () => process.exit(0));
io.of("/");
