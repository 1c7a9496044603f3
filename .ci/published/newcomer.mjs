// What the quick start promises: the page and its script, people who sign in and talk, an order that notifies. node newcomer.mjs URL
import assert from "node:assert";

const url = process.argv[2];
const cookies = answer => answer.headers.getSetCookie().map(each => each.split(";")[0]).join("; ");

async function signIn(name) {
  const form = await fetch(url + "/login");
  const token = /name="_csrf"[^>]*value="([^"]+)"/.exec(await form.text())[1];
  const answer = await fetch(url + "/login", {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: cookies(form), "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ username: name, password: "secret", _csrf: token }),
  });
  return cookies(answer);
}

// A client of polling in ten lines: enough for the packets that the page sends.
class Person {
  constructor(cookie) {
    this.headers = { Cookie: cookie };
    this.address = url + "/socket.io/?EIO=4&transport=polling";
    this.packets = [];
  }

  async poll() {
    const answer = await fetch(this.address, { headers: this.headers });
    assert.equal(answer.status, 200);
    this.packets.push(...(await answer.text()).split("\x1e"));
  }

  async send(packet) {
    await fetch(this.address, { method: "POST", headers: this.headers, body: packet });
  }

  async until(text) {
    for (;;) {
      const found = this.packets.find(packet => packet.includes(text));
      if (found) {
        return found;
      }
      await this.poll();
    }
  }

  async connect() {
    const { sid } = JSON.parse((await this.until("sid")).slice(1));
    this.address += "&sid=" + sid;
    await this.send("40");
    await this.until('"session"');
    await this.send('42["joinRoom",{"room":"Java"}]');
    await this.until('"chatHistory"');
  }
}

setTimeout(() => {
  console.error("no end in 60 s");
  process.exit(1);
}, 60_000);

const cookie = await signIn("ann");
const page = await (await fetch(url + "/", { headers: { Cookie: cookie } })).text();
const script = /from "([^"]+)"/.exec(page)[1];
assert.equal((await fetch(url + script, { headers: { Cookie: cookie } })).status, 200, script);
assert.notEqual((await fetch(url + "/socket.io/?EIO=4&transport=polling", { redirect: "manual" })).status, 200);

const ann = new Person(cookie);
const bob = new Person(await signIn("bob"));
await ann.connect();
await bob.connect();
await ann.send('42["chatMessage",{"room":"Java","text":"hello"}]');
assert.match(await bob.until('"hello"'), /"ann"/);
const shop = { Authorization: "Basic " + Buffer.from("shop:secret").toString("base64") };
assert.equal((await fetch(url + "/orders/bob", { method: "POST", headers: shop })).status, 200);
await bob.until("Your order is on its way");
console.log("newcomer: two people chat, and an order notifies");
process.exit(0);
