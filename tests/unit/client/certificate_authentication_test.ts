import assert from "node:assert/strict";
import { createCertificateInspector } from "../../../adapters/x509/certificate_inspector.ts";
import {
  authenticateClient,
  type ClientCredentials,
} from "../../../domain/client/authenticate_client.ts";
import type { Client } from "../../../domain/client/client.ts";
import { ClientKeys } from "../../../domain/client/client_keys.ts";
import { OAuthError } from "../../../domain/errors.ts";
import { thumbprintOfCertificate } from "../../../domain/ids.ts";
import {
  makeAuthority,
  makeCertificateKeys,
  selfSignedCertificate,
  type TestCertificate,
} from "../../support/certificate.ts";
import { ManualClock } from "../../support/clock.ts";
import { ProtocolClient } from "../../support/protocol_client.ts";
import { ISSUER } from "../../support/protocol_server.ts";

const clock = new ManualClock();
const DAY_MILLIS = 86_400_000;
const validity = {
  notBefore: new Date(clock.now() - DAY_MILLIS),
  notAfter: new Date(clock.now() + DAY_MILLIS),
};
const authority = await makeAuthority({ subject: "CN=Bank CA", ...validity });
const impostor = await makeAuthority({ subject: "CN=Bank CA", ...validity });
const SUBJECT = "C=JP, O=Example, CN=app";

const app = await ProtocolClient.make("app", clock);
const named: Client = {
  ...app.registration,
  keys: [],
  authentication: {
    method: "tls_client_auth",
    subject: { kind: "subject_dn", value: "CN=app,O=Example,C=JP" },
  },
};
const ownKeys = await makeCertificateKeys();
const selfSigned: Client = {
  ...app.registration,
  keys: [{ ...await crypto.subtle.exportKey("jwk", ownKeys.publicKey), kty: "EC", kid: "1" }],
  authentication: { method: "self_signed_tls_client_auth" },
};

async function authenticate(
  client: Client,
  certificate: TestCertificate | undefined,
  credentials: Partial<ClientCredentials> = {},
) {
  const { der } = certificate ?? {};
  const guard = {
    issuer: ISSUER,
    clients: {
      find: (id: string) => Promise.resolve(id === client.id ? client : undefined),
    },
    clientKeys: new ClientKeys(),
    certificates: createCertificateInspector(authority.certificate),
    clientQuota: { name: "protocol", limit: 10, windowSeconds: 60 },
  };
  return await authenticateClient(guard, {
    clientId: client.id,
    assertionType: undefined,
    assertion: undefined,
    certificate: der && { der, thumbprint: await thumbprintOfCertificate(der) },
    ...credentials,
  }, clock.now());
}

function assertRefused(attempt: Promise<unknown>, reason: RegExp): Promise<void> {
  return assert.rejects(
    attempt,
    (error) =>
      error instanceof OAuthError && error.code === "invalid_client" && reason.test(error.reason),
  );
}

const good = await authority.issue({ subject: SUBJECT, ...validity });

Deno.test("tls_client_auth: an app is known by its name in a certificate of a trusted authority", async () => {
  const { client, guards } = await authenticate(named, good);
  assert.equal(client.id, "app");
  assert.deepEqual(guards.map(({ operation }) => operation.verb), ["hit"]);
});

Deno.test("tls_client_auth: names in subjectAltName serve as well", async () => {
  const certificate = await authority.issue({
    subject: "CN=x",
    alternativeNames: [{ type: "url", value: "https://app.example/" }],
    ...validity,
  });
  const subject = { kind: "san_uri", value: "https://app.example/" } as const;
  const authentication = { method: "tls_client_auth", subject } as const;
  assert((await authenticate({ ...named, authentication }, certificate)).client);
});

Deno.test("tls_client_auth: the same name from another authority is refused", async () => {
  const forged = await impostor.issue({ subject: SUBJECT, ...validity });
  await assertRefused(authenticate(named, forged), /no trusted authority/);
  const selfMade = await selfSignedCertificate("app.example", { subject: SUBJECT, ...validity });
  await assertRefused(authenticate(named, selfMade), /no trusted authority/);
});

Deno.test("tls_client_auth: the certificate of another app is refused", async () => {
  for (const subject of ["C=JP, O=Example, CN=other", "C=JP, O=Example", "CN=app"]) {
    const others = await authority.issue({ subject, ...validity });
    await assertRefused(authenticate(named, others), /another name/);
  }
});

Deno.test("tls_client_auth: a certificate is good from its first to its last moment only", async () => {
  const moments: readonly [number, number, RegExp | undefined][] = [
    [0, 0, undefined],
    [1000, 2000, /not valid now/],
    [-2000, -1000, /not valid now/],
  ];
  const now = Math.floor(clock.now() / 1000) * 1000;
  for (const [from, until, refusal] of moments) {
    const certificate = await authority.issue({
      subject: SUBJECT,
      notBefore: new Date(now + from),
      notAfter: new Date(now + until),
    });
    const attempt = authenticate(named, certificate);
    if (refusal === undefined) assert((await attempt).client);
    else await assertRefused(attempt, refusal);
  }
});

Deno.test("self_signed_tls_client_auth: an app is known by its registered key, whoever signed", async () => {
  const own = await selfSignedCertificate("app.example", { keys: ownKeys });
  const issued = await impostor.issue({ keys: ownKeys });
  const expired = await selfSignedCertificate("app.example", {
    keys: ownKeys,
    notBefore: new Date(0),
    notAfter: new Date(1000),
  });
  for (const certificate of [own, issued, expired]) {
    assert((await authenticate(selfSigned, certificate)).client);
  }
});

Deno.test("self_signed_tls_client_auth: another key is refused, whatever name goes with it", async () => {
  const others = await selfSignedCertificate("app.example");
  await assertRefused(authenticate(selfSigned, others), /key that is not registered/);
  await assertRefused(authenticate(selfSigned, good), /key that is not registered/);
});

Deno.test("without a certificate, or without a client_id beside it, nobody is known", async () => {
  for (const client of [named, selfSigned]) {
    await assertRefused(authenticate(client, undefined), /neither assertion nor certificate/);
  }
  await assertRefused(authenticate(named, good, { clientId: undefined }), /no client_id/);
  await assertRefused(authenticate(named, good, { clientId: "other" }), /unknown client/);
  await assertRefused(authenticate(named, good, { clientId: "a b" }), /malformed client_id/);
});

Deno.test("a certificate does not replace the assertion of an app that registered assertions", async () => {
  await assertRefused(authenticate(app.registration, good), /no assertion/);
});

Deno.test("an assertion does not replace the certificate of an app that registered certificates", async () => {
  const assertion = await app.assertion();
  const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const withKeys = { ...selfSigned, keys: app.registration.keys };
  for (const certificate of [undefined, good]) {
    const attempt = authenticate(withKeys, certificate, { assertion, assertionType });
    await assertRefused(attempt, /another method registered/);
  }
});

Deno.test("what is no certificate is refused, and so is one with a weak key", async () => {
  const garbage = { ...good, der: new Uint8Array([0x30, 0]) };
  await assertRefused(authenticate(named, garbage), /unreadable/);
  const weak = await authority.issue({ subject: SUBJECT, algorithm: "RSA-1024", ...validity });
  await assertRefused(authenticate(named, weak), /unreadable/);
});

Deno.test("a disabled app is not known by its certificate either", async () => {
  const disabled = { ...named, disabledAt: clock.now() };
  await assertRefused(authenticate(disabled, good), /disabled/);
});
