// Two guests with the official client: what each of them gets.
//   node guests.mjs REPORT_FILE URL
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { io } = createRequire(new URL("../../main/web/package.json", import.meta.url))("socket.io-client");
const [, , reportFile, url] = process.argv;
const report = {};

setTimeout(() => {
  console.error("no end in 60 s, so far", report);
  process.exit(1);
}, 60_000);

async function enter(name, transports) {
  const socket = io(url, { forceNew: true, reconnection: false, transports, auth: { username: name } });
  await new Promise((resolve, reject) => {
    socket.on("session", resolve);
    socket.on("connect_error", reject);
  });
  await socket.timeout(20_000).emitWithAck("joinRoom", { room: "Java" });
  return socket;
}

for (const [name, transports] of [["polling", ["polling"]], ["websocket", ["websocket"]], ["upgrade", ["polling", "websocket"]]]) {
  const ann = await enter("Ann", transports);
  const bob = await enter("Bob", transports);
  const heard = new Promise(resolve => bob.once("message", resolve));
  await ann.timeout(20_000).emitWithAck("chatMessage", { room: "Java", text: "hello over " + name });
  const { user, text } = await heard;
  report[name] = `${user.name}: ${text}`;
  ann.close();
  bob.close();
}
writeFileSync(reportFile, JSON.stringify(report));
process.exit(0);
