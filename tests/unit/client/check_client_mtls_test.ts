import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { serializeClient } from "../../../domain/client/client_registration.ts";
import { makeTestKey } from "../../support/protocol_client.ts";

const key = await makeTestKey("ES256");
const WITH_KEYS = { jwks: { keys: [{ ...key.publicJwk, kid: "1" }] } };

function document(changes: Record<string, unknown>): Record<string, unknown> {
  return {
    client_id: "app-1",
    client_name: "家計簿アプリ",
    redirect_uris: ["https://app.example/callback"],
    tls_client_certificate_bound_access_tokens: true,
    ...changes,
  };
}

const APPS: readonly [string, Record<string, unknown>, unknown][] = [
  ["a distinguished name", {
    token_endpoint_auth_method: "tls_client_auth",
    tls_client_auth_subject_dn: "CN=app,O=かけい株式会社,C=JP",
    use_mtls_endpoint_aliases: true,
  }, {
    method: "tls_client_auth",
    subject: { kind: "subject_dn", value: "CN=app,O=かけい株式会社,C=JP" },
  }],
  ["a DNS name", {
    token_endpoint_auth_method: "tls_client_auth",
    tls_client_auth_san_dns: "app.example",
  }, { method: "tls_client_auth", subject: { kind: "san_dns", value: "app.example" } }],
  ["a key of its own", {
    token_endpoint_auth_method: "self_signed_tls_client_auth",
    ...WITH_KEYS,
  }, { method: "self_signed_tls_client_auth" }],
  ["assertions, with tokens bound to its certificate", {
    token_endpoint_auth_method: "private_key_jwt",
    ...WITH_KEYS,
  }, { method: "private_key_jwt" }],
];

for (const [what, members, authentication] of APPS) {
  Deno.test(`checkClientDocument() accepts an app known by ${what}`, async () => {
    const verdict = await checkClientDocument(document(members));
    assert(verdict.accepted, JSON.stringify(verdict));
    assert.deepEqual(verdict.registration.authentication, authentication);
    assert.equal(verdict.registration.senderConstraint, "mtls");
    assert.deepEqual(verdict.warnings, []);
    const client = { ...verdict.registration, registeredAt: 0, version: 1 };
    const again = await checkClientDocument(JSON.parse(JSON.stringify(serializeClient(client))));
    assert(again.accepted, JSON.stringify(again));
    assert.deepEqual(again.registration, verdict.registration);
  });
}

Deno.test("checkClientDocument() lets an app with a certificate use DPoP", async () => {
  const verdict = await checkClientDocument(document({
    token_endpoint_auth_method: "tls_client_auth",
    tls_client_auth_san_dns: "app.example",
    tls_client_certificate_bound_access_tokens: false,
    dpop_bound_access_tokens: true,
  }));
  assert(verdict.accepted);
  assert.equal(verdict.registration.senderConstraint, "dpop");
});
