import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeTempDir } from "../../support/temp_dir.ts";
import { APP_DOCUMENT } from "../../support/operator.ts";

const MAIN = fileURLToPath(new URL("../../../tools/operator/main.ts", import.meta.url));

async function operate(folder: string, words: readonly string[], input = "") {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", MAIN, ...words],
    clearEnv: true,
    env: {
      HOME: Deno.env.get("HOME") ?? "",
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      KAKEHASHI_DATABASE_URL: `file:${folder}/kakehashi.db`,
      USER: "taro",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), faults: decoder.decode(stderr) };
}

Deno.test("the command line reads standard input, prints JSON and leaves its work in the database", async () => {
  await using folder = await makeTempDir();
  const added = await operate(
    folder.path,
    ["client", "add", "-", "--json", "--reason", "contract 42"],
    JSON.stringify(APP_DOCUMENT),
  );
  assert.deepEqual([added.code, added.faults], [0, ""]);
  assert.equal(JSON.parse(added.output).id, "app-1");
  const listed = await operate(folder.path, ["client", "list", "--json"]);
  assert.deepEqual(JSON.parse(listed.output).map(({ id }: { id: string }) => id), ["app-1"]);
  const log = await operate(folder.path, ["log", "search", "--client", "app-1", "--json"]);
  const [begun] = JSON.parse(log.output);
  assert.deepEqual([begun.actor, begun.details.reason], ["operator:taro", "contract 42"]);
});

Deno.test("the command line's exit codes: 1 for what is refused, 2 for wrong usage", async () => {
  await using folder = await makeTempDir();
  const refused = await operate(folder.path, ["grant", "end", "nothing"]);
  assert.deepEqual([refused.code, refused.output], [1, ""]);
  const misused = await operate(folder.path, ["grant"]);
  assert.deepEqual([misused.code, misused.output], [2, ""]);
  assert.notEqual(misused.faults, "");
});
