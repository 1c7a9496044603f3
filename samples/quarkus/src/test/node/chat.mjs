// Starts the application on a free port; three people chat by the official client, each over another transport, while a service
// uses the REST endpoint on the same port. Any difference ends this with 1.
//   node chat.mjs JAVA JAR
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { io } from "socket.io-client";

const [, , java, jar] = process.argv;
const MESSAGES = 200;

const started = Date.now();
const application = spawn(java, ["-Xmx256m", "-Dquarkus.http.host=localhost", "-Dquarkus.http.port=0", "-jar", jar], {
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("exit", () => application.kill("SIGKILL"));
setTimeout(() => {
  console.error("no end in 60 s");
  process.exit(1);
}, 60_000).unref();

const url = await new Promise((resolve, reject) => {
  let log = "";
  application.stdout.setEncoding("utf8").on("data", part => {
    log += part;
    const address = /Listening on: (http:\/\/\S+)/.exec(log);
    if (address) {
      resolve(address[1]);
    }
  });
  application.on("exit", () => reject(new Error("the application did not start:\n" + log)));
});

const authorization = name => "Basic " + Buffer.from(name + ":secret").toString("base64");
const call = (socket, event, payload) => socket.timeout(20_000).emitWithAck(event, payload);

async function person(name, transports) {
  const socket = io(url, {
    forceNew: true, reconnection: false, transports, extraHeaders: { Authorization: authorization(name) },
  });
  const messages = [];
  const notifications = [];
  const notices = [];
  socket.on("message", message => messages.push(`${message.user.id}: ${message.text}`));
  socket.on("notification", notification => notifications.push(notification.message));
  socket.on("serverNotice", notice => notices.push(notice.kind));
  const [session] = await once(socket, "session");
  assert.equal(session.user.id, name);
  assert.equal((await call(socket, "joinRoom", { room: "Java" })).ok, true);
  return { name, socket, messages, notifications, notices };
}

const until = async (what, condition) => {
  for (const end = Date.now() + 20_000; !condition(); await new Promise(again => setTimeout(again, 5))) {
    assert.ok(Date.now() < end, what + " did not happen");
  }
};

const ann = await person("ann", ["polling", "websocket"]);
const bob = await person("bob", ["websocket"]);
const cid = await person("cid", ["polling"]);
const people = [ann, bob, cid];
await until("the upgrade", () => ann.socket.io.engine.transport.name === "websocket");
assert.equal(bob.socket.io.engine.transport.name, "websocket");
assert.equal(cid.socket.io.engine.transport.name, "polling");

const expected = [];
for (let i = 0; i < MESSAGES; i++) {
  const { name, socket } = people[i % people.length];
  const answer = await call(socket, "chatMessage", { room: "Java", text: "message " + i });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  expected.push(`${name}: message ${i}`);
}
for (const { name, messages } of people) {
  await until(`all messages for ${name}`, () => messages.length >= MESSAGES);
  assert.deepEqual(messages, expected, name);
}

const order = (user, credentials) =>
  fetch(`${url}/api/notifications/${user}`, { method: "POST", headers: credentials, body: "It is on its way" });
assert.equal((await order("bob", { Authorization: authorization("shop") })).status, 200);
assert.equal((await order("bob", { Authorization: authorization("ann") })).status, 403);
assert.equal((await order("bob", {})).status, 401);
await until("the notification", () => bob.notifications.length > 0);
assert.deepEqual(bob.notifications, ["It is on its way"]);

assert.equal((await fetch(url + "/socket.io/?EIO=4&transport=polling")).status, 401);
const nobody = io(url, { forceNew: true, reconnection: false, transports: ["websocket"] });
await once(nobody, "connect_error");

// Its own people are told when it stops, and a poll that waits does not hold it up.
const gone = Promise.all(people.map(async ({ name, socket }) => `${name}: ${(await once(socket, "disconnect"))[0]}`));
const stopped = Date.now();
application.kill("SIGTERM");
const [reasons] = await Promise.all([gone, once(application, "exit")]);
assert.ok(Date.now() - stopped < 5_000, `stopped in ${Date.now() - stopped} ms`);
for (const { name, notices } of people) {
  assert.equal(notices.at(-1), "shutdown", name);
}
console.log(`three people chatted in Quarkus: ${Date.now() - started} ms`, reasons);
process.exit(0);
