import assert from "node:assert/strict";
import type { ClientId, GrantId, InteractionId } from "../../domain/ids.ts";
import { makeConsent, makeEntry, NOW, testOnEachDatabase } from "./repository_fixture.ts";

const id = (name: string) => name as GrantId;
const interactionId = "shared" as InteractionId;

testOnEachDatabase("recordConsent() writes grant, mail and log entry", async ({ stores, peer }) => {
  const consent = makeConsent("g1");
  assert.deepEqual(await stores.grants.recordConsent(consent), consent.grant);
  assert.deepEqual(await peer.grants.find(id("g1")), consent.grant);
  const [notice] = await peer.notices.listUnsent(10);
  assert.deepEqual(notice, { ...consent.notice, attempts: 0, nextAttemptAt: NOW });
  const [entry] = await peer.operationLog.search({ limit: 10 });
  assert.deepEqual(entry, { ...consent.logEntry, sequence: 1 });
  assert.equal(await peer.grants.find(id("other")), undefined);
});

testOnEachDatabase("recordConsent() writes all or nothing", async ({ stores }) => {
  await stores.grants.recordConsent(makeConsent("g1"));
  const clash = { ...makeConsent("g2"), logEntry: makeEntry("g1") };
  await assert.rejects(stores.grants.recordConsent(clash));
  assert.equal(await stores.grants.find(id("g2")), undefined);
  assert.equal((await stores.notices.listUnsent(10)).length, 1);
  assert.equal((await stores.operationLog.search({ limit: 10 })).length, 1);
});

testOnEachDatabase(
  "of 50 parallel consents of one interaction one is recorded, and all get it",
  async ({ stores, peer }) => {
    const grants = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? stores : peer).grants
          .recordConsent(makeConsent(`g${index}`, { interactionId }))),
    );
    const ids = new Set(grants.map((grant) => grant.id));
    assert.equal(ids.size, 1);
    assert.equal((await stores.grants.search({ limit: 100 })).length, 1);
    assert.equal((await stores.notices.listUnsent(100)).length, 1);
    const entries = await stores.operationLog.search({ limit: 100 });
    assert.deepEqual(entries.map((entry) => entry.id), [...ids]);
  },
);

testOnEachDatabase(
  "recordConsent() after the grant ended answers with the ended one",
  async ({ stores }) => {
    await stores.grants.recordConsent(makeConsent("g1", { interactionId }));
    await stores.grants.end(id("g1"), "revoked_by_app", NOW + 5, makeEntry("e1"));
    const again = await stores.grants.recordConsent(makeConsent("g2", { interactionId }));
    assert.deepEqual([again.id, again.endedAt, again.endReason], ["g1", NOW + 5, "revoked_by_app"]);
  },
);

testOnEachDatabase(
  "attachRefreshToken() binds one token to a grant that has not ended",
  async ({ stores, peer }) => {
    const { grant } = makeConsent("g1");
    await stores.grants.recordConsent(makeConsent("g1"));
    assert.deepEqual(await stores.grants.attachRefreshToken(id("g1"), "hash"), grant);
    assert.deepEqual(await peer.grants.findByRefreshToken("hash"), grant);
    assert.equal(await peer.grants.findByRefreshToken("other"), undefined);
    await stores.grants.attachRefreshToken(id("g1"), "newer");
    assert.equal(await peer.grants.findByRefreshToken("hash"), undefined);
    assert.equal(await stores.grants.attachRefreshToken(id("none"), "hash"), undefined);
    await stores.grants.end(id("g1"), "revoked_by_customer", NOW, makeEntry("e"));
    assert.equal(await stores.grants.attachRefreshToken(id("g1"), "late"), undefined);
    assert.equal((await stores.grants.findByRefreshToken("newer"))?.endedAt, NOW);
  },
);

testOnEachDatabase(
  "attachRefreshToken() still answers the first use of a code that was just reused",
  async ({ stores }) => {
    await stores.grants.recordConsent(makeConsent("g1"));
    await stores.grants.end(id("g1"), "code_reuse", NOW, makeEntry("e"));
    const grant = await stores.grants.attachRefreshToken(id("g1"), "hash");
    assert.equal(grant?.endReason, "code_reuse");
  },
);

testOnEachDatabase(
  "of 50 parallel ends one is true, and one entry is in the log",
  async ({ stores, peer }) => {
    await stores.grants.recordConsent(makeConsent("g1"));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? stores : peer).grants
          .end(id("g1"), "revoked_by_operator", NOW + index, makeEntry(`end-${index}`))),
    );
    const winners = [...outcomes.keys()].filter((index) => outcomes[index]);
    assert.equal(winners.length, 1);
    const ended = await stores.grants.find(id("g1"));
    assert.equal(ended?.endedAt, NOW + Number(winners[0]));
    const entries = await stores.operationLog.search({ limit: 100 });
    assert.deepEqual(entries.map((entry) => entry.id), ["g1", `end-${winners[0]}`]);
  },
);

testOnEachDatabase("end() of nothing is false and logs nothing", async ({ stores }) => {
  assert.equal(await stores.grants.end(id("g"), "code_reuse", NOW, makeEntry("e")), false);
  assert.deepEqual(await stores.operationLog.search({ limit: 1 }), []);
});

testOnEachDatabase(
  "withdraw() ends the grant of an interaction once, with one entry, and no other grant",
  async ({ stores, peer }) => {
    const early = await stores.grants.withdraw(interactionId, NOW, makeEntry("early"));
    assert.equal(early, undefined);
    await stores.grants.recordConsent(makeConsent("g1", { interactionId }));
    await stores.grants.recordConsent(makeConsent("g2"));
    for (const [at, ended] of [[NOW + 1, "g1"], [NOW + 2, undefined]] as const) {
      assert.equal(await peer.grants.withdraw(interactionId, at, makeEntry("withdrawn")), ended);
    }
    const grant = await stores.grants.find(id("g1"));
    assert.deepEqual([grant?.endedAt, grant?.endReason], [NOW + 1, "revoked_by_customer"]);
    assert.equal((await stores.grants.find(id("g2")))?.endedAt, undefined);
    const entries = await stores.operationLog.search({ limit: 9 });
    assert.deepEqual(entries.map((entry) => entry.id), ["g1", "g2", "withdrawn"]);
  },
);

testOnEachDatabase("search() finds by all given filters, newest first", async ({ stores }) => {
  const other = "other" as ClientId;
  await stores.grants.recordConsent(makeConsent("old", { grantedAt: NOW - 5 }));
  await stores.grants.recordConsent(makeConsent("new"));
  await stores.grants.recordConsent(makeConsent("theirs", { clientId: other }));
  await stores.grants.recordConsent(makeConsent("else", { accountReference: "elsewhere" }));
  const search = async (filter: Parameters<typeof stores.grants.search>[0]) =>
    (await stores.grants.search(filter)).map((grant) => grant.id);
  const app = "app" as ClientId;
  assert.deepEqual(
    await search({ clientId: app, accountReference: "reference", limit: 9 }),
    ["new", "old"],
  );
  assert.deepEqual(await search({ clientId: other, limit: 9 }), ["theirs"]);
  assert.deepEqual(await search({ clientId: app, limit: 1 }), ["else"]);
  assert.equal((await search({ limit: 9 })).length, 4);
});

testOnEachDatabase(
  "of grants of the same moment, search() finds the later one first",
  async ({ stores }) => {
    for (const id of ["b", "a", "d", "c"]) await stores.grants.recordConsent(makeConsent(id));
    const found = await stores.grants.search({ limit: 9 });
    assert.deepEqual(found.map(({ id }) => id), ["c", "d", "a", "b"]);
  },
);
