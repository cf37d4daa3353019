import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { endGrant, finishEndings } from "../../../domain/grant/end_grant.ts";
import { grantKey, keepGrant, openGrant } from "../../../domain/grant/grant_snapshot.ts";
import { createVault } from "../../../adapters/crypto/vault.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { createSeededRandom } from "../../support/random.ts";
import { type ProtocolServer, startProtocol } from "../../support/protocol_server.ts";

const random = { bytes: createSeededRandom(3) };
const secret = new Uint8Array(32).fill(1);
const vault = createVault({ sealing: [secret], identifying: secret }, random);

async function makeGrant(server: ProtocolServer) {
  const app = await server.register("app-1");
  return (await server.consent(await app.pushed(server))).grant;
}

function accessTo({ stores }: ProtocolServer) {
  return { store: stores.ephemeral, grants: stores.grants, vault };
}

function contextOf(server: ProtocolServer) {
  return { now: server.clock.now(), attempt: newAttemptId(random) };
}

const ENTRY = {
  id: "end",
  at: 0,
  actor: "system",
  event: "grant.end",
  result: "ok",
  details: {},
};

Deno.test("the copy of a grant shows nothing of the account", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const { value } = await keepGrant(vault, grant, server.clock.now());
  assert.ok(!value.includes(grant.account.accountNumber) && !value.includes(grant.subject));
});

Deno.test("a call that read the grant just before it ended cannot revive it", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const access = accessTo(server);
  const find = async (id: typeof grant.id) => {
    const found = await server.stores.grants.find(id);
    await endGrant(access, contextOf(server), id, "revoked_by_operator", ENTRY);
    return found;
  };
  const grants = { ...bind(server), find };
  const opened = await openGrant({ ...access, grants }, contextOf(server), grant.id, undefined);
  assert.equal(opened, undefined);
});

Deno.test("when the database is out of reach an ending grant is closed rather than open", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const access = accessTo(server);
  await openGrant(access, contextOf(server), grant.id, undefined);
  const end = () => Promise.reject(new UnavailableError("database"));
  const broken = { ...access, grants: { ...bind(server), end } };
  await assert.rejects(
    () => endGrant(broken, contextOf(server), grant.id, "revoked_by_app", ENTRY),
    UnavailableError,
  );
  const at = grantKey(grant.id);
  const [found] = await server.stores.ephemeral.run(contextOf(server), [{ verb: "get", at }]);
  assert.equal(await openGrant(access, contextOf(server), grant.id, found.record), undefined);
  assert.ok(await endGrant(access, contextOf(server), grant.id, "revoked_by_app", ENTRY));
});

Deno.test("a grant whose ending was cut off in the middle is ended a minute later, once", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const access = accessTo(server);
  const end = () => Promise.reject(new UnavailableError("database"));
  const broken = { ...access, grants: { ...bind(server), end } };
  const entry = { ...ENTRY, id: `code_reuse:${grant.id}`, result: "code_reuse" };
  const begun = server.clock.now();
  await assert.rejects(
    () => endGrant(broken, contextOf(server), grant.id, "code_reuse", entry),
    UnavailableError,
  );
  server.clock.advance(59_999);
  await finishEndings(access, server.clock.now());
  assert.equal((await access.grants.find(grant.id))?.endedAt, undefined);
  server.clock.advance(1);
  await assert.rejects(() => finishEndings(broken, server.clock.now()), UnavailableError);
  await finishEndings(access, server.clock.now());
  const ended = await access.grants.find(grant.id);
  assert.deepEqual([ended?.endedAt, ended?.endReason], [begun, "code_reuse"]);
  const entries = await server.stores.operationLog.search({ limit: 10 });
  assert.equal(entries.filter(({ id }) => id === entry.id).length, 1);
  const unasked = { ...access, grants: { ...bind(server), find: () => assert.fail("again") } };
  await finishEndings(unasked, server.clock.now());
});

Deno.test("an ending that cannot be read keeps back no other, and is told", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const access = accessTo(server);
  const lost = new Uint8Array(32).fill(2);
  const foreign = createVault({ sealing: [lost], identifying: lost }, random);
  const broken = {
    ...access,
    grants: { ...bind(server), end: () => Promise.reject(new UnavailableError("database")) },
  };
  const end = (sealedBy: typeof vault, id: string) =>
    assert.rejects(
      endGrant({ ...broken, vault: sealedBy }, contextOf(server), grant.id, "revoked_by_app", {
        ...ENTRY,
        id,
      }),
      UnavailableError,
    );
  await end(foreign, "unreadable");
  await end(vault, "readable");
  server.clock.advance(60_000);
  await assert.rejects(finishEndings(access, server.clock.now()));
  assert.equal((await access.grants.find(grant.id))?.endReason, "revoked_by_app");
});

Deno.test("a grant that was ended in one go is not ended again", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const access = accessTo(server);
  await endGrant(access, contextOf(server), grant.id, "revoked_by_app", ENTRY);
  server.clock.advance(60_000);
  const grants = { ...bind(server), end: () => assert.fail("ended again") };
  await finishEndings({ ...access, grants }, server.clock.now());
});

Deno.test("a grant that nobody knows is treated like one that ended", async () => {
  await using server = await startProtocol();
  const grant = await makeGrant(server);
  const grants = { ...bind(server), find: () => Promise.resolve(undefined) };
  const access = { ...accessTo(server), grants };
  assert.equal(await openGrant(access, contextOf(server), grant.id, undefined), undefined);
});

function bind({ stores: { grants } }: ProtocolServer) {
  return {
    find: grants.find.bind(grants),
    end: grants.end.bind(grants),
    recordConsent: grants.recordConsent.bind(grants),
    attachRefreshToken: grants.attachRefreshToken.bind(grants),
    findByRefreshToken: grants.findByRefreshToken.bind(grants),
    withdraw: grants.withdraw.bind(grants),
    search: grants.search.bind(grants),
  };
}
