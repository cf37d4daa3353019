import assert from "node:assert/strict";
import { createKeyFactory } from "../../../adapters/crypto/key_factory.ts";
import { signJwt } from "../../../domain/crypto/signed_jwt.ts";
import { OAuthError } from "../../../domain/errors.ts";
import { newGrantId, parseClientId, parseKeyThumbprint } from "../../../domain/ids.ts";
import { ensureSigningKeys } from "../../../domain/keys/rotate_signing_key.ts";
import type { SigningKey } from "../../../domain/keys/signing_key.ts";
import { SigningKeys } from "../../../domain/keys/signing_keys.ts";
import { type AccessToken, toClaims } from "../../../domain/token/access_token.ts";
import { AccessTokens } from "../../../domain/token/access_tokens.ts";
import { type Changes, makeTestKey, signAnything } from "../../support/protocol_client.ts";
import { createSeededRandom } from "../../support/random.ts";

const ISSUER = "https://gateway.example";
const NOW = 1_800_000_000_000;

const stored: SigningKey[] = [];
const repository = {
  list: () => Promise.resolve(stored),
  add(key: SigningKey) {
    stored.push(key);
    return Promise.resolve(true);
  },
  withdrawOthers: () => Promise.resolve(),
  purge: () => Promise.resolve(),
};
await ensureSigningKeys({ repository, factory: createKeyFactory() }, NOW);
const keys = new SigningKeys(repository);

const clientId = parseClientId("app");
const thumbprint = parseKeyThumbprint("k".repeat(43));
assert.ok(clientId !== undefined && thumbprint !== undefined);
const TOKEN: AccessToken = {
  tokenId: "1",
  clientId,
  grantId: newGrantId({ bytes: createSeededRandom() }),
  subject: "customer",
  scopes: ["openid", "accounts"],
  confirmation: { kind: "dpop", thumbprint },
  issuedAt: NOW,
  expiresAt: NOW + 600_000,
};

function refusesAs(reason: string) {
  return (error: unknown) =>
    error instanceof OAuthError && error.code === "invalid_token" && error.reason === reason;
}

/** Signs with our own key what {@link AccessTokens.issue} would never sign. */
async function signOwn(claims: Changes, typ = "at+jwt", algorithm: "EdDSA" | "ES256" = "EdDSA") {
  const signer = await keys.current(algorithm, NOW);
  const header = { alg: signer.algorithm, kid: signer.kid, typ };
  return await signJwt(header, { ...toClaims(TOKEN, ISSUER), ...claims }, signer.privateKey);
}

Deno.test("verify() reads what issue() wrote, the second time from memory", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  const text = await tokens.issue(TOKEN);
  const { hash, ...token } = await tokens.verify(text, NOW);
  assert.deepEqual(token, TOKEN);
  assert.equal(hash.length, 43);
  assert.equal(await tokens.verify(text, NOW), await tokens.verify(text, NOW + 1));
});

Deno.test("verify() takes no token from memory whose key was withdrawn, once the list of keys is read anew", async () => {
  let listed: readonly SigningKey[] = stored;
  const tokens = new AccessTokens(ISSUER, new SigningKeys({ list: () => Promise.resolve(listed) }));
  const text = await tokens.issue(TOKEN);
  await tokens.verify(text, NOW);
  listed = stored.filter(({ algorithm }) => algorithm !== "EdDSA");
  await tokens.verify(text, NOW + 1);
  for (let time = 0; time < 2; time++) {
    await assert.rejects(() => tokens.verify(text, NOW + 5000), refusesAs("unknown key"));
  }
});

Deno.test("verify() judges the expiry each time", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  const text = await tokens.issue(TOKEN);
  await tokens.verify(text, TOKEN.expiresAt - 1);
  for (let time = 0; time < 2; time++) {
    await assert.rejects(
      () => tokens.verify(text, TOKEN.expiresAt),
      refusesAs("The access token has expired"),
    );
  }
});

Deno.test("verify() refuses what our own key signed for another purpose", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  const idToken = await signOwn({}, "JWT");
  await assert.rejects(() => tokens.verify(idToken, NOW), refusesAs("no access token"));
  const wrongClaims = [
    { iss: "https://other.example" },
    { aud: "https://other.example" },
    { aud: [ISSUER] },
    { client_id: undefined },
    { grant_id: "x" },
    { cnf: undefined },
    { cnf: {} },
    { cnf: { jkt: "k" } },
    { cnf: { "x5t#S256": "k" } },
    { cnf: { jkt: "k".repeat(43), "x5t#S256": "k".repeat(43) } },
    { cnf: { jkt: "k".repeat(43), kid: "1" } },
    { iat: undefined },
    { exp: "never" },
  ];
  for (const claims of wrongClaims) {
    const text = await signOwn(claims);
    await assert.rejects(() => tokens.verify(text, NOW), refusesAs("unexpected claims"));
  }
});

Deno.test("verify() takes the algorithm from the key, not from the token", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  const text = await signOwn({}, "at+jwt", "ES256");
  const { kid } = await keys.current("EdDSA", NOW);
  const [, claims, signature] = text.split(".");
  const header = JSON.stringify({ alg: "ES256", kid, typ: "at+jwt" });
  const forged = new TextEncoder().encode(header).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  await assert.rejects(
    () => tokens.verify(`${forged}.${claims}.${signature}`, NOW),
    refusesAs("unknown key"),
  );
});

Deno.test("verify() refuses a token whose kid is anything but a text", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  const strangers = await makeTestKey("EdDSA");
  for (const kid of [undefined, null, 1, [], { toString: 1 }, { toString: null, valueOf: null }]) {
    const text = await signAnything({ typ: "at+jwt", kid }, toClaims(TOKEN, ISSUER), strangers);
    await assert.rejects(() => tokens.verify(text, NOW), refusesAs("unknown key"));
  }
});

Deno.test("verify() reads a token without scopes as one without scopes", async () => {
  const tokens = new AccessTokens(ISSUER, keys);
  assert.deepEqual((await tokens.verify(await signOwn({ scope: "" }), NOW)).scopes, []);
});
