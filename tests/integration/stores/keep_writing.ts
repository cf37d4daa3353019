/**
 * A process of its own for the test of lost writes: writes to the stores in a folder until it is
 * killed, and prints the id of each write once that was acknowledged.
 */
import { openStores } from "../../../adapters/open_stores.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { vault } from "../../contract/repository_fixture.ts";
import { createSeededRandom } from "../../support/random.ts";

const [databaseUrl = "", writer = ""] = Deno.args;
const random = { bytes: createSeededRandom(Deno.pid) };
const { ephemeral, operationLog } = await openStores({ databaseUrl }, vault);
const now = 1;

for (let count = 1;; count += 1) {
  const id = `${writer}-${count}`;
  await operationLog.append([
    { id, at: now, actor: "system", event: "write", result: "ok", details: {} },
  ]);
  const [hit] = await ephemeral.run({ now, attempt: newAttemptId(random) }, [
    { verb: "hit", at: "writes", limit: 1e9, expiresAt: now + 1 },
    { verb: "claimOnce", at: `claim:${id}`, expiresAt: now + 1 },
    { verb: "put", at: `written:${id}`, value: id, expiresAt: now + 1 },
  ]);
  if (hit.status !== "done") throw new Error("not counted");
  Deno.stdout.writeSync(new TextEncoder().encode(`${id}\n`));
}
