// A server of Node in the cluster of ClusterCompare. Commands are lines, each answered by one line.
//   node member.js PORT STREAM
const readline = require("node:readline");
const { Redis } = require("ioredis");
const { Server } = require("socket.io");
const { createAdapter } = require("adapter-0.3.1");

const [port, stream] = process.argv.slice(2);
const io = new Server({ adapter: createAdapter(new Redis(Number(port), "127.0.0.1"), { streamName: stream, channelPrefix: stream }) });

/** Emits at an even rate in steps of 10 ms, to a room without members here. */
function send(rate, seconds, text) {
    const start = process.hrtime.bigint();
    let sent = 0;
    return new Promise(resolve => {
        const timer = setInterval(() => {
            const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
            const due = Math.min(rate * seconds, Math.floor(rate * elapsed));
            for (; sent < due; sent++) {
                io.to("nobody").emit("m", sent, text);
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
    send: (rate, seconds, bytes) => send(Number(rate), Number(seconds), "x".repeat(Number(bytes))),
    // Microseconds of CPU since the start.
    cpu: () => {
        const used = process.cpuUsage();
        return used.user + used.system;
    },
};

readline.createInterface({ input: process.stdin })
    .on("line", async line => {
        const [command, ...args] = line.split(" ");
        console.log(String(await answers[command](...args)));
    })
    .on("close", () => process.exit(0));
io.of("/");
