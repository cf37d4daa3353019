/** FAPI 2.0 Security Profile Final, 5.3.2.1: the authorization server in general. */
import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { makeTestKey } from "../support/protocol_client.ts";
import { ISSUER, startProtocol } from "../support/protocol_server.ts";

/** Registered names (IANA "OAuth Authorization Server Metadata") that we publish or might. */
const REGISTERED = new Set([
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "pushed_authorization_request_endpoint",
  "revocation_endpoint",
  "introspection_endpoint",
  "introspection_endpoint_auth_methods_supported",
  "introspection_endpoint_auth_signing_alg_values_supported",
  "introspection_signing_alg_values_supported",
  "grant_management_endpoint",
  "authorization_details_types_supported",
  "grant_management_actions_supported",
  "grant_management_action_required",
  "userinfo_endpoint",
  "jwks_uri",
  "service_documentation",
  "require_pushed_authorization_requests",
  "authorization_response_iss_parameter_supported",
  "response_types_supported",
  "response_modes_supported",
  "grant_types_supported",
  "scopes_supported",
  "code_challenge_methods_supported",
  "token_endpoint_auth_methods_supported",
  "token_endpoint_auth_signing_alg_values_supported",
  "revocation_endpoint_auth_methods_supported",
  "revocation_endpoint_auth_signing_alg_values_supported",
  "dpop_signing_alg_values_supported",
  "id_token_signing_alg_values_supported",
  "subject_types_supported",
  "claims_supported",
  "claims_parameter_supported",
  "request_parameter_supported",
  "request_object_signing_alg_values_supported",
  "require_signed_request_object",
  "authorization_signing_alg_values_supported",
  "request_uri_parameter_supported",
  "ui_locales_supported",
]);

Deno.test("A1: metadata is published at both addresses, with registered names only", async () => {
  await using server = await startProtocol();
  const [oauth, openid] = await Promise.all(
    ["oauth-authorization-server", "openid-configuration"].map(async (name) => {
      const response = await server.fetch(`/.well-known/${name}`);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
      return await response.json();
    }),
  );
  assert.deepEqual(oauth, openid);
  assert.deepEqual(Object.keys(oauth).filter((name) => !REGISTERED.has(name)), []);
});

Deno.test("A1: the metadata says what FAPI 2.0 demands and only what is there", async () => {
  await using server = await startProtocol();
  const metadata = await (await server.fetch("/.well-known/openid-configuration")).json();
  const algorithms = ["EdDSA", "Ed25519", "ES256", "PS256"];
  const expected = {
    issuer: ISSUER,
    require_pushed_authorization_requests: true,
    authorization_response_iss_parameter_supported: true,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "jwt"],
    authorization_signing_alg_values_supported: ["EdDSA", "ES256", "PS256"],
    request_object_signing_alg_values_supported: algorithms,
    require_signed_request_object: false,
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    dpop_signing_alg_values_supported: algorithms,
    introspection_endpoint_auth_methods_supported: ["private_key_jwt"],
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    introspection_signing_alg_values_supported: ["EdDSA", "ES256", "PS256"],
    grant_management_actions_supported: ["query", "revoke"],
    grant_management_action_required: false,
    scopes_supported: ["openid", "accounts", "transactions"],
    subject_types_supported: ["pairwise"],
    claims_parameter_supported: false,
    ui_locales_supported: ["ja", "ja-simple", "en"],
  };
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(metadata[name], value);
  for (const [name, value] of Object.entries(metadata)) {
    if (!/_(uri|endpoint)$/.test(name)) continue;
    assert.ok(String(value).startsWith(`${ISSUER}/`), name);
    const { status } = await server.fetch(String(value).slice(ISSUER.length));
    assert.notEqual(status, 404, name);
  }
});

Deno.test("A1: the resource's metadata (RFC 9728) names this authorization server", async () => {
  await using server = await startProtocol();
  const metadata = await (await server.fetch("/.well-known/oauth-protected-resource")).json();
  assert.equal(metadata.resource, ISSUER);
  assert.deepEqual(metadata.authorization_servers, [ISSUER]);
  assert.deepEqual(metadata.bearer_methods_supported, ["header"]);
  assert.equal(metadata.dpop_bound_access_tokens_required, true);
});

Deno.test("A2: the resource owner password grant and other grants are refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  for (const grant_type of ["password", "implicit", "client_credentials", "x"]) {
    const form = { grant_type, username: "a", password: "b" };
    const response = await app.post(server, "/token", form);
    await assertOAuthError(response, 400, "unsupported_grant_type");
  }
});

Deno.test("A3: a client without credentials is neither registered nor served", async () => {
  for (const method of ["none", "client_secret_basic", "client_secret_post"]) {
    const verdict = await checkClientDocument({ token_endpoint_auth_method: method });
    const members = verdict.accepted ? [] : verdict.faults.map(({ member }) => member);
    assert.ok(members.includes("token_endpoint_auth_method"), method);
  }
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  const form = { client_id: "app-1", client_secret: "secret" };
  const response = await app.redeem(server, code, { assertion: null, form });
  await assertOAuthError(response, 401, "invalid_client");
});

Deno.test("A4, A5: no access token is issued without a key to bind it to", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  await assertOAuthError(await app.redeem(server, code, { dpop: null }), 400, "invalid_dpop_proof");
  const { tokens } = await app.link(server);
  assert.equal(tokens.token_type, "DPoP");
  assert.deepEqual(decodeJwt(tokens.access_token)["cnf"], { jkt: app.dpopKey.thumbprint });
  const refreshed = await app.refresh(server, tokens.refresh_token, { dpop: null });
  await assertOAuthError(refreshed, 400, "invalid_dpop_proof");
});

Deno.test("A6: one client's key does not authenticate another client", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  await server.register("app-2");
  const { code } = await server.consent(await app.pushed(server));
  const inOthersName = await app.assertion({ iss: "app-2", sub: "app-2" });
  await assertOAuthError(
    await app.redeem(server, code, { assertion: inOthersName }),
    401,
    "invalid_client",
  );
  const form = { client_id: "app-2" };
  await assertOAuthError(await app.redeem(server, code, { form }), 401, "invalid_client");
});

Deno.test("A7: nobody is redirected to a URI that is not registered", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const form = { redirect_uri: "https://evil.example/cb" };
  await assertOAuthError(await app.push(server, { form }), 400, "invalid_request");
  const query = new URLSearchParams({ client_id: "app-1", ...form, response_type: "code" });
  const response = await server.fetch(`/authorize?${query}`);
  assert.equal(response.status, 400);
  assert.equal(response.headers.get("location"), null);
});

Deno.test("A8: the audience of an assertion is the issuer as a string, nothing else", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const wrong = [
    [ISSUER],
    [ISSUER, "https://other.example"],
    `${ISSUER}/`,
    `${ISSUER}/par`,
    `${ISSUER}/token`,
    "https://other.example",
    undefined,
  ];
  for (const aud of wrong) {
    const assertion = await app.assertion({ aud });
    await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
  }
});

Deno.test("A9: refresh tokens are not rotated", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server);
  for (let round = 0; round < 2; round++) {
    const refreshed = await app.refresh(server, tokens.refresh_token);
    assert.equal(refreshed.status, 200);
    assert.equal((await refreshed.json()).refresh_token, undefined);
    server.clock.advance(30_000);
  }
});

Deno.test("A11: a code is refused 60 s after its issue", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { code } = await server.consent(await app.pushed(server));
  server.clock.advance(60_000);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
});

Deno.test("A12: a code is bound to the DPoP key by dpop_jkt and by a proof at PAR", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const other = await makeTestKey();
  const bindings = [
    { dpop: null, form: { dpop_jkt: app.dpopKey.thumbprint } },
    { form: {} },
    { form: { dpop_jkt: app.dpopKey.thumbprint } },
  ];
  for (const binding of bindings) {
    const wrong = await server.consent(
      (await (await app.push(server, binding)).json()).request_uri,
    );
    const dpop = await app.proof("/token", {}, {}, other);
    await assertOAuthError(await app.redeem(server, wrong.code, { dpop }), 400, "invalid_grant");
    const right = await server.consent(
      (await (await app.push(server, binding)).json()).request_uri,
    );
    assert.equal((await app.redeem(server, right.code)).status, 200);
  }
  const form = { dpop_jkt: other.thumbprint };
  await assertOAuthError(await app.push(server, { form }), 400, "invalid_dpop_proof");
});

Deno.test("A13: JWTs made up to 10 s ahead are accepted, more than 60 s ahead refused", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const now = Math.floor(server.clock.now() / 1000);
  for (const ahead of [8, 10]) {
    const times = { iat: now + ahead, nbf: now + ahead };
    const assertion = await app.assertion({ ...times, exp: now + ahead + 60 });
    const dpop = await app.proof("/par", { iat: now + ahead });
    assert.equal((await app.push(server, { assertion, dpop })).status, 201);
  }
  for (const claim of ["iat", "nbf"]) {
    const assertion = await app.assertion({ [claim]: now + 61, exp: now + 121 });
    await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
    const dpop = await app.proof("/par", { [claim]: now + 61 });
    await assertOAuthError(await app.push(server, { dpop }), 400, "invalid_dpop_proof");
  }
});

Deno.test("A14: a token covers no more than was asked for and may cover less", async () => {
  await using server = await startProtocol();
  const app = await server.register("app-1");
  const { tokens } = await app.link(server, { scope: "accounts" });
  assert.equal(tokens.scope, "accounts");
  const wider = { form: { scope: "accounts transactions" } };
  const response = await app.refresh(server, tokens.refresh_token, wider);
  await assertOAuthError(response, 400, "invalid_scope");
});
