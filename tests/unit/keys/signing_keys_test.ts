import assert from "node:assert/strict";
import { createKeyFactory } from "../../../adapters/crypto/key_factory.ts";
import {
  ensureSigningKeys,
  replaceSigningKeys,
  rotateSigningKey,
} from "../../../domain/keys/rotate_signing_key.ts";
import type { SigningKey, SigningKeyRepository } from "../../../domain/keys/signing_key.ts";
import { SigningKeys } from "../../../domain/keys/signing_keys.ts";

const NOW = 1_800_000_000_000;
const factory = createKeyFactory();

/** Keys in memory; counts how often they are read. */
class MemoryKeys implements SigningKeyRepository {
  keys: SigningKey[] = [];
  reads = 0;
  isBroken = false;

  list(now: number): Promise<readonly SigningKey[]> {
    this.reads += 1;
    if (this.isBroken) return Promise.reject(new Error("broken"));
    return Promise.resolve(this.keys.filter((key) => key.goneAt === undefined || now < key.goneAt));
  }

  add(
    key: SigningKey,
    predecessor?: { kid: string; retiresAt: number; goneAt: number },
  ): Promise<boolean> {
    this.keys = this.keys.map((old) =>
      old.kid === predecessor?.kid ? { ...old, ...predecessor } : old
    );
    this.keys.push(key);
    return Promise.resolve(true);
  }

  withdrawOthers(algorithm: string, kid: string, now: number): Promise<void> {
    this.keys = this.keys.map((key) =>
      key.algorithm === algorithm && key.kid !== kid ? { ...key, goneAt: now } : key
    );
    return Promise.resolve();
  }

  purge(now: number): Promise<void> {
    this.keys = this.keys.filter((key) => key.goneAt === undefined || now < key.goneAt);
    return Promise.resolve();
  }
}

async function kidsOf(keys: SigningKeys, now: number): Promise<unknown[]> {
  return (await keys.jwks(now)).keys.map((key) => key["kid"]);
}

Deno.test("the first start makes one key of each algorithm, the next none", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  await ensureSigningKeys({ repository, factory }, NOW + 1);
  assert.deepEqual(repository.keys.map((key) => key.algorithm), ["EdDSA", "ES256", "PS256"]);
  const signer = await new SigningKeys(repository).current("PS256", NOW);
  assert.equal(signer.kid, repository.keys[2]?.kid);
});

Deno.test("a rotated key is announced before it signs, and its predecessor stays published after", async () => {
  const repository = new MemoryKeys();
  const first = await rotateSigningKey({ repository, factory }, "EdDSA", NOW);
  const second = await rotateSigningKey({ repository, factory }, "EdDSA", NOW + 1000);
  assert.ok(first !== undefined && second !== undefined);
  const keys = new SigningKeys(repository);
  const signsFrom = NOW + 1000 + 600_000;
  assert.deepEqual(await kidsOf(keys, NOW + 1000), [first.kid, second.kid]);
  assert.equal((await keys.current("EdDSA", signsFrom - 1)).kid, first.kid);
  assert.equal((await keys.current("EdDSA", signsFrom)).kid, second.kid);
  assert.ok(await keys.find(first.kid, signsFrom + 7_199_999));
  assert.deepEqual(await kidsOf(keys, signsFrom + 7_200_000), [second.kid]);
  assert.equal(await keys.find(first.kid, signsFrom + 7_200_000), undefined);
});

Deno.test("a key is not rotated again while its successor is announced", async () => {
  const repository = new MemoryKeys();
  await rotateSigningKey({ repository, factory }, "EdDSA", NOW);
  await rotateSigningKey({ repository, factory }, "EdDSA", NOW + 1000);
  const third = await rotateSigningKey({ repository, factory }, "EdDSA", NOW + 2000);
  assert.equal(third, undefined);
  assert.equal(repository.keys.length, 2);
});

Deno.test("a replaced key, its announced successor and its retired predecessor are gone at once", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  await rotateSigningKey({ repository, factory }, "EdDSA", NOW + 1000);
  await rotateSigningKey({ repository, factory }, "EdDSA", NOW + 1_000_000);
  const others = (await repository.list(NOW)).filter(({ algorithm }) => algorithm !== "EdDSA");
  const now = NOW + 1_000_001;
  const made = await replaceSigningKeys({ repository, factory }, "EdDSA", now);
  assert.ok(made !== undefined);
  const keys = new SigningKeys(repository);
  assert.equal((await keys.current("EdDSA", now)).kid, made.kid);
  assert.deepEqual(await kidsOf(keys, now), [...others.map(({ kid }) => kid), made.kid]);
  repository.add = () => Promise.resolve(false);
  assert.equal(await replaceSigningKeys({ repository, factory }, "EdDSA", now), undefined);
  assert.deepEqual(await kidsOf(keys, now), [...others.map(({ kid }) => kid), made.kid]);
});

Deno.test("another instance that rotated first is left alone", async () => {
  const repository = new MemoryKeys();
  repository.add = () => Promise.resolve(false);
  assert.equal(await rotateSigningKey({ repository, factory }, "ES256", NOW), undefined);
});

Deno.test("the key set shows no private member, and what each key is for", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  const { keys } = await new SigningKeys(repository).jwks(NOW);
  for (const key of keys) {
    const isPublic = ["d", "p", "q", "dp", "dq", "qi", "k"].every((name) => !(name in key));
    assert.ok(isPublic && key["use"] === "sig" && typeof key["alg"] === "string");
  }
});

Deno.test("keys are read at most every 5 seconds, and again after a failure", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  const keys = new SigningKeys(repository);
  repository.reads = 0;
  repository.isBroken = true;
  await assert.rejects(() => keys.jwks(NOW));
  repository.isBroken = false;
  await Promise.all([keys.jwks(NOW), keys.current("EdDSA", NOW), keys.jwks(NOW + 4999)]);
  assert.equal(repository.reads, 2);
  await keys.jwks(NOW + 5000);
  assert.equal(repository.reads, 3);
});

Deno.test("a clock that was put back keeps no keys beyond their 5 seconds", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  const keys = new SigningKeys(repository);
  await keys.jwks(NOW + 3_600_000);
  repository.reads = 0;
  await keys.jwks(NOW + 3_600_000 - 4999);
  assert.equal(repository.reads, 0, "a request that began a little earlier");
  await keys.jwks(NOW);
  assert.equal(repository.reads, 1);
});

Deno.test("a clock that was put back before the first key signs with that key all the same", async () => {
  const repository = new MemoryKeys();
  await ensureSigningKeys({ repository, factory }, NOW);
  const keys = new SigningKeys(repository);
  const { kid } = await keys.current("EdDSA", NOW);
  assert.equal((await keys.current("EdDSA", NOW - 3_600_000)).kid, kid);
  assert.ok(await keys.find(kid, NOW - 3_600_000));
});

Deno.test("without any key signing is a fault, not a signature with something else", async () => {
  await assert.rejects(() => new SigningKeys(new MemoryKeys()).current("EdDSA", NOW));
});
