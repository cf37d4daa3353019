import assert from "node:assert/strict";
import { createKeyFactory } from "../../../adapters/crypto/key_factory.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { grantKey } from "../../../domain/grant/grant_snapshot.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { attemptsKey, noteLock, reserveTry } from "../../../domain/interaction/lockout.ts";
import { ensureSigningKeys } from "../../../domain/keys/rotate_signing_key.ts";
import { openOperator } from "../../support/operator.ts";

Deno.test("grant find finds links by app and by account, masked", async () => {
  await using operator = await openOperator();
  await operator.addGrant("g1", "app-1", "1100026");
  await operator.addGrant("g2", "app-2", "1100026");
  await operator.addGrant("g3", "app-1", "5000001");
  const ids = async (...words: string[]) =>
    (await operator.json("grant", "find", ...words)).map(({ id }) => id).sort();
  assert.deepEqual(await ids(), ["g1", "g2", "g3"]);
  assert.deepEqual(await ids("--client", "app-1"), ["g1", "g3"]);
  assert.deepEqual(await ids("--account", "115-1100026"), ["g1", "g2"]);
  assert.deepEqual(await ids("--account", "115-1100026", "--client", "app-2"), ["g2"]);
  const { output } = await operator.run("grant", "find");
  assert.match(output, /115-\*\*\*\*026/);
  assert.doesNotMatch(output, /1100026/);
});

Deno.test("grant end ends a link for resource calls and for tokens at once, and only once", async () => {
  await using operator = await openOperator();
  await operator.addGrant("g1", "app-1", "1100026");
  const [ended] = await operator.json("grant", "end", "g1", "--reason", "customer called");
  assert.deepEqual([ended?.["id"], ended?.["status"]], ["g1", "ended"]);
  const stored = (await operator.stores.grants.search({ limit: 1 }))[0];
  assert.equal(stored?.endReason, "revoked_by_operator");
  const context = { now: operator.clock.now(), attempt: newAttemptId(systemRandom) };
  const [mark] = await operator.stores.ephemeral.run(context, [
    { verb: "get", at: grantKey(stored.id) },
  ]);
  assert.equal(mark.record?.value, "ended");
  assert.equal((await operator.run("grant", "end", "g1")).code, 1);
  assert.equal((await operator.run("grant", "end", "unknown")).code, 1);
});

Deno.test("grant end by app or account ends all of these and no other", async () => {
  await using operator = await openOperator();
  for (let index = 0; index < 120; index += 1) {
    await operator.addGrant(`many-${index}`, "app-1", "1100026");
  }
  await operator.addGrant("other", "app-2", "5000001");
  assert.equal((await operator.json("grant", "end", "--client", "app-1")).length, 120);
  const [other] = await operator.json("grant", "find", "--client", "app-2");
  assert.equal(other?.["status"], "active");
  assert.equal((await operator.json("grant", "end", "--account", "115-5000001")).length, 1);
});

Deno.test("lock list shows locked accounts, and lock lift gives all tries back", async () => {
  await using operator = await openOperator();
  const account = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
  const now = operator.clock.now();
  const lock = await noteLock(operator.vault, account, now);
  const at = attemptsKey(String(lock.at).replace("lock:", ""));
  const attempt = newAttemptId(systemRandom);
  await operator.stores.ephemeral.run({ now, attempt }, [
    reserveTry(at, 1, now),
    { verb: "settle", at, outcome: "failed" },
    lock,
  ]);
  const locks = await operator.json("lock", "list");
  assert.deepEqual(locks.map(({ id }) => id), ["115-1100026"]);
  const [lifted] = await operator.json("lock", "lift", "115-1100026", "--reason", "identified");
  assert.deepEqual(lifted, { id: "115-****026", failures: 1 });
  assert.deepEqual(await operator.json("lock", "list"), []);
  const [count] = await operator.stores.ephemeral.run({ now, attempt }, [
    { verb: "countFailures", at },
  ]);
  assert.equal(count.failures ?? 0, 0);
});

Deno.test("maintenance add, list, remove: times are Japanese unless they say otherwise", async () => {
  await using operator = await openOperator();
  const [added] = await operator.json("maintenance", "add", "2026-12-01T02:00", "2026-12-01T05:00");
  assert.equal(added?.["from"], "2026-12-01T02:00:00+09:00");
  assert.match(String(added["id"]), /^[0-9a-f]{12}$/, "no option by its looks");
  await operator.json("maintenance", "add", "2026-12-02T17:00:00Z", "2026-12-02T18:00:00Z");
  const windows = await operator.json("maintenance", "list");
  assert.deepEqual(windows.map(({ from }) => from), [
    "2026-12-01T02:00:00+09:00",
    "2026-12-03T02:00:00+09:00",
  ]);
  await operator.json("maintenance", "remove", String(added["id"]));
  assert.equal((await operator.json("maintenance", "list")).length, 1);
  assert.equal((await operator.run("maintenance", "remove", "nothing")).code, 1);
});

Deno.test("maintenance remove whose command is sent twice, as its answer was lost, says that it removed", async () => {
  await using operator = await openOperator();
  const [added] = await operator.json("maintenance", "add", "2026-12-01T02:00", "2026-12-01T05:00");
  const { maintenance } = operator.stores;
  const { remove } = maintenance;
  Object.assign(maintenance, {
    remove: async (id: string) => {
      await remove(id);
      return await remove(id);
    },
  });
  const id = String(added?.["id"]);
  assert.deepEqual(await operator.json("maintenance", "remove", id), [{ id, removed: true }]);
});

for (
  const [from, to] of [
    ["2026-12-01T05:00", "2026-12-01T02:00"],
    ["2026-11-01", "2026-11-02"],
    ["tomorrow", "2026-12-01"],
    ["2026-02-30", "2026-12-01"],
  ] as const
) {
  Deno.test(`maintenance add refuses a window from ${from} to ${to}`, async () => {
    await using operator = await openOperator();
    assert.equal((await operator.run("maintenance", "add", from, to)).code, 2);
    assert.deepEqual(await operator.json("maintenance", "list"), []);
  });
}

Deno.test("key list and key rotate: a successor is announced, once, and no private key is shown", async () => {
  await using operator = await openOperator();
  const { signingKeys } = operator.stores;
  await ensureSigningKeys(
    { repository: signingKeys, factory: createKeyFactory() },
    operator.clock.now(),
  );
  const rotated = await operator.json(
    "key",
    "rotate",
    "--algorithm",
    "EdDSA",
    "--reason",
    "yearly",
  );
  assert.deepEqual(rotated.map(({ state }) => state), ["announced"]);
  assert.equal((await operator.run("key", "rotate", "--algorithm", "EdDSA")).code, 1);
  assert.equal((await operator.json("key", "rotate")).length, 2);
  const { output } = await operator.run("key", "list", "--json");
  assert.equal(JSON.parse(output).length, 6);
  assert.doesNotMatch(output, /"d"|private/);
  assert.equal((await operator.run("key", "rotate", "--algorithm", "RS256")).code, 2);
});

Deno.test("key replace: a new key signs at once and is the only one of its algorithm", async () => {
  await using operator = await openOperator();
  const { signingKeys } = operator.stores;
  const making = { repository: signingKeys, factory: createKeyFactory() };
  await ensureSigningKeys(making, operator.clock.now());
  const [made] = await operator.json("key", "replace", "--algorithm", "EdDSA", "--reason", "leak");
  assert.equal(made?.["state"], "signing");
  const keys = await operator.json("key", "list");
  assert.equal(keys.length, 3);
  assert.ok(keys.some(({ id }) => id === made["id"]));
});

Deno.test("key replace fails when one algorithm lost a race, and names it: its keys are still valid", async () => {
  await using operator = await openOperator();
  const { stores } = operator;
  const { signingKeys } = stores;
  const making = { repository: signingKeys, factory: createKeyFactory() };
  await ensureSigningKeys(making, operator.clock.now());
  const add: typeof signingKeys.add = (key, predecessor) =>
    key.algorithm === "ES256" ? Promise.resolve(false) : signingKeys.add(key, predecessor);
  Object.assign(operator, { stores: { ...stores, signingKeys: { ...signingKeys, add } } });
  const { code, faults } = await operator.run("key", "replace", "--reason", "leak");
  assert.equal(code, 1);
  assert.match(faults, /ES256 の鍵は取り替えられていません/);
  assert.doesNotMatch(faults, /EdDSA|PS256/);
});

Deno.test("notice list and notice resend: an unsent mail is due at once, its address masked", async () => {
  await using operator = await openOperator();
  const { notices } = operator.stores;
  await operator.addGrant("g1", "app-1", "1100026");
  const now = operator.clock.now();
  await notices.postpone("notice-g1", now + 3_600_000, "mail server is unavailable");
  const [listed] = await operator.json("notice", "list");
  assert.deepEqual([listed?.["id"], listed?.["to"]], ["notice-g1", "h***@mail.example"]);
  await operator.json("notice", "resend", "notice-g1", "--reason", "server is back");
  assert.equal((await notices.lease(now, now + 1000, 10)).length, 1);
  assert.equal((await operator.run("notice", "resend", "unknown")).code, 1);
});

Deno.test("notice discard: a mail that cannot be sent is given up, its text and address gone", async () => {
  await using operator = await openOperator();
  const { notices } = operator.stores;
  await operator.addGrant("g1", "app-1", "1100026");
  await operator.addGrant("g2", "app-1", "5000001");
  const discard = ["notice", "discard", "notice-g1", "--reason", "address does not exist"];
  assert.deepEqual(await operator.json(...discard), [{ id: "notice-g1" }]);
  assert.deepEqual((await operator.json("notice", "list")).map(({ id }) => id), ["notice-g2"]);
  const now = operator.clock.now();
  assert.deepEqual((await notices.lease(now, now + 1000, 10)).map(({ id }) => id), ["notice-g2"]);
  assert.equal((await operator.run(...discard)).code, 1, "once");
  const events = (await operator.json("log", "search")).map(({ event }) => event);
  assert.ok(events.includes("operator.notice.discard"));
});

Deno.test("log search filters by account, app and time; log export writes a line for each entry", async () => {
  await using operator = await openOperator();
  await operator.addGrant("g1", "app-1", "1100026");
  operator.clock.advance(3_600_000);
  await operator.addGrant("g2", "app-2", "5000001");
  await operator.json("grant", "find", "--account", "115-1100026");
  const events = async (...words: string[]) =>
    (await operator.json("log", "search", ...words)).map(({ event }) => event);
  assert.deepEqual(await events("--client", "app-1"), ["consent", "operator.log.search"]);
  assert.deepEqual(await events("--account", "115-1100026"), [
    "operator.grant.find",
    "operator.log.search",
  ]);
  assert.deepEqual(await events("--to", "2026-11-30T10:30"), ["consent"]);
  assert.deepEqual(await events("--incident", "NONE"), []);
  const { output } = await operator.run("log", "export");
  const lines = output.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines[0]?.event, "consent");
  assert.ok(lines.every((line) => typeof line.id === "string"));
});

Deno.test("log export reads logs of any length to the end", async () => {
  await using operator = await openOperator();
  const entries = Array.from({ length: 1001 }, (_, index) => ({
    id: `entry-${index}`,
    at: operator.clock.now(),
    actor: "customer",
    event: "screen.account",
    result: "ok",
    details: {},
  }));
  await operator.stores.operationLog.append(entries);
  const exported = await operator.json("log", "export");
  const ids = new Set(exported.map(({ id }) => id));
  assert.equal(ids.size, 1003, "with the export's own entry, and the mark of the end");
});
