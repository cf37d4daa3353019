import assert from "node:assert/strict";
import { writeOne } from "../../adapters/libsql/sql_database.ts";
import type { ClientId, IncidentId, InteractionId } from "../../domain/ids.ts";
import {
  makeClient,
  makeConsent,
  makeEntry,
  makeSigningKey,
  NOW,
  testOnEachDatabase,
  vault,
} from "./repository_fixture.ts";

testOnEachDatabase("an app reads as it was added; a taken id is refused", async (database) => {
  const { stores, peer } = database;
  const client = makeClient("app", { contractUntil: NOW, idTokenSigningAlgorithm: "PS256" });
  assert.equal(await stores.clients.add(client), true);
  assert.equal(await peer.clients.add(makeClient("app", { name: "other" })), false);
  assert.deepEqual(await peer.clients.find("app" as ClientId), client);
  assert.equal(await peer.clients.find("none" as ClientId), undefined);
  await peer.clients.add(makeClient("another"));
  assert.deepEqual((await stores.clients.list()).map(({ id }) => id), ["another", "app"]);
});

testOnEachDatabase("of two changes of one version of an app one wins", async ({ stores, peer }) => {
  await stores.clients.add(makeClient("app"));
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? stores : peer).clients
        .replace(makeClient("app", { name: `name ${index}`, version: 2 }))),
  );
  assert.equal(outcomes.filter(Boolean).length, 1);
  const winner = `name ${outcomes.indexOf(true)}`;
  assert.equal((await stores.clients.find("app" as ClientId))?.name, winner);
  assert.equal(await stores.clients.replace(makeClient("app", { version: 4 })), false);
  assert.equal(await stores.clients.replace(makeClient("none", { version: 2 })), false);
});

testOnEachDatabase("the log keeps each entry once, in order, without gaps", async (database) => {
  const { stores, peer } = database;
  await stores.operationLog.append([makeEntry("a"), makeEntry("b")]);
  await peer.operationLog.append([makeEntry("b", { result: "changed" }), makeEntry("c")]);
  await peer.operationLog.append([]);
  const entries = await stores.operationLog.search({ limit: 10 });
  assert.deepEqual(entries.map(({ sequence, id }) => [sequence, id]), [[1, "a"], [2, "b"], [
    3,
    "c",
  ]]);
  assert.deepEqual(entries[1], { ...makeEntry("b"), sequence: 2 });
  const rest = await stores.operationLog.search({ afterSequence: 1, limit: 1 });
  assert.deepEqual(rest.map(({ id }) => id), ["b"]);
});

testOnEachDatabase("search() of the log joins its filters by and", async ({ stores }) => {
  const full = {
    clientId: "app" as ClientId,
    interactionId: "i" as InteractionId,
    incidentId: "F00D" as IncidentId,
    accountReference: "account",
  };
  await stores.operationLog.append([
    makeEntry("all", full),
    makeEntry("none"),
    makeEntry("late", { ...full, at: NOW + 10 }),
  ]);
  const search = async (filter: object) =>
    (await stores.operationLog.search({ ...filter, limit: 10 })).map(({ id }) => id);
  for (const [name, value] of Object.entries(full)) {
    assert.deepEqual(await search({ [name]: value }), ["all", "late"], name);
    assert.deepEqual(await search({ [name]: "other" }), [], name);
  }
  assert.deepEqual(await search({ from: NOW + 10 }), ["late"]);
  assert.deepEqual(await search({ ...full, to: NOW + 10 }), ["all"]);
  assert.deepEqual((await stores.operationLog.search({ limit: 1 }))[0], {
    ...makeEntry("all", full),
    sequence: 1,
  });
});

testOnEachDatabase("a notice is leased to one caller until the lease lapses", async (database) => {
  const { stores, peer } = database;
  for (const id of ["a", "b", "c"]) await stores.grants.recordConsent(makeConsent(id));
  const leases = await Promise.all(
    Array.from(
      { length: 10 },
      (_, index) => (index % 2 === 0 ? stores : peer).notices.lease(NOW, NOW + 100, 2),
    ),
  );
  assert.deepEqual(leases.flat().map(({ id }) => id).toSorted(), ["a", "b", "c"]);
  assert.ok(leases.every((lease) => lease.length <= 2));
  assert.deepEqual(await stores.notices.lease(NOW + 99, NOW + 200, 9), []);
  const again = await stores.notices.lease(NOW + 100, NOW + 200, 9);
  assert.deepEqual(again.map(({ id, attempts }) => [id, attempts]), [["a", 2], ["b", 2], ["c", 2]]);
  assert.equal(again[0]?.to, "hanako@example.jp");
  assert.equal(again[0]?.nextAttemptAt, NOW + 200);
});

testOnEachDatabase("a notice keeps its HTML, or that it has none", async ({ stores, peer }) => {
  const { html, ...withoutHtml } = makeConsent("b").notice;
  await stores.grants.recordConsent(makeConsent("a"));
  await stores.grants.recordConsent({ ...makeConsent("b"), notice: withoutHtml });
  const [one, other, ...others] = await peer.notices.lease(NOW, NOW + 100, 9);
  assert.deepEqual(others, []);
  assert.equal(one?.html, html);
  assert.equal(other?.text, withoutHtml.text);
  assert.ok(other && !("html" in other));
});

testOnEachDatabase(
  "a sent notice is never leased again, a postponed one later",
  async (database) => {
    const { notices, grants } = database.stores;
    await grants.recordConsent(makeConsent("a"));
    await grants.recordConsent(makeConsent("b"));
    await notices.lease(NOW, NOW + 100, 9);
    await notices.markSent("a", NOW + 1);
    await notices.postpone("b", NOW + 500, "421 try later");
    await notices.postpone("a", NOW + 500, "too late");
    assert.deepEqual(await notices.lease(NOW + 499, NOW + 600, 9), []);
    const [unsent, ...others] = await notices.listUnsent(9);
    assert.deepEqual([unsent?.id, unsent?.lastFault, unsent?.nextAttemptAt, unsent?.attempts], [
      "b",
      "421 try later",
      NOW + 500,
      1,
    ]);
    assert.deepEqual(others, []);
    assert.equal((await notices.lease(NOW + 500, NOW + 600, 9)).length, 1);
  },
);

testOnEachDatabase(
  "a notice that cannot be read keeps back no other, and is listed",
  async ({ stores, open }) => {
    const { notices, grants } = stores;
    const damages: readonly (readonly [string, string])[] = [
      ["a", "sealed by nobody"],
      ["b", await vault.seal("notice", makeConsent("b").notice.id, '{"to":1}')],
      ["c", await vault.seal("notice", makeConsent("c").notice.id, "null")],
    ];
    const database = await open();
    for (const [id, sealed] of damages) {
      await grants.recordConsent(makeConsent(id));
      const sql = "UPDATE notice SET sealed_message = :sealed WHERE id = :id";
      await writeOne(database, { sql, args: { id: makeConsent(id).notice.id, sealed } });
    }
    await database.close();
    await grants.recordConsent(makeConsent("d"));
    const expected = [["a", undefined], ["b", undefined], ["c", undefined], [
      "d",
      "hanako@example.jp",
    ]];
    const leased = await notices.lease(NOW, NOW + 100, 9);
    assert.deepEqual(leased.map(({ id, to }) => [id, to]), expected);
    await notices.postpone("a", NOW + 500, "its content cannot be read");
    const [first, ...others] = await notices.listUnsent(9);
    assert.deepEqual([first?.id, first?.lastFault], ["a", "its content cannot be read"]);
    assert.equal(others.length, 3);
  },
);

testOnEachDatabase("of 20 parallel first keys of an algorithm one is added", async (database) => {
  const { stores, peer } = database;
  const outcomes = await Promise.all(
    Array.from(
      { length: 20 },
      (_, index) =>
        (index % 2 === 0 ? stores : peer).signingKeys.add(makeSigningKey(`key-${index}`)),
    ),
  );
  assert.equal(outcomes.filter(Boolean).length, 1);
  assert.equal(await stores.signingKeys.add(makeSigningKey("ps", { algorithm: "PS256" })), true);
  const keys = await peer.signingKeys.list(NOW);
  assert.deepEqual(keys[0], makeSigningKey(`key-${outcomes.indexOf(true)}`));
  assert.equal(keys.length, 2);
});

testOnEachDatabase("of 20 parallel successors of a key one is added", async ({ stores, peer }) => {
  await stores.signingKeys.add(makeSigningKey("first"));
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? stores : peer).signingKeys.add(
        makeSigningKey(`next-${index}`, { createdAt: NOW + 10 }),
        { kid: "first", retiresAt: NOW + 20 + index, goneAt: NOW + 100 },
      )),
  );
  assert.equal(outcomes.filter(Boolean).length, 1);
  const winner = outcomes.indexOf(true);
  const [first, next, ...others] = await peer.signingKeys.list(NOW);
  assert.deepEqual([first?.kid, first?.retiresAt], ["first", NOW + 20 + winner]);
  assert.equal(next?.kid, `next-${winner}`);
  assert.deepEqual(others, []);
  assert.deepEqual((await peer.signingKeys.list(NOW + 100)).map(({ kid }) => kid), [next?.kid]);
});

testOnEachDatabase(
  "a successor of no key, or of another algorithm's, is refused",
  async (database) => {
    const { signingKeys } = database.stores;
    await signingKeys.add(makeSigningKey("first"));
    const retirement = { retiresAt: NOW, goneAt: NOW };
    const successor = makeSigningKey("next");
    assert.equal(await signingKeys.add(successor, { kid: "none", ...retirement }), false);
    const other = makeSigningKey("next", { algorithm: "ES256" });
    assert.equal(await signingKeys.add(other, { kid: "first", ...retirement }), false);
    assert.deepEqual(await signingKeys.list(NOW), [makeSigningKey("first")]);
  },
);

testOnEachDatabase("closed windows are listed until they are over", async ({ stores, peer }) => {
  const later = { id: "later", from: NOW + 50, until: NOW + 60 };
  const running = { id: "running", from: NOW - 5, until: NOW + 5 };
  await stores.maintenance.add(later);
  await stores.maintenance.add(running);
  await stores.maintenance.add(later);
  assert.deepEqual(await peer.maintenance.upcoming(NOW), [running, later]);
  assert.deepEqual(await peer.maintenance.upcoming(NOW + 5), [later]);
  await peer.maintenance.remove("later");
  await peer.maintenance.remove("later");
  assert.deepEqual(await stores.maintenance.upcoming(NOW), [running]);
});

testOnEachDatabase(
  "withdrawOthers() takes all keys of the algorithm but one out of the list, and they are deleted",
  async ({ stores, peer }) => {
    await stores.signingKeys.add(makeSigningKey("first"));
    const retirement = { kid: "first", retiresAt: NOW + 1000, goneAt: NOW + 9000 };
    await stores.signingKeys.add(makeSigningKey("next"), retirement);
    await stores.signingKeys.add(makeSigningKey("ps", { algorithm: "PS256" }));
    await stores.signingKeys.withdrawOthers("EdDSA", "next", NOW);
    const kids = async (now: number) => (await peer.signingKeys.list(now)).map(({ kid }) => kid);
    assert.deepEqual((await kids(NOW)).toSorted(), ["next", "ps"]);
    assert.deepEqual((await kids(NOW - 1)).toSorted(), ["first", "next", "ps"]);
    await stores.signingKeys.purge(NOW);
    assert.deepEqual((await kids(NOW - 1)).toSorted(), ["next", "ps"]);
  },
);

testOnEachDatabase(
  "no personal data and no private key is readable in the files",
  async (database) => {
    const { stores, paths } = database;
    await stores.grants.recordConsent(makeConsent("g1"));
    await stores.signingKeys.add(makeSigningKey("k1"));
    const markers = [
      "1100026",
      "hanako@example.jp",
      "口座連携のお知らせ",
      "連携が完了しました。",
      "完了のお知らせ",
      "ﾃｽﾄ ﾊﾅｺ",
      "203.0.113.7",
      "marker-private-key",
    ];
    const contents = await Promise.all(
      paths.map((path) => Deno.readTextFile(path).catch(() => "")),
    );
    const text = contents.join("");
    assert.ok(text.includes("interaction-of-g1"), "the files were looked at");
    for (const marker of markers) assert.ok(!text.includes(marker), marker);
  },
);
