// Two servers of Node in the cluster of a test. Commands and answers are lines of JSON; bytes are {"$b": hex}.
//   node members.js ADAPTER PORT STREAM [MILLISECONDS FOR RECOVERY]
// PORT is that of Redis, or those of some servers of a Redis Cluster, separated by commas.
const http = require("node:http");
const readline = require("node:readline");
const { Cluster, Redis } = require("ioredis");
const { Server } = require("socket.io");
const { io: connect } = require("socket.io-client");

const [adapter, port, stream, recovery] = process.argv.slice(2);
const isCluster = port.includes(",");
const { Emitter } = require("@socket.io/redis-emitter");

/** The adapter of one server. */
function adapterOf(redis) {
    // Without the check, as ioredis would make it after it has begun to subscribe.
    const subscriber = () => (isCluster ? redis.duplicate() : redis.duplicate({ enableReadyCheck: false }));
    const { createAdapter: createClassicAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
    if (adapter === "classic") {
        return createClassicAdapter(redis, subscriber(), { key: stream });
    }
    if (adapter.startsWith("sharded ")) {
        return createShardedAdapter(redis, subscriber(), { channelPrefix: stream, subscriptionMode: adapter.split(" ")[1] });
    }
    const { createAdapter } = require(adapter);
    return createAdapter(redis, {
        streamName: stream,
        channelPrefix: stream,
        useShardedPubSub: isCluster,
        heartbeatInterval: 500,
        blockTimeInMs: 200,
    });
}

const outward = value =>
    Buffer.isBuffer(value) ? { $b: value.toString("hex") }
        : value instanceof Uint8Array || value instanceof ArrayBuffer ? outward(Buffer.from(value))
            : Array.isArray(value) ? value.map(outward)
                : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, outward(v)]))
                    : value;
const inward = value =>
    Array.isArray(value) ? value.map(inward)
        : value && typeof value === "object"
            ? "$b" in value ? Buffer.from(value.$b, "hex") : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inward(v)]))
            : value;

/** Values that come, for whoever waits for the next one. */
class Inbox {
    values = [];
    waiting = [];

    put(value) {
        const next = this.waiting.shift();
        if (next) next(value);
        else this.values.push(value);
    }

    take() {
        return this.values.length ? this.values.shift() : new Promise(resolve => this.waiting.push(resolve));
    }
}

async function member(name) {
    const redis = isCluster
        ? new Cluster(port.split(",").map(each => ({ host: "127.0.0.1", port: Number(each) })), { shardedSubscribers: true })
        : new Redis(Number(port), "127.0.0.1");
    const server = http.createServer();
    const io = new Server(server, {
        adapter: adapterOf(redis),
        ...(recovery ? { connectionStateRecovery: { maxDisconnectionDuration: Number(recovery) } } : {}),
    });
    await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
    const heard = new Inbox();
    io.on("told", (...args) => heard.put(outward(args)));
    io.on("asked", (...args) => args.pop()(inward({ $b: "0102" }).length === 2 ? name : "?"));
    const emitter = new Emitter(redis, { key: stream });
    return { io, emitter, heard, url: `http://127.0.0.1:${server.address().port}`, clients: new Map() };
}

async function client(member, name, prepare = () => {}) {
    const socket = connect(member.url, { transports: ["websocket"], forceNew: true, reconnection: false, autoConnect: false });
    prepare(socket);
    const events = new Inbox();
    socket.onAny((...args) => {
        if (typeof args[args.length - 1] === "function") args.pop()(name, "second");
        events.put(outward(args));
    });
    socket.on("disconnect", () => events.put(["disconnected"]));
    const connected = new Promise(resolve => socket.on("connect", resolve));
    socket.connect();
    await connected;
    member.clients.set(name, { socket, events });
    return socket.id;
}

const select = (io, { to = [], except = [] }) => {
    let target = io;
    for (const room of to) target = target.to(room);
    for (const room of except) target = target.except(room);
    return target;
};

const operations = {
    connect: async (m, c) => client(m, c.name),
    join: async (m, c) => void m.io.sockets.sockets.get(c.socket).join(c.rooms),
    next: async (m, c) => m.clients.get(c.name).events.take(),
    heard: async m => m.heard.take(),
    rooms: async (m, c) => [...m.io.sockets.sockets.get(c.socket).rooms],
    close: async (m, c) => void m.clients.get(c.name).socket.disconnect(),
    count: async m => m.io.of("/").adapter.serverCount(),
    emit: async (m, c) => void select(m.io, c).emit(...inward(c.event)),
    ask: async (m, c) => outward(await select(m.io, c).timeout(5000).emitWithAck(...inward(c.event))),
    fetch: async (m, c) => (await select(m.io, c).fetchSockets()).map(s => ({ id: s.id, rooms: [...s.rooms], url: s.handshake.url })),
    emitTo: async (m, c) => void (await m.io.in(c.socket).fetchSockets())[0].emit(...inward(c.event)),
    socketsJoin: async (m, c) => void select(m.io, c).socketsJoin(c.rooms),
    socketsLeave: async (m, c) => void select(m.io, c).socketsLeave(c.rooms),
    disconnectSockets: async (m, c) => void select(m.io, c).disconnectSockets(false),
    tell: async (m, c) => void m.io.serverSideEmit("told", ...inward(c.event)),
    emitMany: async (m, c) => {
        for (let i = c.from; i < c.to; i++) m.io.emit("n", c.name, i);
    },
    seen: async (m, c) => m.clients.get("client").events.values
        .filter(event => event[1] === c.name).map(event => event[1] + ":" + event[2]),
    forget: async m => void m.clients.get("client").events.values.splice(0),
    emitterEmit: async (m, c) => void select(m.emitter, c).emit(...inward(c.event)),
    emitterTell: async (m, c) => void m.emitter.serverSideEmit("told", ...inward(c.event)),
    emitterJoin: async (m, c) => void select(m.emitter, c).socketsJoin(c.rooms),
    emitterLeave: async (m, c) => void select(m.emitter, c).socketsLeave(c.rooms),
    emitterDisconnect: async (m, c) => void select(m.emitter, c).disconnectSockets(false),
    set: async (m, c) => void (m.io.sockets.sockets.get(c.socket).data[c.key] = c.value),
    data: async (m, c) => m.io.sockets.sockets.get(c.socket).data,
    /** Breaks the connection of a client, and tells what it returns with. */
    lose: async (m, c) => {
        const { socket } = m.clients.get(c.name);
        const gone = new Promise(resolve => m.io.sockets.sockets.get(socket.id).once("disconnect", resolve));
        socket.io.engine.close();
        await gone;
        return { pid: socket._pid, offset: socket._lastOffset };
    },
    /** A client returns with what another one had. */
    back: async (m, c) => {
        const id = await client(m, c.name, socket => {
            socket._pid = c.pid;
            socket._lastOffset = c.offset;
        });
        return { id, recovered: m.clients.get(c.name).socket.recovered };
    },
    allRooms: async m => [...await m.io.of("/").adapter.allRooms()],
    askServers: async m => m.io.serverSideEmitWithAck("asked"),
};

/** Each hears the other: both read the stream. */
async function meet(members) {
    for (const [from, to] of [[0, 1], [1, 0]]) {
        await client(members[to], "probe");
        const { socket } = members[to].clients.get("probe");
        let met = false;
        socket.on("probe", () => (met = true));
        while (!met) {
            members[from].io.emit("probe");
            await new Promise(resolve => setTimeout(resolve, 50));
        }
        socket.disconnect();
    }
}

(async () => {
    const members = [await member("node-0"), await member("node-1")];
    await meet(members);
    console.log(JSON.stringify({ id: 0 }));
    readline.createInterface({ input: process.stdin }).on("line", async line => {
        const command = JSON.parse(line);
        try {
            const value = await operations[command.op](members[command.server], command);
            console.log(JSON.stringify({ id: command.id, value }));
        } catch (failure) {
            console.log(JSON.stringify({ id: command.id, failure: String(failure) }));
        }
    }).on("close", () => process.exit(0));
})();
