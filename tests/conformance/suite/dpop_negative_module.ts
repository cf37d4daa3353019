/** The module that tries wrong proofs, and odd right ones, at the resource. */
import assert from "node:assert/strict";
import { exportJWK, importJWK } from "jose";
import { encodeBase64Url, sha256Base64Url } from "../../../domain/ids.ts";
import { type Changes, signAnything } from "../../support/protocol_client.ts";
import { assertReads, complete } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Suite } from "./suite.ts";
import type { JwtChanges, ResourceChanges, SuiteClient } from "./suite_client.ts";
import { FURTHER_DPOP_KEY } from "./suite_keys.ts";

const HOUR = 3600;

/** Proofs in which one thing is wrong. */
function wrongProofs({ client, now, configuration }: Suite): Readonly<Record<string, JwtChanges>> {
  const { resourceUrl } = configuration.resource;
  const missing = ["jti", "htm", "htu", "iat", "ath"].map((name) =>
    [`without ${name}`, { claims: { [name]: undefined } }] as const
  );
  return {
    ...Object.fromEntries(missing),
    "without typ": { header: { typ: undefined } },
    "with another typ": { header: { typ: "JWT" } },
    "without jwk": { header: { jwk: undefined } },
    "for PUT": { claims: { htm: "PUT" } },
    "for another path": { claims: { htu: `${resourceUrl}/other` } },
    "made an hour ahead": { claims: { iat: now + HOUR } },
    "made an hour ago": { claims: { iat: now - HOUR } },
    "with another ath": { claims: { ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" } },
    "of another key": { key: FURTHER_DPOP_KEY, header: { jwk: FURTHER_DPOP_KEY.publicJwk } },
    "with the signature of another key": {
      key: FURTHER_DPOP_KEY,
      header: { jwk: client.dpopKey.publicJwk },
    },
  };
}

function encode(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}

/** Texts in the place of a proof. */
async function wrongTexts(suite: Suite, token: string): Promise<Readonly<Record<string, string>>> {
  const { client, configuration } = suite;
  const { resourceUrl } = configuration.resource;
  const ath = await sha256Base64Url(token);
  const proof = (changes: JwtChanges = {}) =>
    client.proof("GET", resourceUrl, { ...changes, claims: { ath, ...changes.claims } });
  const [header = "", claims = ""] = (await proof()).split(".");
  const read = (part: string): Changes =>
    JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: "base64url" })));
  const { alg: _, ...withoutAlg } = read(header);
  const withoutAlgorithm = `${encode(withoutAlg)}.${claims}`;
  return {
    "two proofs": `${await proof()}, ${await proof()}`,
    "no JWT": "not-a-jwt",
    "two parts": `${header}.${claims}`,
    "without alg": `${withoutAlgorithm}.${await signatureOf(client, withoutAlgorithm)}`,
    "alg none": `${encode({ ...read(header), alg: "none" })}.${claims}.`,
    "RS256": await signRs256(client, read(header), { ...read(claims), jti: "rs256" }),
    "a private key": await proof({ header: { jwk: await privateJwkOf(client) } }),
  };
}

async function signatureOf({ dpopKey }: SuiteClient, text: string): Promise<string> {
  const algorithm = { name: "RSA-PSS", saltLength: 32 };
  const bytes = new TextEncoder().encode(text);
  const signature = await crypto.subtle.sign(algorithm, dpopKey.privateKey, bytes);
  return encodeBase64Url(new Uint8Array(signature));
}

async function signRs256(client: SuiteClient, header: Changes, claims: Changes): Promise<string> {
  const { alg: _, ...jwk } = await exportJWK(client.dpopKey.privateKey);
  const privateKey = await importJWK(jwk, "RS256");
  if (privateKey instanceof Uint8Array) throw new Error("not a key pair");
  return await signAnything({ ...header, alg: "RS256" }, claims, {
    algorithm: "PS256",
    privateKey,
  });
}

async function privateJwkOf({ dpopKey }: SuiteClient): Promise<Changes> {
  return { ...await exportJWK(dpopKey.privateKey) };
}

/** Odd, but right. */
function oddProofs({ configuration }: Suite): Readonly<Record<string, ResourceChanges>> {
  const { resourceUrl } = configuration.resource;
  const { protocol, host, pathname } = new URL(resourceUrl);
  const htu = (value: string): ResourceChanges => ({ dpop: { claims: { htu: value } } });
  return {
    "scheme and host in capitals": htu(
      `${protocol.toUpperCase()}//${host.toUpperCase()}${pathname}`,
    ),
    "port 443": htu(`${protocol}//${host}:443${pathname}`),
    "query and fragment": htu(`${resourceUrl}?a=b#fragment`),
    "without the query of the call": {
      url: `${resourceUrl}?dummy=1`,
      dpop: { claims: { htu: resourceUrl } },
    },
    "further members": {
      dpop: { header: { foo: "bar" }, claims: { foo: "bar", another: { x: 1 } } },
    },
  };
}

async function run(suite: Suite): Promise<void> {
  const { client } = suite;
  const { accessToken } = await complete(client);
  const refused = async (what: string, changes: ResourceChanges) => {
    const { status } = await client.readResource(accessToken, changes);
    assert.ok([400, 401].includes(status), `${what}: ${status}`);
  };
  for (const [what, dpop] of Object.entries(wrongProofs(suite))) await refused(what, { dpop });
  const texts = await wrongTexts(suite, accessToken);
  for (const [what, dpop] of Object.entries(texts)) await refused(what, { dpop });
  for (const scheme of ["DPoP", "Bearer"]) {
    await refused(`no proof, ${scheme}`, { dpop: null, authorization: `${scheme} ${accessToken}` });
  }
  await assertReads(client, accessToken, { dpop: { claims: { jti: "once" } } });
  await refused("a second use", { dpop: { claims: { jti: "once" } } });
  for (const changes of Object.values(oddProofs(suite))) {
    await assertReads(client, accessToken, changes);
  }
  await assertReads(client, accessToken);
}

/** See the head of this file. */
export const DPOP_NEGATIVE_MODULE: Module = {
  number: 56,
  name: "dpop-negative-tests",
  conditions: ["dpop"],
  run,
};
