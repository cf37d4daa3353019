import assert from "node:assert/strict";
import { readClientAssertion } from "../../../domain/client/client_assertion.ts";
import { encodeBase64Url } from "../../../domain/ids.ts";
import { type Changes, makeTestKey, signAnything } from "../../support/protocol_client.ts";

const NOW = 1_800_000_000_000;
const IAT = NOW / 1000;
const ISSUER = "https://gateway.example";
const KEY = await makeTestKey();

async function read(claims: Changes = {}, header: Changes = {}) {
  const right = { iss: "app", sub: "app", aud: ISSUER, jti: "1", iat: IAT, exp: IAT + 60 };
  return readClientAssertion(
    await signAnything(header, { ...right, ...claims }, KEY),
    ISSUER,
    NOW,
  );
}

const ACCEPTED: Readonly<Record<string, [Changes, Changes?]>> = {
  "as the specification has it": [{}],
  "with iat and nbf 8 s ahead": [{ iat: IAT + 8, nbf: IAT + 8, exp: IAT + 68 }],
  "with iat and nbf 30 s ahead": [{ iat: IAT + 30, nbf: IAT + 30 }],
  "without iat": [{ iat: undefined }],
  "expired 9 s ago": [{ exp: IAT - 9 }],
  "good for an hour": [{ exp: IAT + 3600 }],
  "with typ JWT": [{}, { typ: "JWT" }],
  "with typ client-authentication+jwt": [{}, { typ: "client-authentication+jwt" }],
};

for (const [name, [claims, header]] of Object.entries(ACCEPTED)) {
  Deno.test(`readClientAssertion() accepts an assertion ${name}`, async () => {
    const assertion = await read(claims, header);
    assert.ok(!("fault" in assertion), JSON.stringify(assertion));
  });
}

const REFUSED: Readonly<Record<string, [Changes, Changes?]>> = {
  "without sub": [{ sub: undefined }],
  "with a sub that is no client id": [{ sub: "a b", iss: "a b" }],
  "without iss": [{ iss: undefined }],
  "by one client about another": [{ iss: "other" }],
  "without aud": [{ aud: undefined }],
  "for a list of servers": [{ aud: [ISSUER] }],
  "for the issuer with a slash": [{ aud: `${ISSUER}/` }],
  "for the token endpoint": [{ aud: `${ISSUER}/token` }],
  "for the PAR endpoint": [{ aud: `${ISSUER}/par` }],
  "for another server": [{ aud: "https://other.example" }],
  "without exp": [{ exp: undefined }],
  "with exp as a text": [{ exp: String(IAT + 60) }],
  "expired 10 s ago": [{ exp: IAT - 10 }],
  "good for longer than an hour": [{ exp: IAT + 3631 }],
  "with iat 31 s ahead": [{ iat: IAT + 31 }],
  "with nbf 31 s ahead": [{ nbf: IAT + 31 }],
  "with iat and nbf 62 s ahead": [{ iat: IAT + 62, nbf: IAT + 62, exp: IAT + 122 }],
  "with iat that is no number": [{ iat: null }],
  "without jti": [{ jti: undefined }],
  "with an empty jti": [{ jti: "" }],
  "with a jti of 257 characters": [{ jti: "x".repeat(257) }],
  "that is a DPoP proof": [{}, { typ: "dpop+jwt" }],
  "that is an access token": [{}, { typ: "at+jwt" }],
  "that brings its own key": [{}, { jwk: KEY.publicJwk }],
  "with a jku": [{}, { jku: "https://evil.example" }],
  "with an x5u": [{}, { x5u: "https://evil.example" }],
};

for (const [name, [claims, header]] of Object.entries(REFUSED)) {
  Deno.test(`readClientAssertion() refuses an assertion ${name}`, async () => {
    assert.ok("fault" in await read(claims, header));
  });
}

Deno.test("readClientAssertion() refuses algorithms outside of FAPI 2.0", () => {
  const encode = (value: object) =>
    encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  const claims = encode({ iss: "app", sub: "app", aud: ISSUER, jti: "1", exp: IAT + 60 });
  for (const alg of ["none", "HS256", "RS256", "PS384", "ES384", "eddsa", undefined]) {
    const assertion = readClientAssertion(`${encode({ alg })}.${claims}.AAAA`, ISSUER, NOW);
    assert.ok("fault" in assertion, String(alg));
  }
});

Deno.test("an assertion is remembered until it could no longer be accepted", async () => {
  const assertion = await read({ exp: IAT + 60 });
  assert.equal("expiresAt" in assertion && assertion.expiresAt, NOW + 70_000);
});
