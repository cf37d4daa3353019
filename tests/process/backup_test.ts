/** Backed up under load, lost, and restored: apps and customers go on, and what was ended stays so. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import { link, registerApp } from "../support/black_box.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";

Deno.test("a database that was lost comes back from a backup made under load; links ended since stay ended", async () => {
  await using place = await openGatewayPlace();
  const database = join(place.folder, "data", "kakehashi.db");
  const backup = join(place.folder, "backup.db");
  await using first = await place.start();
  const app = await registerApp(place);
  const [kept, ended, later] = [
    await link(place, app),
    await link(place, app),
    await link(place, app),
  ];
  let isBackedUp = false;
  const customers = (async () => {
    while (!isBackedUp) await link(place, app);
  })();
  const made = await place.operate(["backup", backup, "--reason", "nightly"]);
  assert.deepEqual([made.code, made.faults], [0, ""]);
  isBackedUp = true;
  await customers;
  await app.revoke(ended.refreshToken);
  await first.line('"grant.ended"');
  // Of the journal there is only what was until then.
  const journal = [...first.lines];
  await app.revoke(later.refreshToken);
  await first.stop();
  const exported = await place.operate(["log", "export"]);
  const list = await listEnded(place.folder, journal, exported.output);

  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(database + suffix).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  const restored = await place.operate(["restore", backup, "--ended-grants", list]);
  assert.deepEqual([restored.code, restored.faults], [0, ""]);
  assert.match(restored.output, /endedGrants: 2\n/);
  await using _second = await place.start();
  const response = await app.call(kept.accessToken, "/accounts");
  await response.body?.cancel();
  assert.equal(response.status, 200);
  await app.refresh(kept.refreshToken);
  for (const { refreshToken } of [ended, later]) {
    await assert.rejects(app.refresh(refreshToken), { error: "invalid_grant" });
  }
  const refused: unknown = await app.call(ended.accessToken, "/accounts").catch((error) => error);
  assert.ok(refused instanceof WWWAuthenticateChallengeError);
  await refused.response.body?.cancel();
  await link(place, app);
});

/**
 * Types what the runbook says for the list of ended links and for what operators did, with the journal
 * and the exports where they are in a test; answers with the file.
 */
async function listEnded(
  folder: string,
  journal: readonly string[],
  exported: string,
): Promise<string> {
  await Deno.writeTextFile(join(folder, "journal.txt"), journal.join("\n"));
  await Deno.writeTextFile(join(folder, "log-2026-12-01.jsonl"), exported);
  const runbook = await Deno.readTextFile(new URL("../../docs/runbook.md", import.meta.url));
  const type = async (lines: readonly string[]) => {
    const typed = lines.join("\n").replaceAll("/mnt/elsewhere/", "");
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-ec", `journalctl() { cat journal.txt; }\n${typed}`],
      cwd: folder,
    }).output();
    assert.equal(code, 0, typed);
    return new TextDecoder().decode(stdout);
  };
  const lines = runbook.match(/^ +(journalctl|grep) .*> ended\.txt$/gm) ?? [];
  assert.equal(lines.length, 2);
  await type(lines);
  const [, search = ""] = /`(grep .*"actor":"operator:.*)`/.exec(runbook) ?? [];
  assert.match(await type([search]), /"event":"operator\.client\.add"/);
  return join(folder, "ended.txt");
}
