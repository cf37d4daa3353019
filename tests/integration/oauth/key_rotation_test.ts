/** The gateway's own keys over a rotation: two instances, verifiers with caches, a clock of ours. */
import assert from "node:assert/strict";
import { createLocalJWKSet, jwtVerify } from "jose";
import { createKeyFactory } from "../../../adapters/crypto/key_factory.ts";
import { createVault } from "../../../adapters/crypto/vault.ts";
import { openStores, type Stores } from "../../../adapters/open_stores.ts";
import { signJwt } from "../../../domain/crypto/signed_jwt.ts";
import { ensureSigningKeys, maintainSigningKeys } from "../../../domain/keys/rotate_signing_key.ts";
import { type SigningKey, signingKeyState } from "../../../domain/keys/signing_key.ts";
import { SigningKeys } from "../../../domain/keys/signing_keys.ts";
import { METADATA_CACHE_SECONDS } from "../../../domain/limits.ts";
import { addSeconds } from "../../../domain/time.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const START = Temporal.Instant.from("2026-04-15T10:00:00+09:00").epochMilliseconds;
const DAY = 86_400;
const SECRET = new Uint8Array(32).fill(1);
/** The longest life that the configuration permits an access token. */
const TOKEN_SECONDS = 3600;

async function openKeyStores() {
  const directory = await makeTempDir();
  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const vault = createVault({ sealing: [SECRET], identifying: SECRET }, random);
  const stores = await openStores({ databaseUrl: `file:${directory.path}/kakehashi.db` }, vault);
  const making = { repository: stores.signingKeys, factory: createKeyFactory() };
  await ensureSigningKeys(making, START);
  return {
    stores,
    making,
    async [Symbol.asyncDispose]() {
      await stores.close();
      await directory.remove();
    },
  };
}

/** Somebody who verifies our signatures and reads the key set no oftener than he must. */
class Verifier {
  #readAt = -Infinity;
  #keys = createLocalJWKSet({ keys: [] });

  constructor(readonly instance: SigningKeys, readonly maxAgeSeconds: number) {}

  async verify(token: string, now: number): Promise<void> {
    if (now >= addSeconds(this.#readAt, this.maxAgeSeconds)) {
      const { keys } = await this.instance.jwks(now);
      this.#keys = createLocalJWKSet({ keys: keys.map((key) => ({ kty: "OKP", ...key })) });
      this.#readAt = now;
    }
    await jwtVerify(token, this.#keys, { currentDate: new Date(now) });
  }
}

async function sign(keys: SigningKeys, now: number): Promise<{ kid: string; token: string }> {
  const { kid, algorithm, privateKey } = await keys.current("EdDSA", now);
  const iat = Math.floor(now / 1000);
  const header = { alg: algorithm, kid, typ: "JWT" };
  return { kid, token: await signJwt(header, { iat, exp: iat + TOKEN_SECONDS }, privateKey) };
}

Deno.test("over a rotation no verifier ever meets an unknown key, however old its key set may be", async () => {
  await using world = await openKeyStores();
  const instances = [
    new SigningKeys(world.stores.signingKeys),
    new SigningKeys(world.stores.signingKeys),
  ];
  const verifiers = instances.flatMap((instance) => [
    new Verifier(instance, METADATA_CACHE_SECONDS),
    new Verifier(instance, METADATA_CACHE_SECONDS - 17),
  ]);
  const alive: { readonly token: string; readonly until: number }[] = [];
  const kids = new Set<string>();
  const begin = addSeconds(START, DAY - 900);
  for (let now = begin; now < addSeconds(begin, 4 * 3600); now = addSeconds(now, 29)) {
    await Promise.all(instances.map(() => maintainSigningKeys(world.making, 1, now)));
    for (const instance of instances) {
      const { kid, token } = await sign(instance, now);
      kids.add(kid);
      alive.push({ token, until: addSeconds(now, TOKEN_SECONDS) });
      for (const verifier of verifiers) await verifier.verify(token, now);
    }
    while ((alive[0]?.until ?? Infinity) <= now) alive.shift();
    for (const verifier of verifiers) await verifier.verify(alive[0]?.token ?? "", now);
  }
  assert.equal(kids.size, 2, "the key was rotated, once");
});

function statesOf(keys: readonly SigningKey[], now: number): Record<string, string[]> {
  const states: Record<string, string[]> = {};
  for (const key of keys) (states[key.algorithm] ??= []).push(signingKeyState(key, now));
  return states;
}

async function assertStates(stores: Stores, now: number, states: readonly string[]) {
  const expected = { EdDSA: states, ES256: states, PS256: states };
  assert.deepEqual(statesOf(await stores.signingKeys.list(now), now), expected);
}

Deno.test("a key signs for its days, is followed by an announced one, and is deleted in the end", async () => {
  await using world = await openKeyStores();
  const { making, stores } = world;
  const due = addSeconds(START, 90 * DAY);
  await maintainSigningKeys(making, 90, due - 1);
  await assertStates(stores, due - 1, ["signing"]);
  await maintainSigningKeys(making, 90, due);
  await assertStates(stores, due, ["signing", "announced"]);
  await maintainSigningKeys(making, 90, due + 1);
  await assertStates(stores, addSeconds(due, 600), ["retired", "signing"]);
  const gone = addSeconds(due, 600 + 7200);
  await maintainSigningKeys(making, 90, gone - 1);
  assert.equal((await stores.signingKeys.list(0)).length, 6);
  await maintainSigningKeys(making, 90, gone);
  await assertStates(stores, gone, ["signing"]);
  assert.equal(
    (await stores.signingKeys.list(0)).length,
    3,
    "nothing is kept of keys that are gone",
  );
});

Deno.test("of many instances whose schedules fall together one makes the successor", async () => {
  await using world = await openKeyStores();
  const due = addSeconds(START, 90 * DAY);
  await Promise.all(Array.from({ length: 8 }, () => maintainSigningKeys(world.making, 90, due)));
  await assertStates(world.stores, due, ["signing", "announced"]);
});

Deno.test("the next rotation follows the successor's own age, also after a long standstill", async () => {
  await using world = await openKeyStores();
  const late = addSeconds(START, 1000 * DAY);
  await maintainSigningKeys(world.making, 90, late);
  await maintainSigningKeys(world.making, 90, addSeconds(late, 600));
  await assertStates(world.stores, addSeconds(late, 600), ["retired", "signing"]);
});
