/** What the runbook's line takes out of an export names every kind of end. */
import assert from "node:assert/strict";
import { type GrantId, newAttemptId } from "../../../domain/ids.ts";
import { endRestoredGrants } from "../../../tools/operator/restored_stores.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { makeConsent, NOW, openFile } from "../../contract/repository_fixture.ts";

Deno.test("restoring ends the grants of a list, by their own ids and by those of their interactions", async () => {
  await using database = await openFile();
  const { grants } = database.stores;
  const names = ["reused", "by-customer", "by-app", "by-operator", "withdrawn", "kept"];
  const consents = names.map((name) => makeConsent(name));
  for (const consent of consents) await grants.recordConsent(consent);
  const withdrawn = consents.find(({ grant }) => grant.id === "withdrawn");
  const entryIds = [
    "code_reuse:reused",
    "revoked_by_customer:by-customer",
    "revoked_by_app:by-app",
    "grant.end:by-operator:attempt",
    `withdrawn:${withdrawn?.grant.interactionId}`,
  ];
  const list = entryIds.map((id) => id.split(":")[1] as GrantId);
  const restoring = {
    attempt: newAttemptId(systemRandom),
    now: NOW,
    operator: "hanako",
    reason: "lost",
  };
  const report = await endRestoredGrants(database.stores, restoring, list);
  assert.deepEqual(report, { ended: names.slice(0, 5), unknown: 0, active: 1 });
});
