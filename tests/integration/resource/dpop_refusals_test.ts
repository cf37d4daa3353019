/** FAPI 2.0 Security Profile, 5.3.4; RFC 9449, 4.3 and 7.1: what a resource server refuses and accepts. */
import assert from "node:assert/strict";
import { encodeBase64Url } from "../../../domain/ids.ts";
import { makeTestKey } from "../../support/protocol_client.ts";
import {
  ISSUER,
  type Link,
  openResourceApi,
  type ProofChanges,
  type ResourceApi,
} from "../../support/resource_api.ts";

const HANAKO = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;
const HOUR_SECONDS = 3600;

async function callWithProof(
  api: ResourceApi,
  link: Link,
  changes: ProofChanges,
  path = "/consent",
) {
  const proof = await api.prove(link, path, changes);
  return await api.call(link, path, { headers: { DPoP: proof } });
}

Deno.test("R5: a proof with any one fault is refused with 401, and nothing is answered", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const now = Math.floor(api.clock.now() / 1000);
  const stranger = await makeTestKey("EdDSA");
  const faults: Record<string, ProofChanges> = {
    "no typ": { header: { typ: undefined } },
    "another typ": { header: { typ: "JWT" } },
    "no jwk": { header: { jwk: undefined } },
    "a private key as jwk": { header: { jwk: { ...link.dpopKey.publicJwk, d: "c2VjcmV0" } } },
    "no jti": { claims: { jti: undefined } },
    "no htm": { claims: { htm: undefined } },
    "another htm": { claims: { htm: "PUT" } },
    "no htu": { claims: { htu: undefined } },
    "another htu": { claims: { htu: `${ISSUER}/accounts` } },
    "no iat": { claims: { iat: undefined } },
    "an iat an hour ahead": { claims: { iat: now + HOUR_SECONDS } },
    "an iat an hour back": { claims: { iat: now - HOUR_SECONDS } },
    "no ath": { claims: { ath: undefined } },
    "the ath of another token": { claims: { ath: "A".repeat(43) } },
    "the key of somebody else": { key: stranger },
    "the signature of another key": { header: { jwk: link.dpopKey.publicJwk }, key: stranger },
  };
  for (const [fault, changes] of Object.entries(faults)) {
    const response = await callWithProof(api, link, changes);
    assert.equal(response.status, 401, fault);
    assert.match(
      response.headers.get("WWW-Authenticate") ?? "",
      /^DPoP error="invalid_(dpop_proof|token)", error_description="[ !#-[\]-~]+"/,
      fault,
    );
    assert.ok(!("grantId" in await response.json()), fault);
  }
});

/** A proof that is right but for its `alg`: signed, as the header now is, by the right key. */
async function proveWithAlg(
  api: ResourceApi,
  link: Link,
  alg: string | undefined,
): Promise<string> {
  const [header = "", claims] = (await api.prove(link, "/consent")).split(".");
  const members = JSON.parse(new TextDecoder().decode(decodeBase64Url(header)));
  const text = new TextEncoder().encode(JSON.stringify({ ...members, alg }));
  const signed = `${encodeBase64Url(text)}.${claims}`;
  const signature = await crypto.subtle.sign(
    "Ed25519",
    link.dpopKey.privateKey,
    new TextEncoder().encode(signed),
  );
  return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
}

function decodeBase64Url(text: string): Uint8Array {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

Deno.test("R5: only the algorithms of FAPI 2.0 are accepted for proofs", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  for (const alg of ["none", "None", "RS256", "HS256", "ES256", undefined]) {
    const headers = { DPoP: await proveWithAlg(api, link, alg) };
    assert.equal((await api.call(link, "/consent", { headers })).status, 401, alg);
  }
  const unsigned = (await proveWithAlg(api, link, "none")).replace(/[^.]*$/, "");
  const headers = { DPoP: unsigned };
  assert.equal((await api.call(link, "/consent", { headers })).status, 401, "no signature");
  for (const alg of ["EdDSA", "Ed25519"]) {
    const headers = { DPoP: await proveWithAlg(api, link, alg) };
    assert.equal((await api.call(link, "/consent", { headers })).status, 200, alg);
  }
});

Deno.test("R5: a proof is required once, with the scheme DPoP", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const proof = () => api.prove(link, "/consent");
  const faults = {
    "no proof": { DPoP: undefined },
    "two proofs": { DPoP: `${await proof()}, ${await proof()}` },
    "no JWT": { DPoP: "a.b" },
    "the scheme Bearer with a proof": { Authorization: `Bearer ${link.accessToken}` },
    "the scheme Bearer without": { Authorization: `Bearer ${link.accessToken}`, DPoP: undefined },
  };
  for (const [fault, headers] of Object.entries(faults)) {
    assert.equal((await api.call(link, "/consent", { headers })).status, 401, fault);
  }
});

Deno.test("R5: a proof is good once, also when fifty come at the same time", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const headers = { DPoP: await api.prove(link, "/consent") };
  const responses = await Promise.all(
    Array.from({ length: 50 }, () => api.call(link, "/consent", { headers })),
  );
  const statuses = responses.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1);
  assert.equal(statuses.filter((status) => status === 401).length, 49);
});

Deno.test("R5: what the specifications leave open is accepted", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const variants: Record<string, ProofChanges> = {
    "scheme and host in upper case": { claims: { htu: "HTTPS://GATEWAY.EXAMPLE/consent" } },
    "the default port": { claims: { htu: "https://gateway.example:443/consent" } },
    "query and fragment": { claims: { htu: `${ISSUER}/consent?a=b#c` } },
    "further members": { header: { extra: 1 }, claims: { extra: "x" } },
  };
  for (const [variant, changes] of Object.entries(variants)) {
    assert.equal((await callWithProof(api, link, changes)).status, 200, variant);
  }
  const withQuery = await api.call(link, "/consent?more=1", {
    headers: { DPoP: await api.prove(link, "/consent") },
  });
  assert.equal(withQuery.status, 200, "the URL has a query that htu leaves out");
  const lowerCase = await api.call(link, "/consent", {
    headers: { Authorization: `dpop ${link.accessToken}` },
  });
  assert.equal(lowerCase.status, 200, "the scheme is compared without case");
});

Deno.test("R2: a token in the query is refused with 400, with or without a proof", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const path = `/consent?access_token=${link.accessToken}`;
  for (const DPoP of [await api.prove(link, "/consent"), undefined]) {
    const response = await api.call(link, path, { headers: { Authorization: undefined, DPoP } });
    assert.equal(response.status, 400);
    assert.equal((await response.json()).code, "invalid_request");
  }
});

Deno.test("R3: a token that is changed, of another kind, expired or another's is refused", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  const other = await api.link(HANAKO);
  const [header, payload, signature] = link.accessToken.split(".");
  const tokens = {
    "with another signature": `${header}.${payload}.${"A".repeat(signature?.length ?? 0)}`,
    "of another link, with this link's key": other.accessToken,
    "that is none": "abc",
  };
  for (const [kind, accessToken] of Object.entries(tokens)) {
    const response = await api.call({ ...link, accessToken }, "/consent");
    assert.equal(response.status, 401, kind);
    assert.equal((await response.json()).code, "invalid_token", kind);
  }
  api.clock.advance(24 * HOUR_SECONDS * 1000);
  assert.equal((await api.call(link, "/consent")).status, 401, "expired");
});

Deno.test("a call is one round trip to the expiring store and none to the database", async () => {
  await using api = await openResourceApi();
  const link = await api.link(HANAKO);
  await api.call(link, "/consent");
  const before = api.roundTrips.length;
  await api.call(link, "/accounts");
  assert.deepEqual(api.roundTrips.slice(before), ["ephemeral"]);
});
