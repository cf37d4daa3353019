import assert from "node:assert/strict";
import { decodeJwt } from "../../../domain/crypto/signed_jwt.ts";
import { thumbprintOfCertificate } from "../../../domain/ids.ts";
import { selfSignedCertificate } from "../../support/certificate.ts";
import { MTLS_ORIGIN } from "../../support/certificates.ts";
import {
  AUTHENTICATION,
  forged,
  type Method,
  MtlsApp,
  others,
  own,
  renewed,
  startMtlsProtocol,
} from "../../support/mtls_app.ts";
import { assertOAuthError } from "../../support/oauth_error.ts";
import { ISSUER, startProtocol, type TestConnection } from "../../support/protocol_server.ts";

for (const method of Object.keys(AUTHENTICATION) as Method[]) {
  for (const constraint of ["dpop", "mtls"] as const) {
    Deno.test(`${method} + ${constraint}: from the pushed request to a revoked token`, async () => {
      await using server = await startMtlsProtocol();
      const app = await MtlsApp.register(server, method, constraint);
      const tokens = await app.link(server);
      assert.equal(tokens.token_type, constraint === "mtls" ? "Bearer" : "DPoP");
      const cnf = decodeJwt(tokens.access_token)?.claims["cnf"];
      assert.deepEqual(
        cnf,
        constraint === "mtls"
          ? { "x5t#S256": await thumbprintOfCertificate(own.der) }
          : { jkt: app.client.dpopKey.thumbprint },
      );
      assert.equal((await app.read(server, tokens.access_token)).status, 200);
      const refreshed = await app.refresh(server, tokens.refresh_token);
      assert.equal(refreshed.status, 200);
      const { access_token: token } = await refreshed.json();
      assert.equal((await app.read(server, token)).status, 200);
      assert.equal((await app.revoke(server, tokens.refresh_token)).status, 200);
      assert.equal((await app.read(server, token)).status, 401);
    });
  }
}

for (const constraint of ["dpop", "mtls"] as const) {
  Deno.test(`tls_client_auth + ${constraint}: nobody without the app's certificate is the app`, async () => {
    await using server = await startMtlsProtocol();
    const app = await MtlsApp.register(server, "tls_client_auth", constraint);
    const code = await app.code(server);
    const { refresh_token: refreshToken } = await app.link(server);
    for (const certificate of [undefined, others, forged]) {
      const connection = { origin: MTLS_ORIGIN, ...(certificate && { certificate }) };
      for (
        const attempt of [
          app.push(server, { connection }),
          app.redeem(server, code, { connection }),
          app.refresh(server, refreshToken, { connection }),
          app.revoke(server, refreshToken, { connection }),
        ]
      ) {
        await assertOAuthError(await attempt, 401, "invalid_client");
      }
    }
    assert.equal((await app.redeem(server, code)).status, 200, "none of it used the code up");
  });
}

Deno.test("tls_client_auth: the certificate of one app does not open the door of another", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  await server.register("other", {
    authentication: {
      method: "tls_client_auth",
      subject: { kind: "subject_dn", value: "CN=other" },
    },
    senderConstraint: "mtls",
  });
  const code = await app.code(server);
  await assertOAuthError(
    await app.redeem(server, code, { form: { client_id: "other" } }),
    401,
    "invalid_client",
  );
});

Deno.test("a certificate without client_id, or an assertion in its place, is refused", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const without = await app.push(server, { form: { client_id: undefined } });
  await assertOAuthError(without, 401, "invalid_client");
  const assertion = await app.client.assertion();
  await assertOAuthError(await app.push(server, { assertion }), 401, "invalid_client");
});

Deno.test("a certificate-bound token is not issued without a certificate, and the code stays good", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "private_key_jwt", "mtls");
  const code = await app.code(server);
  const bare = await app.redeem(server, code, { connection: { origin: MTLS_ORIGIN } });
  await assertOAuthError(bare, 400, "invalid_request");
  const { refresh_token: token } = await (await app.redeem(server, code)).json();
  const refreshed = await app.refresh(server, token, { connection: { origin: MTLS_ORIGIN } });
  await assertOAuthError(refreshed, 400, "invalid_request");
});

Deno.test("a DPoP proof does not make up for the certificate of an app with bound tokens", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "private_key_jwt", "mtls");
  const code = await app.code(server);
  const dpop = await app.client.proof("/token", { htu: `${MTLS_ORIGIN}/token` });
  const response = await app.redeem(server, code, { dpop, connection: { origin: MTLS_ORIGIN } });
  await assertOAuthError(response, 400, "invalid_request");
});

Deno.test("a code bound to a DPoP key is not redeemed with a certificate", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "private_key_jwt", "mtls");
  const pushed = await app.push(server, { form: { dpop_jkt: app.client.dpopKey.thumbprint } });
  const { code } = await server.consent((await pushed.json()).request_uri);
  await assertOAuthError(await app.redeem(server, code), 400, "invalid_grant");
});

Deno.test("a stolen certificate-bound token is of no use", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const { access_token: token } = await app.link(server);
  const thefts: TestConnection[] = [
    { origin: MTLS_ORIGIN },
    { origin: MTLS_ORIGIN, certificate: others },
    { origin: MTLS_ORIGIN, certificate: forged },
    { origin: MTLS_ORIGIN, certificate: renewed },
  ];
  for (const connection of thefts) {
    await assertOAuthError(await app.read(server, token, connection), 401, "invalid_token");
  }
  assert.equal((await app.read(server, token)).status, 200);
});

Deno.test("a token is bound to the certificate of the request that asked for it", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const { refresh_token: refreshToken } = await app.link(server);
  const connection = { origin: MTLS_ORIGIN, certificate: renewed };
  const { access_token: token } = await (await app.refresh(server, refreshToken, { connection }))
    .json();
  assert.equal((await app.read(server, token, connection)).status, 200);
  await assertOAuthError(await app.read(server, token), 401, "invalid_token");
});

Deno.test("the scheme of a token cannot be changed: not to Bearer, not to DPoP, not to another", async () => {
  await using server = await startMtlsProtocol();
  const bound = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const dpop = await MtlsApp.register(server, "private_key_jwt", "dpop", "dpop-app");
  const connection = { origin: MTLS_ORIGIN, certificate: own };
  const boundToken = (await bound.link(server)).access_token;
  const dpopToken = (await dpop.link(server)).access_token;
  for (const scheme of ["DPoP", "Basic"]) {
    const response = await bound.read(server, boundToken, connection, scheme);
    await assertOAuthError(response, 401, "invalid_token");
  }
  for (const scheme of ["Bearer", "bearer"]) {
    await assertOAuthError(await dpop.read(server, dpopToken, {}, scheme), 401, "invalid_token");
    await assertOAuthError(
      await dpop.read(server, dpopToken, connection, scheme),
      401,
      "invalid_token",
    );
  }
  assert.equal((await bound.read(server, boundToken, connection, "bEARER")).status, 200);
});

Deno.test("the htu of a proof is the URL that was called, on each host its own", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "private_key_jwt", "dpop");
  const { access_token: token } = await app.link(server);
  const htu = (origin: string) => `${origin}/token`;
  for (const [called, proved] of [[ISSUER, MTLS_ORIGIN], [MTLS_ORIGIN, ISSUER]] as const) {
    const code = await app.code(server);
    const connection = { origin: called };
    const dpop = await app.client.proof("/token", { htu: htu(proved) });
    const refused = await app.redeem(server, code, { dpop, connection });
    await assertOAuthError(refused, 400, "invalid_dpop_proof");
    assert.equal((await app.redeem(server, code, { connection })).status, 200);
    assert.equal((await app.read(server, token, connection)).status, 200);
  }
});

Deno.test("a request to a host that is none of ours is refused, whatever its proof says", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "private_key_jwt", "dpop");
  const origin = "https://evil.example";
  await assertOAuthError(
    await app.push(server, { connection: { origin } }),
    400,
    "invalid_request",
  );
  const { access_token: token } = await app.link(server);
  await assertOAuthError(await app.read(server, token, { origin }), 400, "invalid_request");
});

Deno.test("a gateway without certificates does not believe in any", async () => {
  await using server = await startProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const connection = { origin: ISSUER, certificate: own };
  await assertOAuthError(await app.push(server, { connection }), 401, "invalid_client");
});

Deno.test("introspection tells a certificate-bound token apart", async () => {
  await using server = await startMtlsProtocol();
  const app = await MtlsApp.register(server, "tls_client_auth", "mtls");
  const { access_token: token } = await app.link(server);
  const response = await app.client.post(server, "/introspect", { token }, {
    assertion: null,
    dpop: null,
    form: { client_id: "app" },
    connection: { origin: MTLS_ORIGIN, certificate: own },
  });
  const { active, token_type: type, cnf } = await response.json();
  const thumbprint = await thumbprintOfCertificate(own.der);
  assert.deepEqual([active, type, cnf], [true, "Bearer", { "x5t#S256": thumbprint }]);
});

Deno.test("self_signed_tls_client_auth: an expired certificate serves, another key does not", async () => {
  await using server = await startMtlsProtocol();
  const past = { notBefore: new Date("2001-01-01"), notAfter: new Date("2002-01-01") };
  const certificate = await selfSignedCertificate("app.example", past);
  const app = await MtlsApp.register(
    server,
    "self_signed_tls_client_auth",
    "mtls",
    "self-signed",
    certificate,
  );
  const { access_token: token } = await app.link(server);
  assert.equal((await app.read(server, token)).status, 200);
  const connection = { origin: MTLS_ORIGIN, certificate: others };
  await assertOAuthError(await app.push(server, { connection }), 401, "invalid_client");
});
