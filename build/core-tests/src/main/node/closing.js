// Ends connections of official Socket.IO clients from the server in every way, and writes what the clients saw as JSON.
//   node closing.js REPORT_FILE URL CLIENT,CLIENT
const assert = require("assert");
const fs = require("fs");

const [, , reportFile, url, chosen] = process.argv;
const LIMIT_MILLIS = 20000;
/** How long nothing more may come, and how often a client would have come again meanwhile. */
const QUIET_MILLIS = 300;
const COMES_AGAIN_AFTER = 20;

const clients = [
  { name: "2.5.0", io: require("client-2.5.0"), old: true },
  { name: "3.1.3", io: require("client-3.1.3").io },
  { name: "4.0.2", io: require("client-4.0.2").io },
  { name: "4.5.4", io: require("client-4.5.4").io },
  { name: "4.8.4", io: require("client-4.8.4").io },
];
const transports = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };
/** When the server ends the connection, after the client is connected: an upgrade takes some milliseconds. */
const delays = { polling: [0], websocket: [0], upgrade: [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 60] };

const EVENTS = [["b1"], ["b2", "zwei"], ["b3", Buffer.from([1, 2, 3])]];

/** A client that notes everything it hears. */
class Witness {
  constructor(client, transport, path) {
    this.events = [];
    this.disconnects = [];
    this.connects = 0;
    this.refusals = [];
    this.socket = client.io(url + path, {
      transports: transports[transport],
      forceNew: true,
      reconnectionDelay: COMES_AGAIN_AFTER,
      randomizationFactor: 0,
    });
    for (const event of ["b1", "b2", "b3"]) {
      this.socket.on(event, (...args) =>
        this.events.push([event, ...args.map((arg) => (typeof arg === "string" ? arg : Buffer.from(arg)))]));
    }
    this.socket.on("connect", () => this.connects++);
    this.socket.on("disconnect", (reason) => this.disconnects.push(reason));
    this.socket.on(client.old ? "error" : "connect_error", (error) => this.refusals.push(error.message || error));
  }

  connected() {
    return this.connects ? Promise.resolve() : new Promise((resolve) => this.socket.once("connect", resolve));
  }

  async until(condition) {
    while (!condition()) {
      await pause(5);
    }
  }

  async ended(reason) {
    await this.until(() => this.disconnects.length > 0);
    await pause(QUIET_MILLIS);
    assert.deepStrictEqual(this.events, EVENTS);
    assert.deepStrictEqual(this.disconnects, [reason]);
    assert.strictEqual(this.connects, 1, "came back after the server had disconnected it");
  }

  close() {
    this.socket.close();
  }
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** What a client asks for, and what it then sees. */
const checks = {
  async disconnect(open, delay) {
    const witness = open("/");
    await witness.connected();
    witness.socket.emit("end", "disconnect", delay);
    await witness.ended("io server disconnect");
  },

  async "disconnect sockets"(open, delay) {
    const witness = open("/");
    await witness.connected();
    witness.socket.emit("end", "disconnect sockets", delay);
    await witness.ended("io server disconnect");
  },

  async acknowledgement(open, delay) {
    const witness = open("/");
    await witness.connected();
    const answers = [];
    witness.socket.emit("end", "disconnect", delay, (answer) => answers.push(answer));
    await witness.ended("io server disconnect");
    assert.deepStrictEqual(answers, ["done"]);
  },

  async kick(open) {
    await open("/kick").ended("io server disconnect");
  },

  async violation(open, delay) {
    const witness = open("/");
    await witness.connected();
    witness.socket.emit("end", "nothing", delay, () => witness.socket.io.engine.write("no packet"));
    await witness.until(() => witness.disconnects.length > 0);
    assert.deepStrictEqual(witness.events, EVENTS);
    assert.deepStrictEqual(witness.disconnects, ["transport close"]);
  },

  async refusal(open) {
    const witness = open("/refuse");
    await witness.until(() => witness.refusals.length > 0);
    await pause(QUIET_MILLIS);
    assert.deepStrictEqual(witness.refusals, ["not here"]);
    assert.strictEqual(witness.connects, 0);
  },

  async expulsion(open) {
    const witness = open("/expel");
    await witness.until(() => witness.refusals.length > 0);
    await pause(QUIET_MILLIS);
    assert.deepStrictEqual(witness.refusals, ["disconnected by the server"]);
    assert.strictEqual(witness.connects, 0);
  },
};

async function run(client, transport, name, delay) {
  const opened = [];
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("not finished after " + LIMIT_MILLIS + " ms: "
      + JSON.stringify(opened.map(({ socket, ...seen }) => seen)))), LIMIT_MILLIS);
  });
  const open = (path) => {
    opened.push(new Witness(client, transport, path));
    return opened[opened.length - 1];
  };
  let error = null;
  try {
    await Promise.race([checks[name](open, delay), limit]);
  } catch (failure) {
    error = failure && failure.stack ? failure.stack : String(failure);
  } finally {
    clearTimeout(timer);
    opened.forEach((witness) => witness.close());
  }
  return { client: client.name, transport, check: name + (delay ? " after " + delay + " ms" : ""), error };
}

async function main() {
  const report = [];
  const wanted = clients.filter((client) => chosen.split(",").includes(client.name));
  await Promise.all(wanted.flatMap((client) => Object.keys(transports).map(async (transport) => {
    for (const name of Object.keys(checks)) {
      for (const delay of delays[transport]) {
        report.push(await run(client, transport, name, delay));
      }
    }
  })));
  fs.writeFileSync(reportFile, JSON.stringify(report));
  process.exit(0);
}

main();
