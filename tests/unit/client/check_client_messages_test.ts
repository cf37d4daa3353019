/** What a client document may say about signed requests and responses. */
import assert from "node:assert/strict";
import { exportJWK, generateKeyPair } from "jose";
import { checkClientDocument } from "../../../domain/client/check_client.ts";

const { publicKey } = await generateKeyPair("EdDSA", { extractable: true });
const edKey = { ...await exportJWK(publicKey), kid: "ed" };

function document(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    client_id: "app-1",
    client_name: "家計簿アプリ",
    operator_name: "かけい株式会社",
    redirect_uris: ["https://app.example/callback"],
    token_endpoint_auth_method: "private_key_jwt",
    dpop_bound_access_tokens: true,
    scope: "openid accounts transactions",
    jwks: { keys: [edKey] },
    ...changes,
  };
}

async function faultsOf(value: unknown): Promise<readonly string[]> {
  const verdict = await checkClientDocument(value);
  return verdict.accepted ? [] : verdict.faults.map((fault) => fault.member);
}

async function accepted(value: unknown) {
  const verdict = await checkClientDocument(value);
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.faults));
  return verdict;
}

const REFUSED: readonly [string, Record<string, unknown>, string][] = [
  ["text for a flag", { require_signed_request_object: "yes" }, "require_signed_request_object"],
  ["requests with RS256", { request_object_signing_alg: "RS256" }, "request_object_signing_alg"],
  ["requests without a key", { request_object_signing_alg: "ES256" }, "request_object_signing_alg"],
  [
    "encrypted requests",
    { request_object_encryption_alg: "RSA-OAEP" },
    "request_object_encryption_alg",
  ],
  ["requests by reference", { request_uris: ["https://app.example/r"] }, "request_uris"],
  ["fragments", { response_modes: ["query", "fragment"] }, "response_modes"],
  ["no response mode", { response_modes: [] }, "response_modes"],
  [
    "responses with RS256",
    { authorization_signed_response_alg: "RS256" },
    "authorization_signed_response_alg",
  ],
  [
    "encrypted responses",
    { authorization_encrypted_response_alg: "RSA-OAEP" },
    "authorization_encrypted_response_alg",
  ],
];

for (const [what, changes, member] of REFUSED) {
  Deno.test(`checkClientDocument() refuses ${what}`, async () => {
    assert.deepEqual(await faultsOf(document(changes)), [member]);
  });
}

Deno.test("checkClientDocument() reads what an app wants signed", async () => {
  const plain = await accepted(document());
  for (const name of ["requiresSignedRequest", "requestSigningAlgorithm", "responseModes"]) {
    assert.ok(!(name in plain.registration), name);
  }
  const { registration } = await accepted(document({
    require_signed_request_object: true,
    request_object_signing_alg: "EdDSA",
    response_modes: ["jwt", "query"],
    authorization_signed_response_alg: "PS256",
  }));
  assert.equal(registration.requiresSignedRequest, true);
  assert.equal(registration.requestSigningAlgorithm, "EdDSA");
  assert.deepEqual(registration.responseModes, ["query", "jwt"]);
  assert.equal(registration.responseSigningAlgorithm, "PS256");
});

Deno.test("checkClientDocument() warns of a response algorithm that will never be used", async () => {
  const { warnings } = await accepted(document({
    response_modes: ["query"],
    authorization_signed_response_alg: "PS256",
  }));
  assert.deepEqual(warnings.map(({ member }) => member), ["authorization_signed_response_alg"]);
});

Deno.test("checkClientDocument() demands keys of an app that must sign its requests", async () => {
  const faults = await faultsOf(document({ jwks: undefined, require_signed_request_object: true }));
  assert.deepEqual(faults, ["jwks", "require_signed_request_object"]);
});
