import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStores } from "../../../adapters/open_stores.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { vault } from "../../contract/repository_fixture.ts";
import { createSeededRandom } from "../../support/random.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const WRITES_BEFORE_KILL = 300;
const WRITER = fileURLToPath(new URL("./keep_writing.ts", import.meta.url));

/** Another process that writes until it is killed. */
function startWriter(databaseUrl: string, name: string) {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", WRITER, databaseUrl, name],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  const acknowledged = () => output.split("\n").slice(0, -1);
  const readOn = async () => {
    const { value, done } = await lines.read();
    output += value ?? "";
    return !done;
  };
  return {
    /** Waits until so many writes were acknowledged. */
    reach: async (count: number) => {
      while (acknowledged().length < count) assert.ok(await readOn(), "the writer stopped");
    },
    /** Ends the process at once, wherever it is; answers with all that was acknowledged. */
    kill: async () => {
      process.kill("SIGKILL");
      while (await readOn());
      await process.status;
      return acknowledged();
    },
  };
}

Deno.test("two processes write to the same files, one is killed, then the other: no acknowledged write is lost", async () => {
  await using directory = await makeTempDir();
  const databaseUrl = `file:${join(directory.path, "kakehashi.db")}`;
  const [one, other] = [startWriter(databaseUrl, "one"), startWriter(databaseUrl, "other")];
  await Promise.all([one.reach(WRITES_BEFORE_KILL), other.reach(WRITES_BEFORE_KILL)]);
  const ofOne = await one.kill();
  await other.reach(2 * WRITES_BEFORE_KILL);
  const acknowledged = [...ofOne, ...await other.kill()];

  const stores = await openStores({ databaseUrl }, vault);
  try {
    const written = new Set((await stores.ephemeral.list("written:", 1)).map(({ value }) => value));
    const entries = await stores.operationLog.search({ limit: 1e6 });
    const logged = new Set(entries.map(({ id }) => id));
    assert.deepEqual(acknowledged.filter((id) => !written.has(id)), []);
    assert.deepEqual(acknowledged.filter((id) => !logged.has(id)), []);
    const attempt = newAttemptId({ bytes: createSeededRandom() });
    const [hit] = await stores.ephemeral.run({ now: 1, attempt }, [
      { verb: "hit", at: "writes", limit: 1e9, expiresAt: 2 },
    ]);
    // Each writer may have been killed between a commit and its line.
    assert.ok(Number(hit.count) - 1 >= acknowledged.length);
    assert.ok(Number(hit.count) - 1 <= acknowledged.length + 2);
  } finally {
    await stores.close();
  }
});
