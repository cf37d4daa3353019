import assert from "node:assert/strict";
import { MTLS_ORIGIN } from "../../support/certificates.ts";
import { MtlsApp, startMtlsProtocol } from "../../support/mtls_app.ts";
import { ISSUER, startProtocol } from "../../support/protocol_server.ts";

Deno.test("metadata: certificates and aliases, where there are any", async () => {
  await using server = await startMtlsProtocol();
  const metadata = await (await server.fetch("/.well-known/oauth-authorization-server")).json();
  assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
  assert.deepEqual(metadata.token_endpoint_auth_methods_supported, [
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
  ]);
  const aliases: Record<string, string> = metadata.mtls_endpoint_aliases;
  assert(!("authorization_endpoint" in aliases));
  for (const [name, url] of Object.entries(aliases)) {
    assert.match(name, /_endpoint$/);
    assert.equal(url, String(metadata[name]).replace(ISSUER, MTLS_ORIGIN));
  }
  for (const name of ["token_endpoint", "pushed_authorization_request_endpoint"]) {
    assert(name in aliases);
  }
  const resource = await (await server.fetch("/.well-known/oauth-protected-resource")).json();
  assert.equal(resource.tls_client_certificate_bound_access_tokens, true);
  assert.equal(resource.dpop_bound_access_tokens_required, undefined);
});

Deno.test("metadata: nothing about certificates where there are none", async () => {
  await using server = await startProtocol();
  for (const path of ["oauth-authorization-server", "oauth-protected-resource"]) {
    const text = await (await server.fetch(`/.well-known/${path}`)).text();
    assert.doesNotMatch(text, /tls/);
  }
});

Deno.test("a refused call is told of both kinds of tokens, or of proofs when it is about a proof", async () => {
  await using server = await startMtlsProtocol();
  const challenge = async (headers: Record<string, string>) =>
    (await server.fetch("/userinfo", { headers })).headers.get("WWW-Authenticate") ?? "";
  assert.match(await challenge({}), /^DPoP scope="openid", algs=.*, Bearer scope="openid"/);
  assert.match(await challenge({ Authorization: "Bearer x" }), /, Bearer error="invalid_token"/);
  const app = await MtlsApp.register(server, "private_key_jwt", "dpop");
  const { access_token: token } = await app.link(server);
  assert.doesNotMatch(await challenge({ Authorization: `DPoP ${token}` }), /Bearer/);
});
