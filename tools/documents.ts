import { posix } from "node:path";

/** What a document can point at. Paths are relative to the root of the repository. */
export interface Repository {
  /** The text of a file; undefined when it is no file. A folder reads as empty. */
  read(path: string): string | undefined;
  /** The names of the tasks in deno.json. */
  readonly tasks: ReadonlySet<string>;
}

/** The links and task names in the Markdown file at `path` that lead nowhere, one line each. */
export function findDocumentFaults(path: string, repository: Repository): string[] {
  const text = repository.read(path) ?? "";
  const links = [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(path, target, repository))
    .map((target) => `${path}: the link ${target} leads nowhere`);
  const tasks = [...text.matchAll(/\bdeno(?:@[\d.]+)? task ([a-z][\w:-]*)/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !repository.tasks.has(name))
    .map((name) => `${path}: there is no task ${name}`);
  return [...links, ...tasks];
}

function leadsSomewhere(path: string, target: string, repository: Repository): boolean {
  const [file = "", fragment] = target.split("#");
  const linked = file === "" ? path : posix.join(posix.dirname(path), decodeURI(file));
  const text = repository.read(linked);
  if (text === undefined) return false;
  if (fragment === undefined || !linked.endsWith(".md")) return true;
  return readAnchors(text).has(decodeURI(fragment));
}

/** The anchors that code hosts make of headings. */
function readAnchors(text: string): Set<string> {
  const headings = [...withoutCode(text, "keep inline").matchAll(/^#+\s+(.+?)\s*#*$/gm)];
  return new Set(headings.map(([, heading]) => toAnchor(heading ?? "")));
}

function toAnchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
}

function withoutCode(text: string, inline: "keep inline" | "drop inline" = "drop inline"): string {
  const prose = text.replace(/^ *(```+|~~~+)[^\n]*\n[\s\S]*?^ *\1/gm, "");
  return inline === "keep inline" ? prose : prose.replace(/`[^`\n]*`/g, "");
}
