/** The module about the server's metadata and its keys. */
import assert from "node:assert/strict";
import { entropyOf } from "./flow.ts";
import type { Module } from "./module.ts";
import type { Metadata, Suite } from "./suite.ts";

const ALGORITHMS = ["PS256", "ES256", "EdDSA", "Ed25519"];

/** The names that the suite knows; another one is worth a warning to it. */
const KNOWN_MEMBERS = new Set(
  `
issuer authorization_endpoint token_endpoint pushed_authorization_request_endpoint
require_pushed_authorization_requests jwks_uri response_types_supported response_modes_supported
authorization_signing_alg_values_supported authorization_response_iss_parameter_supported
grant_types_supported code_challenge_methods_supported token_endpoint_auth_methods_supported
token_endpoint_auth_signing_alg_values_supported dpop_signing_alg_values_supported
tls_client_certificate_bound_access_tokens mtls_endpoint_aliases
id_token_signing_alg_values_supported userinfo_signing_alg_values_supported
request_object_signing_alg_values_supported require_signed_request_object scopes_supported
subject_types_supported claims_supported claims_parameter_supported ui_locales_supported
claims_locales_supported service_documentation op_policy_uri op_tos_uri revocation_endpoint
revocation_endpoint_auth_methods_supported revocation_endpoint_auth_signing_alg_values_supported
introspection_endpoint introspection_endpoint_auth_methods_supported
introspection_endpoint_auth_signing_alg_values_supported
introspection_signing_alg_values_supported userinfo_endpoint request_parameter_supported
request_uri_parameter_supported acr_values_supported authorization_details_types_supported
protected_resources grant_management_endpoint grant_management_actions_supported
grant_management_action_required
`.trim().split(/\s+/),
);

function listOf(metadata: Metadata, name: string): readonly string[] {
  const value = metadata[name];
  assert.ok(Array.isArray(value), name);
  assert.ok(value.every((item) => typeof item === "string"), name);
  return value;
}

function assertAllowed(metadata: Metadata, name: string): void {
  const algorithms = listOf(metadata, name);
  assert.ok(algorithms.length > 0 && algorithms.every((name) => ALGORITHMS.includes(name)), name);
}

function checkForms(metadata: Metadata): void {
  for (const [name, value] of Object.entries(metadata)) {
    assert.ok(KNOWN_MEMBERS.has(name), name);
    if (name.endsWith("_supported") && typeof value !== "boolean") listOf(metadata, name);
    if (!/_(endpoint|uri)$/.test(name)) continue;
    assert.equal(URL.parse(String(value))?.protocol, "https:", name);
  }
  const { protocol, search, hash, username } = new URL(metadata.issuer);
  assert.deepEqual([protocol, search, hash, username], ["https:", "", "", ""]);
  for (const [name, value] of Object.entries(metadata.mtls_endpoint_aliases)) {
    assert.ok(name.endsWith("_endpoint") && name in metadata, name);
    assert.notEqual(name, "authorization_endpoint");
    assert.equal(URL.parse(String(value))?.protocol, "https:", name);
  }
}

function checkValues(metadata: Metadata): void {
  assert.deepEqual(listOf(metadata, "response_types_supported"), ["code"]);
  assert.ok(listOf(metadata, "grant_types_supported").includes("authorization_code"));
  assert.deepEqual(listOf(metadata, "code_challenge_methods_supported"), ["S256"]);
  assert.equal(metadata["authorization_response_iss_parameter_supported"], true);
  assert.equal(metadata["require_pushed_authorization_requests"], true);
  for (const locale of listOf(metadata, "ui_locales_supported")) {
    assert.deepEqual(Intl.getCanonicalLocales(locale), [locale]);
  }
}

function checkVariant({ plan, metadata }: Suite): void {
  const method = plan.clientAuthentication === "mtls" ? "tls_client_auth" : "private_key_jwt";
  assert.ok(listOf(metadata, "token_endpoint_auth_methods_supported").includes(method));
  if (method === "private_key_jwt") {
    assertAllowed(metadata, "token_endpoint_auth_signing_alg_values_supported");
  }
  if (plan.senderConstraint === "dpop") {
    assertAllowed(metadata, "dpop_signing_alg_values_supported");
  } else assert.equal(metadata["tls_client_certificate_bound_access_tokens"], true);
  if (plan.signsRequests) assertAllowed(metadata, "request_object_signing_alg_values_supported");
  if (plan.signsResponses) {
    assertAllowed(metadata, "authorization_signing_alg_values_supported");
    assert.ok(listOf(metadata, "response_modes_supported").includes("jwt"));
  }
  if (!plan.usesOpenid) return;
  assertAllowed(metadata, "id_token_signing_alg_values_supported");
  assert.ok(listOf(metadata, "scopes_supported").includes("openid"));
  const types = listOf(metadata, "subject_types_supported");
  assert.ok(types.every((type) => ["public", "pairwise"].includes(type)));
}

/** Public keys only, large enough, each with its own name. */
async function checkKeys(suite: Suite): Promise<void> {
  const response = await suite.fetch(new Request(suite.metadata.jwks_uri));
  assert.equal(response.status, 200);
  const { keys } = await response.json();
  assert.ok(keys.length > 0);
  const names = keys.map(({ kid }: { kid: string }) => kid);
  assert.equal(new Set(names).size, names.length);
  for (const key of keys) {
    assert.equal(key.use, "sig");
    assert.ok(ALGORITHMS.includes(key.alg), key.alg);
    for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) assert.ok(!(secret in key));
    const values = [key.n, key.e, key.x, key.y].filter((value) => value !== undefined);
    for (const value of values) assert.match(value, /^[\w-]+$/);
    if (key.kty === "RSA") assert.ok(key.n.length >= 342 && entropyOf(key.n) > 96);
    else assert.ok(["P-256", "P-384", "P-521", "Ed25519"].includes(key.crv), key.crv);
  }
}

async function run(suite: Suite): Promise<void> {
  const { configuration, metadata } = suite;
  const { discoveryUrl } = configuration.server;
  const response = await suite.fetch(new Request(discoveryUrl));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(discoveryUrl.replace(/\/\.well-known\/.*$/, ""), metadata.issuer);
  checkForms(metadata);
  checkValues(metadata);
  checkVariant(suite);
  await checkKeys(suite);
}

/** See the head of this file. */
export const DISCOVERY_MODULE: Module = {
  number: 1,
  name: "discovery-end-point-verification",
  conditions: [],
  run,
};
