/** Every kind of end that the operation log tells of is known when a backup is restored. */
import assert from "node:assert/strict";
import { encodeBase64Url, type InteractionId, newAttemptId } from "../../../domain/ids.ts";
import { createTextFiles } from "../../../tools/operator/files.ts";
import { parseEndedGrants } from "../../../tools/operator/log_file.ts";
import { endRestoredGrants } from "../../../tools/operator/restored_stores.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { makeConsent, NOW, openFile } from "../../contract/repository_fixture.ts";

Deno.test("restoring ends the grants of a list, by their own ids and by those of their interactions", async () => {
  await using database = await openFile();
  const { grants } = database.stores;
  const [reused, byCustomer, byApp, byOperator, withdrawn, kept, interaction] = Array.from(
    { length: 7 },
    (_, byte) => encodeBase64Url(new Uint8Array(32).fill(byte)),
  );
  const interactionId = interaction as InteractionId;
  for (const id of [reused, byCustomer, byApp, byOperator, withdrawn, kept]) {
    const more = id === withdrawn ? { interactionId } : {};
    await grants.recordConsent(makeConsent(String(id), more));
  }
  const entryIds = [
    `code_reuse:${reused}`,
    `revoked_by_customer:${byCustomer}`,
    `revoked_by_app:${byApp}`,
    `grant.end:${byOperator}:attempt`,
    `withdrawn:${interaction}`,
  ];
  const lines = entryIds.map((id) => JSON.stringify({ id, event: "grant.end" })).join("\n");
  const list = await parseEndedGrants(createTextFiles(() => Promise.resolve(lines)).lines(""));
  const restoring = {
    attempt: newAttemptId(systemRandom),
    now: NOW,
    operator: "hanako",
    reason: "lost",
  };
  const report = await endRestoredGrants(database.stores, restoring, list);
  const ended = [reused, byCustomer, byApp, byOperator, withdrawn];
  assert.deepEqual(report, { ended, unknown: 0, active: 1 });
});
