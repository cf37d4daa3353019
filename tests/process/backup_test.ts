/** Backed up under load, lost, and restored: apps and customers go on, and what was ended stays so. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import { link, registerApp } from "../support/black_box.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";

Deno.test("a database that was lost comes back from a backup made under load; a link ended since stays ended", async () => {
  await using place = await openGatewayPlace();
  const database = join(place.folder, "data", "kakehashi.db");
  const backup = join(place.folder, "backup.db");
  await using first = await place.start();
  const app = await registerApp(place);
  const [kept, ended] = [await link(place, app), await link(place, app)];
  let isBackedUp = false;
  const customers = (async () => {
    while (!isBackedUp) await link(place, app);
  })();
  const made = await place.operate(["backup", backup, "--reason", "nightly"]);
  assert.deepEqual([made.code, made.faults], [0, ""]);
  isBackedUp = true;
  await customers;
  await app.revoke(ended.refreshToken);
  const line: { readonly grantId: string } = JSON.parse(await first.line('"grant.ended"'));
  await first.stop();

  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(database + suffix).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  const restored = await place.operate(["restore", backup, "--ended-grants", "-"], line.grantId);
  assert.deepEqual([restored.code, restored.faults], [0, ""]);
  assert.match(restored.output, /endedGrants: 1\n/);
  await using _second = await place.start();
  const response = await app.call(kept.accessToken, "/accounts");
  await response.body?.cancel();
  assert.equal(response.status, 200);
  await app.refresh(kept.refreshToken);
  await assert.rejects(app.refresh(ended.refreshToken), { error: "invalid_grant" });
  const refused: unknown = await app.call(ended.accessToken, "/accounts").catch((error) => error);
  assert.ok(refused instanceof WWWAuthenticateChallengeError);
  await refused.response.body?.cancel();
  await link(place, app);
});
