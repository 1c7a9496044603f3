// Two browsers on the page of the quick start: sign in, talk, an order that notifies. node browsers.mjs URL CHROMIUM
import assert from "node:assert";
import { createRequire } from "node:module";

const [, , url, executablePath] = process.argv;
// Installed in the folder that this is called in.
const { default: puppeteer } = await import(createRequire(process.cwd() + "/").resolve("puppeteer-core"));

setTimeout(() => {
  console.error("no end in 60 s");
  process.exit(1);
}, 60_000);

async function open(name) {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const [page] = await browser.pages();
  await page.goto(url);
  await page.type("#username", name);
  await page.type("#password", "secret");
  await Promise.all([page.waitForNavigation(), page.click("button[type=submit]")]);
  return { browser, page };
}

const say = async (page, text) => {
  await page.type("#text", text);
  await page.keyboard.press("Enter");
};

const sees = (page, line) =>
  page.waitForFunction(wanted => [...document.querySelectorAll("#messages li")].some(item => item.textContent === wanted), {}, line);

const ann = await open("ann");
const bob = await open("bob");
// Who is not in the room yet gets what is said in its history.
await say(ann.page, "hello");
await sees(bob.page, "ann: hello");
await say(bob.page, "<b>hi</b>");
await sees(ann.page, "bob: <b>hi</b>");
const shop = { Authorization: "Basic " + Buffer.from("shop:secret").toString("base64") };
assert.equal((await fetch(url + "/orders/bob", { method: "POST", headers: shop })).status, 200);
await sees(bob.page, "Your order is on its way");
await Promise.all([ann.browser.close(), bob.browser.close()]);
console.log("newcomer: two browsers chat");
process.exit(0);
