/** `docs/monitoring.md` against the code. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { listFiles } from "../../tools/files.ts";

const ROOT = new URL("../../", import.meta.url);
const LAYERS = ["adapters", "composition", "routes"];

/** `severity event` of each line that the code writes. */
async function findLines(): Promise<readonly string[]> {
  const paths = LAYERS.flatMap((
    layer,
  ) => [...listFiles(fileURLToPath(new URL(`${layer}/`, ROOT)))]);
  const sources = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const written = sources.join("\n").matchAll(/\.write\(\s*"(info|warning|error)",\s*"([\w.]+)"/g);
  return [...new Set([...written].map(([, severity, event]) => `${severity} ${event}`))];
}

/** The same of the table. */
async function readTable(): Promise<readonly string[]> {
  const text = await Deno.readTextFile(new URL("docs/monitoring.md", ROOT));
  const rows = text.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \| (info|warning|error) \|/gm);
  return [...rows].flatMap(([, events = "", severity]) =>
    [...events.matchAll(/`([\w.]+)`/g)].map(([, event]) => `${severity} ${event}`)
  );
}

Deno.test("the table of log lines has each line that there is, and no other", async () => {
  const lines = await findLines();
  assert.ok(lines.length > 15);
  assert.deepEqual([...await readTable()].sort(), [...lines].sort());
});
