/** What the client checker says to published keys, resource servers and nonces. */
import assert from "node:assert/strict";
import { exportJWK, generateKeyPair } from "jose";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { serializeClient } from "../../../domain/client/client_registration.ts";

const REGISTERED_AT = Temporal.Instant.from("2026-11-01T00:00:00Z").epochMilliseconds;
const pair = await generateKeyPair("EdDSA", { extractable: true });
const edKey = { ...await exportJWK(pair.publicKey), kid: "ed" };

function document(changes: Record<string, unknown>): Record<string, unknown> {
  return {
    client_id: "app-1",
    client_name: "家計簿アプリ",
    redirect_uris: ["https://app.example/callback"],
    token_endpoint_auth_method: "private_key_jwt",
    dpop_bound_access_tokens: true,
    jwks: { keys: [edKey] },
    ...changes,
  };
}

async function accepted(value: unknown) {
  const verdict = await checkClientDocument(value);
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.faults));
  return verdict;
}

const REFUSED: readonly [string, Record<string, unknown>, string][] = [
  ["jwks and jwks_uri", { jwks_uri: "https://app.example/jwks" }, "jwks_uri"],
  ...[
    "http://app.example/jwks",
    "https://user:secret@app.example/jwks",
    "https://app.example/jwks#keys",
    "https://10.0.0.1/jwks",
    "https://2130706433/jwks",
    "https://[::ffff:127.0.0.1]/jwks",
    "https://localhost/jwks",
    "https://intranet/jwks",
    "file:///etc/passwd",
    "app.example/jwks",
    7,
  ].map((uri): [string, Record<string, unknown>, string] => [
    `jwks_uri ${uri}`,
    { jwks: undefined, jwks_uri: uri },
    "jwks_uri",
  ]),
  [
    "an introspection algorithm",
    { introspection_signed_response_alg: "HS256" },
    "introspection_signed_response_alg",
  ],
  ["a flag that is none", { dpop_nonce_required: "yes" }, "dpop_nonce_required"],
  ["a resource server that is an app", { resource_server: true }, "redirect_uris"],
];

for (const [what, changes, member] of REFUSED) {
  Deno.test(`checkClientDocument() refuses ${what}`, async () => {
    const verdict = await checkClientDocument(document(changes));
    const members = verdict.accepted ? [] : verdict.faults.map((fault) => fault.member);
    assert.deepEqual(members, [member]);
  });
}

Deno.test("checkClientDocument() takes published keys for an app's, and exports them again", async () => {
  const published = { jwks: undefined, jwks_uri: "https://app.example:8443/jwks?app=1" };
  const { registration, warnings } = await accepted(document(published));
  assert.deepEqual(warnings, []);
  assert.deepEqual([registration.jwksUri, registration.keys], [published.jwks_uri, []]);
  const exported = serializeClient({ ...registration, registeredAt: REGISTERED_AT, version: 1 });
  assert.deepEqual((await accepted(exported)).registration, registration);
});

Deno.test("checkClientDocument() warns that keys on this machine are for the sandbox", async () => {
  const local = { jwks: undefined, jwks_uri: "http://localhost:9000/jwks" };
  const { warnings } = await accepted(document(local));
  assert.deepEqual(warnings.map(({ member }) => member), ["jwks_uri"]);
});

Deno.test("checkClientDocument() takes a resource server, which can do nothing but ask", async () => {
  const { registration } = await accepted({
    client_id: "api",
    client_name: "明細API",
    token_endpoint_auth_method: "private_key_jwt",
    resource_server: true,
    scope: "transactions",
    introspection_signed_response_alg: "ES256",
    jwks: { keys: [edKey] },
  });
  assert.equal(registration.isResourceServer, true);
  assert.equal(registration.introspectionSigningAlgorithm, "ES256");
  assert.deepEqual([registration.redirectUris, registration.grantTypes], [[], []]);
  const exported = serializeClient({ ...registration, registeredAt: REGISTERED_AT, version: 1 });
  assert.deepEqual((await accepted(exported)).registration, registration);
});

Deno.test("checkClientDocument() takes the demand for nonces", async () => {
  const { registration } = await accepted(document({ dpop_nonce_required: true }));
  assert.equal(registration.requiresDpopNonce, true);
});
