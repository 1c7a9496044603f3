import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("..", import.meta.url));

/** The groups of the sidebar, of files and their short names. A page that is not here comes under "More". */
const GROUPS: Record<string, Record<string, string>> = {
  Start: {
    "getting-started": "Getting started",
    "spring-boot": "Spring Boot",
    quarkus: "Quarkus",
    servlet: "Servlet containers",
    jetty: "Jetty",
    micronaut: "Micronaut",
    vertx: "Vert.x",
    kotlin: "Kotlin",
    examples: "Examples",
  },
  Chat: {
    chat: "The chat engine",
    events: "Events",
    exports: "Exports and erasure",
    "hot-tier": "Hot tier in Redis",
    stores: "Writing a store",
  },
  "Real-time events": {
    socketio: "The Socket.IO server",
    engineio: "Engine.IO alone",
    cluster: "Clusters",
    testing: "Testing",
  },
  "Moving to Parley": {
    "from-netty-socketio": "From netty-socketio",
    "from-node": "From Node",
  },
  "In production": {
    operations: "Operations",
    metrics: "Metrics",
    native: "Start-up and native images",
    performance: "Performance",
  },
  "How it is made": {
    architecture: "Architecture",
    concurrency: "Threads and locks",
    protocol: "Protocol",
  },
};

/** Pages for people who change Parley: linked at the end of the sidebar, each folder with a sidebar of its own. */
const FOLDERS: Record<string, string> = { decisions: "Decisions", conformance: "Conformance" };

function heading(name: string): string {
  return /^# (.+)$/m.exec(readFileSync(`${docs}/${name}.md`, "utf8"))![1];
}

function pagesIn(folder: string): string[] {
  return readdirSync(`${docs}/${folder}`)
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.slice(0, -3))
    .sort();
}

export function sidebar() {
  const names = Object.values(GROUPS).flatMap((pages) => Object.keys(pages));
  const others = pagesIn(".").filter((name) => name !== "index" && !names.includes(name));
  const groups = { ...GROUPS, More: Object.fromEntries(others.map((name) => [name, heading(name)])) };
  const main = Object.entries(groups)
    .map(([text, pages]) => ({
      text,
      items: Object.entries(pages)
        .filter(([name]) => existsSync(`${docs}/${name}.md`))
        .map(([name, page]) => ({ text: page, link: `/${name}` })),
    }))
    .filter((group) => group.items.length > 0);
  const folders = Object.entries(FOLDERS)
    .filter(([folder]) => existsSync(`${docs}/${folder}`))
    .map(([folder, text]) => ({
      text,
      link: `/${folder}/`,
      items: pagesIn(folder).map((name) => ({ text: heading(`${folder}/${name}`), link: `/${folder}/${name}` })),
    }));
  const contributors = {
    text: "For contributors",
    collapsed: true,
    items: folders.map(({ text, items }) => ({ text, link: items[0].link })),
  };
  return {
    "/": [...main, contributors],
    ...Object.fromEntries(
      folders.map(({ link, text, items }) => [link, [{ text: "All documents", link: "/" }, { text, items }]]),
    ),
  };
}
