// Runs official Socket.IO clients against a Parley server and writes what happened as JSON.
//   node matrix.js REPORT_FILE JSON_URL MSGPACK_URL RECOVERY_URL [CLIENT,CLIENT]
const assert = require("assert");
const fs = require("fs");

const [, , reportFile, jsonUrl, msgpackUrl, recoveryUrl, chosen] = process.argv;
const LIMIT_MILLIS = 20000;
const BURST = 50;

const clients = [
  { name: "4.8.4", io: require("client-4.8.4").io, url: jsonUrl },
  { name: "4.0.2", io: require("client-4.0.2").io, url: jsonUrl },
  { name: "3.1.3", io: require("client-3.1.3").io, url: jsonUrl },
  { name: "2.5.0", io: require("client-2.5.0"), url: jsonUrl, old: true },
  { name: "4.8.4 msgpack", io: require("client-4.8.4").io, url: msgpackUrl, parser: require("socket.io-msgpack-parser") },
  { name: "4.8.4 base64", io: require("client-4.8.4").io, url: jsonUrl, forceBase64: true },
  { name: "3.1.3 base64", io: require("client-3.1.3").io, url: jsonUrl, forceBase64: true },
  { name: "2.5.0 base64", io: require("client-2.5.0"), url: jsonUrl, old: true, forceBase64: true },
  { name: "4.8.4 recovering", io: require("client-4.8.4").io, url: recoveryUrl, special: true },
];
/** Checks of what not every client can do; all others are for all clients, but where events end with an offset. */
const special = {
  recovery: ["4.8.4 recovering"],
  "no recovery": ["4.8.4 recovering"],
  retries: ["4.8.4", "4.8.4 msgpack"],
};
const transports = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
};

/** What a check may use: opens sockets that are closed when the check ends. */
class Bench {
  constructor(client, transport) {
    this.client = client;
    this.transport = transport;
    this.sockets = [];
  }

  open(path = "/", { auth, ...more } = {}) {
    const options = { transports: transports[this.transport], forceNew: true, reconnectionDelay: 50, ...more };
    options.forceBase64 = this.client.forceBase64 === true;
    if (this.client.parser) {
      options.parser = this.client.parser;
    }
    if (this.client.old) {
      options.query = { ...options.query, ...auth };
    } else if (auth) {
      options.auth = auth;
    }
    const socket = this.client.io(this.client.url + path, options);
    this.sockets.push(socket);
    return socket;
  }

  async connected(path, options) {
    const socket = this.open(path, options);
    await once(socket, "connect");
    return socket;
  }

  close() {
    this.sockets.forEach((socket) => socket.close());
  }
}

function once(socket, event) {
  return new Promise((resolve) => socket.once(event, (...args) => resolve(args)));
}

function ask(socket, event, ...args) {
  return new Promise((resolve) => socket.emit(event, ...args, (...answer) => resolve(answer)));
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

async function isReady(socket, transport) {
  if (transport === "upgrade" && socket.io.engine.transport.name !== "websocket") {
    await new Promise((resolve) => socket.io.engine.once("upgrade", resolve));
  }
  assert.strictEqual(socket.io.engine.transport.name, transport === "polling" ? "polling" : "websocket");
}

const checks = {
  async events(bench) {
    const socket = await bench.connected();
    const args = ["grüße €😀", 42, -1.5, true, null, [1, [2, "x"]], { a: { b: ["c", null] }, "": 0 }];
    for (let round = 0; round < 3; round++) {
      socket.emit("echo", ...args, round);
      assert.deepStrictEqual(await once(socket, "echo"), [...args, round]);
    }
    socket.send("hello");
    assert.deepStrictEqual(await once(socket, "message"), ["hello"]);
    socket.emit("echo");
    assert.deepStrictEqual(await once(socket, "echo"), []);
    await isReady(socket, bench.transport);
    socket.emit("echo", "after");
    assert.deepStrictEqual(await once(socket, "echo"), ["after"]);
  },

  async acks(bench) {
    const socket = await bench.connected();
    assert.deepStrictEqual(await ask(socket, "sum", 2, 3), [5]);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => ask(socket, "sum", n, n)));
    assert.deepStrictEqual(answers.flat(), [2, 4, 6, 8, 10]);
    socket.on("question", (text, answer) => answer(text + "!", { ok: true }));
    socket.emit("ask me", "really");
    assert.deepStrictEqual(await once(socket, "answered"), ["really!", { ok: true }]);
  },

  async binary(bench) {
    const socket = await bench.connected();
    const nested = { a: { b: [Buffer.from([0, 4, 255]), "x", { c: Buffer.from("text") }] }, d: Buffer.alloc(70000, 7) };
    socket.emit("echo", nested, Buffer.alloc(0), "end");
    const [back, empty, end] = await once(socket, "echo");
    assert.deepStrictEqual(Buffer.from(back.a.b[0]), nested.a.b[0]);
    assert.strictEqual(back.a.b[1], "x");
    assert.deepStrictEqual(Buffer.from(back.a.b[2].c), nested.a.b[2].c);
    assert.deepStrictEqual(Buffer.from(back.d), nested.d);
    assert.strictEqual(Buffer.from(empty).length, 0);
    assert.strictEqual(end, "end");
    const [answer] = await ask(socket, "same", Buffer.from([1, 2, 3]));
    assert.deepStrictEqual(Buffer.from(answer), Buffer.from([1, 2, 3]));
    socket.on("question", (text, reply) => reply(Buffer.from(text)));
    socket.emit("ask me", "bytes");
    assert.deepStrictEqual(Buffer.from((await once(socket, "answered"))[0]), Buffer.from("bytes"));
  },

  async namespaces(bench) {
    const main = await bench.connected();
    const manager = main.io;
    const options = bench.client.old ? { query: { token: "secret" } } : { auth: { token: "secret" } };
    const admin = manager.socket("/admin", options);
    bench.sockets.push(admin);
    await once(admin, "connect");
    assert.deepStrictEqual(await ask(admin, "where"), ["/admin"]);
    assert.deepStrictEqual(await ask(main, "where"), ["/"]);
    assert.notStrictEqual(admin.id, main.id);
    admin.close();
    assert.deepStrictEqual(await ask(main, "where"), ["/"]);
  },

  async refusal(bench) {
    const failed = bench.client.old ? "error" : "connect_error";
    const refused = bench.open("/admin", { auth: { token: "wrong" } });
    const [error] = await once(refused, failed);
    assert.deepStrictEqual(bench.client.old ? error : [error.message, error.data],
      bench.client.old ? { why: "token" } : ["not authorized", { why: "token" }]);
    assert.ok(!refused.connected);
    const unknown = bench.open("/nowhere");
    const [invalid] = await once(unknown, failed);
    assert.strictEqual(bench.client.old ? invalid : invalid.message, "Invalid namespace");
  },

  async auth(bench) {
    const socket = bench.open("/auth", { auth: { token: "t0k€n" }, query: { tenant: "a b&c" } });
    const [auth, tenant] = await once(socket, "handshake");
    assert.strictEqual(auth.token, "t0k€n");
    assert.strictEqual(tenant, "a b&c");
  },

  async rooms(bench) {
    const [sender, member, other] = await Promise.all([bench.connected(), bench.connected(), bench.connected()]);
    const room = "room " + Math.random();
    await Promise.all([ask(sender, "join", room), ask(member, "join", room)]);
    const strays = [];
    sender.on("room", (text) => strays.push(text));
    other.on("room", (text) => strays.push(text));
    const heard = once(member, "room");
    await ask(sender, "to room", room, "hi");
    assert.deepStrictEqual(await heard, ["hi"]);
    await Promise.all([ask(sender, "where"), ask(other, "where")]);
    assert.deepStrictEqual(strays, []);
  },

  async reconnection(bench) {
    const socket = await bench.connected();
    const first = socket.id;
    const gone = once(socket, "disconnect");
    const again = once(socket, "connect");
    socket.io.engine.close();
    await gone;
    socket.emit("echo", "kept");
    await again;
    assert.deepStrictEqual(await once(socket, "echo"), ["kept"]);
    assert.notStrictEqual(socket.id, first);
    assert.deepStrictEqual(await ask(socket, "sum", 1, 1), [2]);
  },

  async kick(bench) {
    const socket = await bench.connected("/", { reconnection: false });
    const gone = once(socket, "disconnect");
    const last = once(socket, "last words");
    socket.emit("kick");
    assert.deepStrictEqual(await last, ["bye"]);
    assert.strictEqual((await gone)[0], "io server disconnect");
  },

  /** What makes a client come back by itself, and what does not. */
  async returning(bench) {
    const stubborn = await bench.connected("/", { reconnectionDelay: 20, randomizationFactor: 0 });
    let connects = 0;
    stubborn.on("connect", () => connects++);
    const gone = once(stubborn, "disconnect");
    stubborn.emit("kick");
    await gone;
    const refused = bench.open("/nowhere", { reconnectionDelay: 20, randomizationFactor: 0 });
    let refusals = 0;
    refused.on(bench.client.old ? "error" : "connect_error", () => refusals++);
    const barred = bench.open("/", { query: { barred: "once " + Math.random() }, reconnectionDelay: 20 });
    await once(barred, "connect");
    await pause(150);
    assert.strictEqual(connects, 0, "came back after the server had disconnected it");
    assert.strictEqual(refusals, 1, "tried again after a refused CONNECT");
  },

  /** The client sends again until it is answered, in order: the server sees some events twice. */
  async retries(bench) {
    const socket = await bench.connected("/", { retries: 5, ackTimeout: 300 });
    const answers = await Promise.all([1, 2, 3].map((n) => ask(socket, "unsteady", n)));
    assert.deepStrictEqual(answers, [[null, 1], [null, 2], [null, 3]]);
    const seen = await new Promise((resolve, reject) =>
      socket.emit("unsteady seen", (error, list) => error ? reject(error) : resolve(list)));
    assert.deepStrictEqual(seen, [1, 1, 2, 2, 3, 3]);
  },

  async recovery(bench) {
    const [socket, other] = await Promise.all([
      bench.connected("/", { reconnectionDelay: 300, randomizationFactor: 0 }), bench.connected()]);
    await isReady(socket, bench.transport);
    const room = "room " + Math.random();
    await ask(socket, "join", room);
    await ask(socket, "remember", "me");
    const heard = [];
    socket.on("room", (text) => heard.push(text));
    await ask(other, "to room", room, "before");
    const first = socket.id;
    assert.strictEqual(socket.recovered, false);
    for (let round = 0; round < 2; round++) {
      const again = once(socket, "connect");
      socket.io.engine.close();
      await ask(other, "to room", room, "missed " + round);
      await ask(other, "to room", "elsewhere", "not for us");
      await again;
      assert.strictEqual(socket.recovered, true);
      assert.strictEqual(socket.id, first);
      await ask(other, "to room", room, "live " + round);
      // The client handles twice what it reads in the moment of its own close: it must have everything before that.
      await isReady(socket, bench.transport);
      assert.deepStrictEqual(await ask(socket, "remembered"), ["me"]);
    }
    assert.deepStrictEqual(heard, ["before", "missed 0", "live 0", "missed 1", "live 1"]);
  },

  async "no recovery"(bench) {
    const socket = await bench.connected("/", { reconnectionDelay: 20 });
    const first = socket.id;
    const again = once(socket, "connect");
    socket._pid = "nobody";
    socket.io.engine.close();
    await again;
    assert.strictEqual(socket.recovered, false);
    assert.notStrictEqual(socket.id, first);
  },

  /** Both sides send while the transport changes: nothing may be lost, doubled or reordered. */
  async burst(bench) {
    const socket = bench.open();
    const received = [];
    const complete = new Promise((resolve) =>
      socket.on("burst", (n) => received.push(n) === BURST && resolve()));
    await once(socket, "connect");
    socket.emit("burst", BURST);
    for (let n = 0; n < BURST; n++) {
      socket.emit("count", n);
      if (n % 5 === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    await complete;
    await isReady(socket, bench.transport);
    const expected = Array.from({ length: BURST }, (_, n) => n);
    const [counted] = await ask(socket, "counted");
    assert.deepStrictEqual(received, expected);
    assert.deepStrictEqual(counted, expected);
  },
};

async function run(client, transport, name) {
  const bench = new Bench(client, transport);
  const started = Date.now();
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("not finished after " + LIMIT_MILLIS + " ms")), LIMIT_MILLIS);
  });
  let error = null;
  try {
    await Promise.race([checks[name](bench), limit]);
  } catch (failure) {
    error = failure && failure.stack ? failure.stack : String(failure);
  } finally {
    clearTimeout(timer);
    bench.close();
  }
  return { client: client.name, transport, check: name, error, millis: Date.now() - started };
}

async function main() {
  const report = [];
  const wanted = clients.filter((client) => !chosen || chosen.split(",").includes(client.name));
  await Promise.all(wanted.flatMap((client) => Object.keys(transports).map(async (transport) => {
    for (const name of Object.keys(checks).filter((check) => 
      special[check] ? special[check].includes(client.name) : !client.special)) {
      report.push(await run(client, transport, name));
    }
  })));
  fs.writeFileSync(reportFile, JSON.stringify(report));
  process.exit(0);
}

main();
