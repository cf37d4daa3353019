import assert from "node:assert/strict";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { createVault } from "../../../adapters/crypto/vault.ts";
import type { ClientId, InteractionId } from "../../../domain/ids.ts";
import { createInteractionOpener } from "../../../domain/interaction/opener.ts";
import {
  openInteraction,
  sealInteraction,
} from "../../../domain/interaction/interaction_record.ts";

const SECRET = new Uint8Array(32).fill(3);
const VAULT = createVault({ sealing: [SECRET], identifying: SECRET }, systemRandom);
const OPENER = createInteractionOpener({ vault: VAULT, settings: { interactionSeconds: 900 } });
const ID = "i".repeat(43) as InteractionId;
const NOW = 1_800_000_000_000;

async function opened() {
  const initial = await OPENER.initialRecord({
    id: ID,
    clientId: "app" as ClientId,
    browserSecretHash: "own",
    now: NOW,
  });
  return { ...initial, record: { value: initial.value, version: 1 } };
}

Deno.test("an interaction begins at ① and is remembered for a while after its 15 minutes", async () => {
  const { record, expiresAt } = await opened();
  assert.equal(await OPENER.location(ID, record), `/interaction/${ID}/account`);
  assert.equal(expiresAt, NOW + (900 + 1800) * 1000);
  assert.ok(!record.value.includes("app"), "sealed");
});

const VISITS: readonly [string | undefined, number, string][] = [
  ["own", 0, "same_browser"],
  ["other", 0, "other_browser"],
  [undefined, 0, "other_browser"],
  ["own", 899_999, "same_browser"],
  ["own", 900_000, "final"],
  ["other", 900_000, "final"],
];
for (const [browserSecretHash, later, expected] of VISITS) {
  Deno.test(`resume() of ${browserSecretHash} after ${later} ms is ${expected}`, async () => {
    const { record } = await opened();
    const visit = { id: ID, record, browserSecretHash, now: NOW + later };
    assert.equal(await OPENER.resume(visit), expected);
  });
}

Deno.test("resume() of an interaction that was decided is final", async () => {
  const { record } = await opened();
  const interaction = await openInteraction(VAULT, ID, record.value);
  for (const kind of ["denied", "aborted"] as const) {
    const value = await sealInteraction(VAULT, ID, { ...interaction, state: { kind } });
    const visit = { id: ID, record: { value, version: 2 }, browserSecretHash: "own", now: NOW };
    assert.equal(await OPENER.resume(visit), "final");
    assert.equal(await OPENER.location(ID, visit.record), `/interaction/${ID}/abort`);
  }
});

Deno.test("openInteraction() refuses a form of record that it does not know", async () => {
  const value = await VAULT.seal("interaction", `interaction:${ID}`, '{"format":99}');
  await assert.rejects(openInteraction(VAULT, ID, value), /unknown format/);
});
