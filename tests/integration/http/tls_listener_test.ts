import assert from "node:assert/strict";
import { type Connection, listen, type TlsOptions } from "../../../adapters/http/listener.ts";
import {
  makeCertificateKeys,
  selfSignedCertificate,
  type TestCertificate,
} from "../../support/certificate.ts";
import { type TlsVisit, type TlsVisitResult, visitByTls } from "../../support/tls_client.ts";
import { FORBIDDEN_SUITES, PERMITTED_SUITES, REFUSED_OFFERS } from "../../support/tls_offers.ts";
import { probeTls } from "../../support/tls_probe.ts";

/** Answers with the certificate in base64, or `none`. */
function tellCertificate(_: Request, { clientCertificate }: Connection): Response {
  return new Response(clientCertificate?.toBase64() ?? "none");
}

const ecServer = await selfSignedCertificate("localhost");
const rsaServer = await selfSignedCertificate("localhost", { algorithm: "RSA-2048" });

async function withListener(
  use: (port: number) => Promise<void>,
  options: Partial<TlsOptions> = { asksForCertificates: true },
): Promise<void> {
  const tls = { ...ecServer, ...options };
  const listener = await listen(tellCertificate, { hostname: "127.0.0.1", port: 0, tls });
  try {
    await use(listener.port);
  } finally {
    await listener.close(0);
  }
}

async function visit(
  visits: readonly TlsVisit[],
  options?: Partial<TlsOptions>,
): Promise<readonly TlsVisitResult[]> {
  let results: readonly TlsVisitResult[] = [];
  await withListener(async (port) => {
    results = await visitByTls({ port }, ecServer.certificate, visits);
  }, options);
  return results;
}

const app = await selfSignedCertificate("app.example");
const other = await selfSignedCertificate("other.example");
const asApp = { cert: app.certificate, key: app.key };
const asOther = { cert: other.certificate, key: other.key };

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  Deno.test(`listen() passes the certificate on for each request of a connection with ${version}`, async () => {
    const [result] = await visit([{ ...asApp, version, requests: 3 }]);
    assert.deepEqual(result, { reused: false, answers: Array(3).fill(app.der.toBase64()) });
  });

  Deno.test(`listen() takes connections without a certificate with ${version}`, async () => {
    assert.deepEqual(await visit([{ version }]), [{ reused: false, answers: ["none"] }]);
  });

  Deno.test(`listen() knows the certificate of a session that ${version} resumes`, async () => {
    const [, resumed] = await visit([{ ...asApp, version }, { version, resume: true }]);
    assert.deepEqual(resumed, { reused: true, answers: [app.der.toBase64()] });
  });

  Deno.test(`listen() knows of no certificate in a session that began without one with ${version}`, async () => {
    const [, resumed] = await visit([{ version }, { ...asApp, version, resume: true }]);
    assert.deepEqual(resumed, { reused: true, answers: ["none"] });
  });

  Deno.test(`listen() mixes up no two connections with ${version}`, async () => {
    const results = await visit([
      { ...asApp, version },
      { ...asOther, version },
      { version },
      { ...asApp, version },
    ]);
    const seen = results.flatMap((result) => "answers" in result ? result.answers : []);
    assert.deepEqual(seen, [
      app.der.toBase64(),
      other.der.toBase64(),
      "none",
      app.der.toBase64(),
    ]);
  });

  Deno.test(`listen() refuses a certificate from whoever lacks its key with ${version}`, async () => {
    const [result] = await visit([{
      cert: app.certificate,
      key: await keyThatClaimsToBe(app),
      version,
    }]);
    assert(result && "refused" in result);
    assert.doesNotMatch(result.refused, /mismatch/); // That would be the client's own refusal.
  });

  Deno.test(`listen() that asks for certificates resumes no session of one that does not, with ${version}`, async () => {
    await withListener(async (front) => {
      await withListener(async (port) => {
        const visits = [
          { target: { port: front }, version },
          { ...asApp, version, resume: true },
        ] as const;
        const [, second] = await visitByTls({ port }, ecServer.certificate, visits);
        assert.deepEqual(second, { reused: false, answers: [app.der.toBase64()] });
      });
    }, {});
  });

  Deno.test(`listen() asks for no certificates unless told to with ${version}`, async () => {
    const results = await visit([{ ...asApp, version }], { asksForCertificates: false });
    assert.deepEqual(results, [{ reused: false, answers: ["none"] }]);
  });
}

/** A private key of our own that says it belongs to the public key of a certificate (RFC 5915, 3). */
async function keyThatClaimsToBe(victim: TestCertificate): Promise<string> {
  const { privateKey } = await makeCertificateKeys();
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", victim.publicKey));
  pkcs8.set(point, pkcs8.length - point.length);
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8.toBase64()}\n-----END PRIVATE KEY-----\n`;
}

for (const [kind, server] of [["EC", ecServer], ["RSA", rsaServer]] as const) {
  for (const [what, offer] of REFUSED_OFFERS) {
    Deno.test(`listen() with a key on ${kind} refuses ${what} (FAPI 2.0 5.2.1, 5.2.2)`, async () => {
      for (const asksForCertificates of [true, false]) {
        await withListener(async (port) => {
          assert.equal(await probeTls({ port }, offer), "refused");
        }, { ...server, asksForCertificates });
      }
    });
  }

  for (const asksForCertificates of [true, false]) {
    const tls = { ...server, asksForCertificates };
    const how = `${kind}, ${asksForCertificates ? "asking for certificates" : "asking for none"},`;

    for (const cipherSuite of PERMITTED_SUITES[kind]) {
      Deno.test(`listen() with a key on ${how} takes TLS 1.2 with ${cipherSuite}`, async () => {
        await withListener(async (port) => {
          const cipherSuites = [...FORBIDDEN_SUITES, cipherSuite];
          const choice = await probeTls({ port }, { versions: ["1.2"], cipherSuites });
          assert.deepEqual(choice, { version: "1.2", cipherSuite });
        }, tls);
      });
    }

    Deno.test(`listen() with a key on ${how} prefers TLS 1.3 to 1.2`, async () => {
      await withListener(async (port) => {
        const choice = await probeTls({ port }, {
          versions: ["1.2", "1.3"],
          cipherSuites: [...PERMITTED_SUITES[kind], "TLS_AES_128_GCM_SHA256"],
        });
        assert.deepEqual(choice, { version: "1.3", cipherSuite: "TLS_AES_128_GCM_SHA256" });
      }, tls);
    });
  }
}

for (const asksForCertificates of [true, false]) {
  const how = asksForCertificates ? "asking for certificates" : "asking for none";
  Deno.test({
    name: `close() ends ${how}, though a handshake is half done`,
    // What Deno holds of the handshake ends with the connection, a moment after the test.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const listener = await listen(tellCertificate, {
        hostname: "127.0.0.1",
        port: 0,
        tls: { ...ecServer, asksForCertificates },
      });
      using connection = await Deno.connect({ hostname: "127.0.0.1", port: listener.port });
      await connection.write(new Uint8Array([0x16, 3, 1, 0, 5]));
      await listener.close(50);
    },
  });
}
