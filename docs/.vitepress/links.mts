import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type MarkdownIt from "markdown-it";

const root = fileURLToPath(new URL("../..", import.meta.url));
const docs = resolve(root, "docs");

/** The anchor that GitHub gives to a heading, so that one link is right in both places. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

/** Links to what is in the repository and not on the site (sources, folders, the README) lead to the repository. */
export function repositoryLinks(md: MarkdownIt, repository: string) {
  md.core.ruler.push("repository-links", (state) => {
    for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href && !/^([a-z][a-z0-9+.-]*:|[#/])/.test(href)) {
        token.attrSet("href", absolute(href, state.env.path, repository));
      }
    }
  });
}

function absolute(href: string, document: string, repository: string): string {
  const [, path, rest] = /^([^#?]*)(.*)$/.exec(href)!;
  const target = resolve(dirname(document), decodeURI(path));
  if (!existsSync(target)) {
    throw new Error(`${relative(root, document)}: ${href} leads nowhere`);
  }
  if (target.startsWith(docs) && target.endsWith(".md")) {
    return href;
  }
  const kind = statSync(target).isDirectory() ? "tree" : "blob";
  return `${repository}/${kind}/main/${relative(root, target)}${rest}`;
}
