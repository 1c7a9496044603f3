import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { anchor, repositoryLinks } from "./links.mts";
import { sidebar } from "./pages.mts";

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const pom = readFileSync(file("pom.xml"), "utf8");
const version = process.env.PARLEY_VERSION ?? /<revision>(.+)<\/revision>/.exec(pom)![1];
const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(file("chat-example-app/src/main/web/public/favicon.svg"), "utf8"))}`;
const repository = /<url>(https:\/\/github\.com\/.+?\/.+?)<\/url>/.exec(pom)![1];

export default defineConfig({
  title: "Parley",
  description: "A chat engine for the JVM that speaks Socket.IO",
  lang: "en",
  base: process.env.SITE_BASE ?? "/",
  outDir: "../target/site",
  cacheDir: "../target/vitepress",
  ignoreDeadLinks: "localhostLinks",
  head: [["link", { rel: "icon", href: icon }]],
  markdown: {
    anchor: { slugify: anchor },
    config: (md) => repositoryLinks(md, repository),
  },
  // Front matter of the first page; GitHub would show it as a table.
  transformPageData(data) {
    if (data.relativePath === "index.md") {
      data.frontmatter = { ...data.frontmatter, ...home() };
    }
  },
  themeConfig: {
    logo: icon,
    search: { provider: "local" },
    sidebar: sidebar(),
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: repository }],
    nav: [
      { text: "Get started", link: "/getting-started" },
      { text: "Events", link: "/events" },
      { text: "API", link: `/api/${version}/index.html`, target: "_self" },
      { text: version, items: [{ text: "Changes", link: `${repository}/blob/main/CHANGELOG.md` }] },
    ],
  },
});

function home() {
  return {
    layout: "home",
    hero: {
      name: "Parley",
      text: "A chat inside your Java application",
      tagline: "Rooms, people, presence, history, private messages and notifications, for every Socket.IO client.",
      actions: [
        { theme: "brand", text: "Get started", link: "/getting-started" },
        { theme: "alt", text: "Spring Boot", link: "/spring-boot" },
        { theme: "alt", text: "Examples", link: "/examples" },
      ],
    },
    features: [
      { title: "A library", details: "In your JVM and on your port: Jetty, Tomcat, Undertow, Vert.x, Spring Boot, Quarkus. No second process." },
      { title: "The clients exist", details: "Socket.IO v5 and Engine.IO v4, over long polling and WebSocket." },
      { title: "Nothing is lost or doubled", details: "What was acknowledged is stored; what is sent again is stored once." },
      { title: "Bounded", details: "Slow receivers are closed alone, and memory has a limit that you set." },
    ],
  };
}
