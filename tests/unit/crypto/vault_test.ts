import assert from "node:assert/strict";
import { createVault } from "../../../adapters/crypto/vault.ts";
import { createSeededRandom } from "../../support/random.ts";

const random = { bytes: createSeededRandom() };
const [first, second, third] = [random.bytes(32), random.bytes(32), random.bytes(32)];
const vault = createVault({ sealing: [first], identifying: third }, random);

Deno.test("a sealed text opens again and shows nothing of what is in it", async () => {
  const sealed = await vault.seal("grant", "g1", "普通 1100026");
  assert.equal(await vault.open("grant", "g1", sealed), "普通 1100026");
  assert.match(sealed, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.ok(!sealed.includes("1100026"));
  assert.equal(await vault.open("grant", "g1", await vault.seal("grant", "g1", "")), "");
});

Deno.test("the same text is sealed differently each time", async () => {
  const sealed = [await vault.seal("log", "1", "x"), await vault.seal("log", "1", "x")];
  assert.notEqual(sealed[0], sealed[1]);
});

Deno.test("a sealed text cannot be moved to another purpose or record", async () => {
  const sealed = await vault.seal("grant", "g1", "secret");
  await assert.rejects(vault.open("grant", "g2", sealed));
  await assert.rejects(vault.open("notice", "g1", sealed));
});

Deno.test("a sealed text that was changed anywhere does not open", async () => {
  // 8 + 16 bytes of ciphertext fill their base64url characters to the last bit.
  const sealed = await vault.seal("grant", "g1", "8 bytes.");
  for (const index of Array.from(sealed).keys()) {
    const changed = sealed[index] === "A" ? "B" : "A";
    const forged = sealed.slice(0, index) + changed + sealed.slice(index + 1);
    await assert.rejects(vault.open("grant", "g1", forged), `position ${index}`);
  }
  for (const nonsense of ["", ".", "..", "a.b.c"]) {
    await assert.rejects(vault.open("grant", "g1", nonsense));
  }
});

Deno.test("a sealed text that was cut off anywhere does not open, as short tags can be guessed", async () => {
  const sealed = await vault.seal("grant", "g1", "");
  for (let length = 0; length < sealed.length; length++) {
    await assert.rejects(vault.open("grant", "g1", sealed.slice(0, length)), `${length}`);
  }
});

Deno.test("texts that were sealed and pseudonyms that were made by earlier releases hold", async () => {
  const fixed = (byte: number) => new Uint8Array(32).fill(byte);
  const earlier = createVault({ sealing: [fixed(1)], identifying: fixed(2) }, random);
  const sealed = "Wd9V6hDN.AwMDAwMDAwMDAwMD.RG1grU8LicIwVlUezCZA8LtLUpfZnx4jv0MVWEEC";
  assert.equal(await earlier.open("grant", "g1", sealed), "普通 1100026");
  assert.equal(
    await earlier.pseudonym("subject", "app:115-1-1100026"),
    "_VX1RzqqSkzq6FxPG0YrqugqS8uRV11pmKI44eO58tY",
  );
});

Deno.test("a new first secret seals, and the old ones still open", async () => {
  const old = await vault.seal("grant", "g1", "old");
  const rotated = createVault({ sealing: [second, first], identifying: third }, random);
  assert.equal(await rotated.open("grant", "g1", old), "old");
  const fresh = await rotated.seal("grant", "g1", "fresh");
  await assert.rejects(vault.open("grant", "g1", fresh), /does not have/);
  const finished = createVault({ sealing: [second], identifying: third }, random);
  assert.equal(await finished.open("grant", "g1", fresh), "fresh");
  await assert.rejects(finished.open("grant", "g1", old), /does not have/);
});

Deno.test("a pseudonym is stable, differs by purpose and text, and outlives a rotation", async () => {
  const pseudonym = await vault.pseudonym("subject", "app:115-1-1100026");
  assert.match(pseudonym, /^[\w-]{43}$/);
  const rotated = createVault({ sealing: [second], identifying: third }, random);
  assert.equal(await rotated.pseudonym("subject", "app:115-1-1100026"), pseudonym);
  assert.notEqual(await vault.pseudonym("account-id", "app:115-1-1100026"), pseudonym);
  assert.notEqual(await vault.pseudonym("subject", "app:115-1-1100027"), pseudonym);
  const stranger = createVault({ sealing: [first], identifying: second }, random);
  assert.notEqual(await stranger.pseudonym("subject", "app:115-1-1100026"), pseudonym);
});

Deno.test("a secret of less than 256 bits is refused", () => {
  const short = random.bytes(31);
  assert.throws(() => createVault({ sealing: [short], identifying: third }, random), /32 bytes/);
  assert.throws(() => createVault({ sealing: [first], identifying: short }, random), /32 bytes/);
  assert.throws(() => createVault({ sealing: [first, short], identifying: third }, random));
});
