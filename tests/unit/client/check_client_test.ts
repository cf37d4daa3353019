import assert from "node:assert/strict";
import { exportJWK, generateKeyPair } from "jose";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { serializeClient } from "../../../domain/client/client_registration.ts";

const REGISTERED_AT = Temporal.Instant.from("2026-11-01T00:00:00Z").epochMilliseconds;

async function publicKey(algorithm: string, options: { modulusLength?: number } = {}) {
  const { publicKey } = await generateKeyPair(algorithm, { extractable: true, ...options });
  return { ...await exportJWK(publicKey) } as Record<string, unknown>;
}

const edKey = { ...await publicKey("EdDSA"), kid: "ed" };
const ecKey = { ...await publicKey("ES256"), kid: "ec" };
const rsaKey = { ...await publicKey("PS256"), kid: "rsa" };

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

Deno.test("checkClientDocument() accepts an app as FAPI 2.0 wants it", async () => {
  const { registration, warnings } = await accepted(
    document({
      jwks: { keys: [edKey, ecKey, rsaKey] },
      registration_number: "関東財務局長(電代)第99号",
      contacts: ["desk@app.example"],
      contract_from: "2026-04-01",
      contract_until: "2027-03-31",
    }),
  );
  assert.deepEqual(warnings, []);
  assert.equal(registration.id, "app-1");
  assert.equal(registration.operatorName, "かけい株式会社");
  assert.deepEqual(registration.scopes, ["openid", "accounts", "transactions"]);
  assert.deepEqual(registration.grantTypes, ["authorization_code", "refresh_token"]);
  assert.equal(registration.keys.length, 3);
  assert.equal(
    registration.contractUntil,
    Temporal.Instant.from("2027-04-01T00:00:00+09:00").epochMilliseconds,
    "the last day of a contract belongs to it",
  );
});

Deno.test("checkClientDocument() fills in what an outsider's document leaves open", async () => {
  const { registration, warnings } = await accepted(document({
    operator_name: undefined,
    scope: undefined,
    token_endpoint_auth_method: undefined,
    logo_uri: "https://app.example/logo.png",
    require_pushed_authorization_requests: true,
  }));
  assert.equal(registration.operatorName, "家計簿アプリ");
  assert.deepEqual(registration.scopes, ["accounts", "transactions"]);
  assert.deepEqual(
    warnings.map((warning) => warning.member),
    ["token_endpoint_auth_method", "logo_uri"],
  );
});

Deno.test("checkClientDocument() passes over members that ask for nothing, and names those without effect", async () => {
  const { warnings } = await accepted(JSON.parse(JSON.stringify(document({
    subject_type: "pairwise",
    require_signed_request_object: false,
    constructor: "x",
    client_uri: null,
  }))));
  assert.deepEqual(warnings.map((warning) => warning.member), ["constructor"]);
});

Deno.test("checkClientDocument() names all faults at once", async () => {
  const faults = await faultsOf({
    client_id: "with space",
    client_name: "\u202Eevil",
    redirect_uris: ["http://app.example/cb", "https://app.example/cb#x"],
    token_endpoint_auth_method: "none",
    response_types: ["code id_token"],
    grant_types: ["implicit"],
    scope: "payments",
    jwks: { keys: [] },
  });
  assert.deepEqual(
    [...faults].sort(),
    [
      "client_id",
      "client_name",
      "dpop_bound_access_tokens",
      "grant_types",
      "grant_types",
      "jwks",
      "redirect_uris[0]",
      "redirect_uris[1]",
      "response_types",
      "scope",
      "token_endpoint_auth_method",
    ],
  );
});

const REFUSED: readonly [string, Record<string, unknown>, string][] = [
  ["no id", { client_id: undefined }, "client_id"],
  ["an id that looks like a sub", { client_id: "a".repeat(43) }, "client_id"],
  ["no name", { client_name: undefined }, "client_name"],
  ["a name of spaces", { client_name: "  " }, "client_name"],
  ["no redirect URI", { redirect_uris: [] }, "redirect_uris"],
  ["a relative redirect URI", { redirect_uris: ["/cb"] }, "redirect_uris[0]"],
  [
    "http beyond loopback",
    { redirect_uris: ["http://localhost.evil.example/"] },
    "redirect_uris[0]",
  ],
  ["another scheme", { redirect_uris: ["javascript:alert(1)"] }, "redirect_uris[0]"],
  ["a wildcard", { redirect_uris: ["https://*.app.example/cb"] }, "redirect_uris[0]"],
  ["user info", { redirect_uris: ["https://user@app.example/cb"] }, "redirect_uris[0]"],
  ["a method of another kind", { token_endpoint_auth_method: 1 }, "token_endpoint_auth_method"],
  ["a contact that is no text", { contacts: [1] }, "contacts"],
  ["a line break", { redirect_uris: ["https://app.example/\ncb"] }, "redirect_uris[0]"],
  ["a public client", { token_endpoint_auth_method: "none" }, "token_endpoint_auth_method"],
  [
    "a shared secret",
    { token_endpoint_auth_method: "client_secret_basic" },
    "token_endpoint_auth_method",
  ],
  [
    "mutual TLS without a name",
    { token_endpoint_auth_method: "tls_client_auth" },
    "token_endpoint_auth_method",
  ],
  [
    "mutual TLS with two names",
    {
      token_endpoint_auth_method: "tls_client_auth",
      tls_client_auth_subject_dn: "CN=app",
      tls_client_auth_san_dns: "app.example",
    },
    "token_endpoint_auth_method",
  ],
  [
    "a distinguished name that is none",
    { token_endpoint_auth_method: "tls_client_auth", tls_client_auth_subject_dn: "/CN=app" },
    "tls_client_auth_subject_dn",
  ],
  [
    "a wildcard for a name",
    { token_endpoint_auth_method: "tls_client_auth", tls_client_auth_san_dns: "*.example" },
    "tls_client_auth_san_dns",
  ],
  [
    "a number for a name",
    { token_endpoint_auth_method: "tls_client_auth", tls_client_auth_san_ip: 1 },
    "tls_client_auth_san_ip",
  ],
  [
    "a name without mutual TLS",
    { tls_client_auth_subject_dn: "CN=app" },
    "tls_client_auth_subject_dn",
  ],
  [
    "self-signed certificates without keys",
    { token_endpoint_auth_method: "self_signed_tls_client_auth", jwks: undefined },
    "jwks",
  ],
  ["client_secret", { client_secret: "s3cret" }, "client_secret"],
  ["RS256", { token_endpoint_auth_signing_alg: "RS256" }, "token_endpoint_auth_signing_alg"],
  [
    "no key for it",
    { token_endpoint_auth_signing_alg: "PS256" },
    "token_endpoint_auth_signing_alg",
  ],
  ["id_token none", { id_token_signed_response_alg: "none" }, "id_token_signed_response_alg"],
  ["bearer tokens", { dpop_bound_access_tokens: false }, "dpop_bound_access_tokens"],
  ["text for true", { dpop_bound_access_tokens: "true" }, "dpop_bound_access_tokens"],
  [
    "tokens bound in two ways",
    { tls_client_certificate_bound_access_tokens: true },
    "dpop_bound_access_tokens",
  ],
  [
    "text for a flag of mutual TLS",
    { use_mtls_endpoint_aliases: "true" },
    "use_mtls_endpoint_aliases",
  ],
  ["refresh without code", { grant_types: ["refresh_token"] }, "grant_types"],
  ["the empty scope", { scope: " " }, "scope"],
  ["no keys", { jwks: undefined }, "jwks"],
  ["a reversed contract", {
    contract_from: "2027-01-01",
    contract_until: "2026-12-30",
  }, "contract_until"],
  ["a date that does not exist", { contract_from: "2027-02-30" }, "contract_from"],
];

for (const [what, changes, member] of REFUSED) {
  Deno.test(`checkClientDocument() refuses ${what}`, async () => {
    assert.deepEqual(await faultsOf(document(changes)), [member]);
  });
}

for (const uri of ["http://localhost:8001/callback", "http://127.0.0.1/cb", "http://[::1]:9/cb"]) {
  Deno.test(`checkClientDocument() accepts the loopback redirect URI ${uri}`, async () => {
    assert.deepEqual(await faultsOf(document({ redirect_uris: [uri] })), []);
  });
}

const REFUSED_KEYS: readonly [string, readonly unknown[]][] = [
  ["a symmetric key", [{ kty: "oct", k: "c2VjcmV0", kid: "a" }]],
  ["a private key", [{ ...edKey, d: "c2VjcmV0" }]],
  ["an RSA key of 1024 bits", [{ ...rsaKey, n: "w".repeat(171) }]],
  ["an RSA key with the exponent 1", [{ ...rsaKey, e: "AQ" }]],
  ["an RSA key without a modulus", [{ kty: "RSA", e: "AQAB" }]],
  ["a curve without an algorithm of FAPI 2.0", [await publicKey("ES384")]],
  ["a point that is not on the curve", [{ ...ecKey, x: "A".repeat(43) }]],
  ["an algorithm that FAPI 2.0 rules out", [{ ...rsaKey, alg: "RS256" }]],
  ["an algorithm of another kind of key", [{ ...edKey, alg: "ES256" }]],
  ["a use that is neither sig nor enc", [{ ...edKey, use: "any" }]],
  ["an empty kid", [{ ...edKey, kid: "" }]],
  ["operations without verify", [{ ...edKey, key_ops: ["sign"] }]],
  ["something that is no key", ["key"]],
];

for (const [what, keys] of REFUSED_KEYS) {
  Deno.test(`checkClientDocument() refuses ${what}`, async () => {
    assert.deepEqual(await faultsOf(document({ jwks: { keys } })), ["jwks.keys[0]"]);
  });
}

Deno.test("checkClientDocument() refuses key sets that do not name their keys clearly", async () => {
  const { kid: _, ...nameless } = ecKey;
  assert.deepEqual(await faultsOf(document({ jwks: { keys: [edKey, nameless] } })), ["jwks"]);
  const twice = [edKey, { ...ecKey, kid: "ed" }];
  assert.deepEqual(await faultsOf(document({ jwks: { keys: twice } })), ["jwks"]);
  assert.deepEqual(await faultsOf(document({ jwks: { keys: Array(21).fill(edKey) } })), ["jwks"]);
  assert.deepEqual(await faultsOf(document({ jwks: [edKey] })), ["jwks"]);
});

Deno.test("checkClientDocument() keeps only the public members of a key and drops others' use", async () => {
  const encryption = { ...ecKey, use: "enc" };
  const { registration, warnings } = await accepted(
    document({ jwks: { keys: [{ ...edKey, x5u: "https://evil.example" }, encryption] } }),
  );
  assert.deepEqual(registration.keys, [edKey]);
  assert.deepEqual(warnings.map((warning) => warning.member), ["jwks.keys[1]"]);
});

for (const value of [undefined, null, "text", [document()]]) {
  Deno.test(`checkClientDocument() refuses ${JSON.stringify(value)?.slice(0, 8)}`, async () => {
    assert.ok((await faultsOf(value)).includes("(document)"));
  });
}

Deno.test("serializeClient() writes what checkClientDocument() reads", async () => {
  const { registration } = await accepted(
    document({
      token_endpoint_auth_signing_alg: "EdDSA",
      id_token_signed_response_alg: "PS256",
      require_signed_request_object: true,
      request_object_signing_alg: "Ed25519",
      response_modes: ["jwt"],
      authorization_signed_response_alg: "ES256",
      registration_number: "第1号",
      contract_from: "2026-04-01",
      contract_until: "2027-03-31",
    }),
  );
  const client = {
    ...registration,
    registeredAt: REGISTERED_AT,
    disabledAt: REGISTERED_AT,
    version: 3,
  };
  const written: unknown = JSON.parse(JSON.stringify(serializeClient(client)));
  const again = await accepted(written);
  assert.deepEqual(again.registration, registration);
  assert.deepEqual(again.warnings, []);
});
