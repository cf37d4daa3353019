import assert from "node:assert/strict";
import { issueCode, parseCodeRecord } from "../../../domain/authorization/authorization_code.ts";
import { isVerifierOf } from "../../../domain/authorization/pkce.ts";
import {
  parsePushedRequest,
  type PushedAuthorizationRequest,
  serialisePushedRequest,
} from "../../../domain/authorization/pushed_request.ts";
import { newAuthorizationCode, newGrantId, parseClientId } from "../../../domain/ids.ts";
import { createSeededRandom } from "../../support/random.ts";

const random = { bytes: createSeededRandom() };
const clientId = parseClientId("app");
assert.ok(clientId !== undefined);
const REQUEST: PushedAuthorizationRequest = {
  clientId,
  redirectUri: "https://app.example/cb",
  scopes: ["accounts"],
  codeChallenge: "c".repeat(43),
  responseMode: "query",
  mayInteract: true,
  createdAt: 1,
};

Deno.test("a pushed request is read as it was written, without members it did not have", () => {
  const full = { ...REQUEST, state: "状態", nonce: "n" };
  for (const request of [REQUEST, full]) {
    assert.deepEqual(parsePushedRequest(serialisePushedRequest(request)), request);
  }
});

Deno.test("a pushed request of an unknown format is a fault, not a request", () => {
  assert.throws(() => parsePushedRequest(JSON.stringify(REQUEST)));
  assert.throws(() => parsePushedRequest(JSON.stringify({ ...REQUEST, format: 2 })));
});

Deno.test("a code's record names what it is bound to and outlives the code itself", async () => {
  const code = newAuthorizationCode(random);
  const grantId = newGrantId(random);
  const put = await issueCode(code, { ...REQUEST, nonce: "n" }, grantId, 60_000);
  assert.deepEqual(parseCodeRecord(put.value), {
    grantId,
    expiresAt: 60_000,
    redirectUri: REQUEST.redirectUri,
    codeChallenge: REQUEST.codeChallenge,
    nonce: "n",
  });
  assert.ok(put.expiresAt > 60_000);
  assert.ok(!JSON.stringify(put).includes(code));
});

Deno.test("isVerifierOf() knows the example of RFC 7636, appendix B", async () => {
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  assert.ok(await isVerifierOf(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
  for (const verifier of ["", challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk="]) {
    assert.equal(await isVerifierOf(challenge, verifier), false);
  }
});
