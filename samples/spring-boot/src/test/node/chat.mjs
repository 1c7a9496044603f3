// Two people with the official client, and a service: what each of them gets.
//   node chat.mjs REPORT_FILE URL
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { io } = createRequire(new URL("../../main/web/package.json", import.meta.url))("socket.io-client");
const [, , reportFile, url] = process.argv;
const report = {};

setTimeout(() => {
  console.error("no end in 60 s, so far", report);
  process.exit(1);
}, 60_000);

const cookies = answer => answer.headers.getSetCookie().map(each => each.split(";")[0]).join("; ");

// As a browser does: the form, and what it sends.
async function signIn(name, password) {
  const form = await fetch(url + "/login");
  const token = /name="_csrf"[^>]*value="([^"]+)"/.exec(await form.text())[1];
  const answer = await fetch(url + "/login", {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: cookies(form), "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ username: name, password, _csrf: token }),
  });
  return { cookie: cookies(answer), to: answer.headers.get("location") };
}

function connect(transports, headers) {
  const socket = io(url, { forceNew: true, reconnection: false, transports, extraHeaders: headers });
  const outcome = new Promise(resolve => {
    socket.on("session", session => resolve(session.user.id));
    socket.on("connect_error", error => resolve("refused " + (error.description?.message ?? error.description ?? error.message)));
  });
  return { socket, outcome };
}

const call = (socket, event, payload) => socket.timeout(20_000).emitWithAck(event, payload);
const next = (socket, event) => new Promise(resolve => socket.once(event, resolve));

function order(user, credentials, text) {
  const headers = { "Content-Type": "application/json" };
  if (credentials) {
    headers.Authorization = "Basic " + Buffer.from(credentials).toString("base64");
  }
  return fetch(`${url}/api/notifications/${user}`, { method: "POST", headers, body: JSON.stringify({ text }) });
}

const { cookie } = await signIn("ann", "secret");
report.wrongPassword = (await signIn("ann", "guess")).to.replace(url, "");
const bobs = await signIn("bob", "secret");

for (const [name, transports] of [["polling", ["polling"]], ["websocket", ["websocket"]], ["upgrade", ["polling", "websocket"]]]) {
  const ann = connect(transports, { Cookie: cookie });
  const bob = connect(transports, { Cookie: bobs.cookie });
  const nobody = connect(transports, {});
  const seen = report[name] = {};
  seen.ann = await ann.outcome;
  seen.bob = await bob.outcome;
  seen.nobody = await nobody.outcome;
  await call(ann.socket, "joinRoom", { room: "Java" });
  await call(bob.socket, "joinRoom", { room: "Java" });
  const message = next(bob.socket, "message");
  const notification = next(bob.socket, "notification");
  seen.sent = (await call(ann.socket, "chatMessage", { room: "Java", text: "hello over " + name })).ok;
  seen.order = (await order("bob", "shop:secret", "It is on its way")).status;
  const { user, text } = await message;
  seen.message = `${user.name}: ${text}`;
  seen.notification = seen.order === 201 ? (await notification).message : "none";
  for (const { socket } of [ann, bob, nobody]) {
    socket.close();
  }
}

report.orderOfNobody = (await order("bob", "", "x")).status;
report.orderOfAPerson = (await order("bob", "ann:secret", "x")).status;
report.orderWithoutText = (await order("bob", "shop:secret", " ")).status;
report.otherOrigin = (await fetch(url + "/socket.io/?EIO=4&transport=polling", {
  headers: { Cookie: cookie, Origin: "https://elsewhere.example" },
})).status;
writeFileSync(reportFile, JSON.stringify(report));
process.exit(0);
