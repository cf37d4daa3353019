import assert from "node:assert/strict";
import { Hono } from "hono";
import { listen } from "../../../adapters/http/listener.ts";
import { createCertificateReader } from "../../../routes/http/client_certificate.ts";
import { createOriginReader } from "../../../routes/http/request_origin.ts";
import { selfSignedCertificate } from "../../support/certificate.ts";
import {
  type ProxySurroundings,
  startHaproxy,
  startNginx,
  type TestProxy,
} from "../../support/proxies.ts";
import { type TlsVisit, visitByTls } from "../../support/tls_client.ts";
import { FORBIDDEN_SUITES, PERMITTED_SUITES, REFUSED_OFFERS } from "../../support/tls_offers.ts";
import { probeTls } from "../../support/tls_probe.ts";

const SECRET = "Kp2wNe8rTb5yVu1iXc7oZs4aQd6fMg9h";
const server = await selfSignedCertificate("gateway.example", {
  alternativeNames: [{ type: "dns", value: "mtls.gateway.example" }],
});
const app = await selfSignedCertificate("app.example");
const bigApp = await selfSignedCertificate("app.example", { algorithm: "RSA-4096" });
const other = await selfSignedCertificate("other.example");
const OTHERS_FIELD = `:${other.der.toBase64()}:`;

/** What reached the gateway. */
interface Arrival {
  readonly certificate: string | null;
  readonly origin: string;
  readonly forwardedFor: string | null;
  /** Whether the visit resumed a session. */
  readonly reused: boolean;
}

/** Runs a proxy in front of the gateway's own readers of certificate and origin. */
async function withProxy(
  start: (surroundings: ProxySurroundings) => Promise<TestProxy>,
  use: (proxy: TestProxy) => Promise<void>,
): Promise<void> {
  let mtls = "";
  const readCertificate = createCertificateReader({ kind: "proxy", secrets: [SECRET] });
  const app = new Hono();
  app.get("/", async (c) => {
    const certificate = await readCertificate(c);
    const origin = createOriginReader({ issuer: "https://gateway.example", mtls })(c);
    return c.json({
      certificate: certificate?.der.toBase64() ?? null,
      origin,
      forwardedFor: c.req.header("X-Forwarded-For") ?? null,
    });
  });
  app.onError((error, c) => c.json({ error: error.message }, 400));
  const listener = await listen((request) => app.fetch(request), {
    hostname: "127.0.0.1",
    port: 0,
  });
  try {
    await using proxy = await start({
      gatewayPort: listener.port,
      certificate: server,
      secret: SECRET,
    });
    mtls = `https://${proxy.mtls.host}`;
    await use(proxy);
  } finally {
    await listener.close(0);
  }
}

/** What arrives of visits to one of the two hosts. */
async function visit(
  { path, host }: TestProxy["mtls"],
  visits: readonly TlsVisit[],
): Promise<readonly Arrival[]> {
  const all = visits.map((one) => ({ ...one, host }));
  const results = await visitByTls({ path }, server.certificate, all);
  return results.flatMap((result) => {
    assert("answers" in result, JSON.stringify(result));
    const { answers, reused } = result;
    return answers.map((answer) => ({ ...JSON.parse(answer), reused }));
  });
}

const asApp = { cert: app.certificate, key: app.key };
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

/** Attempts of a client to slip something past the proxy. */
const SMUGGLED: readonly (readonly [name: string, value: string])[][] = [
  [["Client-Cert", OTHERS_FIELD]],
  [["client-cert", OTHERS_FIELD], ["CLIENT-CERT", OTHERS_FIELD]],
  [["Client-Cert", ""]],
  [["Client_Cert", OTHERS_FIELD]],
  [["Client-Cert", OTHERS_FIELD], ["Kakehashi-Proxy-Secret", "guessed"]],
  [["Client-Cert", OTHERS_FIELD], ["Kakehashi-Proxy-Secret", SECRET]],
  [["Client-Cert", OTHERS_FIELD], ["Connection", "Client-Cert, Kakehashi-Proxy-Secret"]],
];

for (const [name, start] of [["nginx", startNginx], ["HAProxy", startHaproxy]] as const) {
  Deno.test(`${name} passes on the certificate, small or large, for each request`, async () => {
    await withProxy(start, async (proxy) => {
      for (const version of VERSIONS) {
        for (const { certificate, key, der } of [app, bigApp]) {
          const visits = [{ cert: certificate, key, version, requests: 2 }];
          for (const arrival of await visit(proxy.mtls, visits)) {
            assert.equal(arrival.certificate, der.toBase64());
            assert.equal(arrival.origin, `https://${proxy.mtls.host}`);
          }
        }
      }
    });
  });

  Deno.test(`${name} asks for a certificate, but does not require one`, async () => {
    await withProxy(start, async (proxy) => {
      for (const version of VERSIONS) {
        const [arrival] = await visit(proxy.mtls, [{ version }]);
        assert.equal(arrival?.certificate, null);
      }
    });
  });

  Deno.test(`${name} knows the certificate of a resumed session`, async () => {
    await withProxy(start, async (proxy) => {
      for (const version of VERSIONS) {
        const visits = [{ ...asApp, version }, { version, resume: true }];
        const [, resumed] = await visit(proxy.mtls, visits);
        assert.equal(resumed?.reused, true);
        assert.equal(resumed?.certificate, app.der.toBase64());
      }
    });
  });

  Deno.test(`${name} lets no client say which certificate it has`, async () => {
    await withProxy(start, async (proxy) => {
      for (const headers of SMUGGLED) {
        const visits: TlsVisit[] = [
          { version: "TLSv1.3", headers },
          { version: "TLSv1.3", ...asApp, headers },
        ];
        const [without, withOwn] = await visit(proxy.mtls, visits);
        assert.equal(without?.certificate, null);
        assert.equal(withOwn?.certificate, app.der.toBase64());
        const [atGateway] = await visit(proxy.gateway, visits.slice(0, 1));
        assert.equal(atGateway?.certificate, null);
      }
    });
  });

  Deno.test(`${name} asks browsers for no certificate`, async () => {
    await withProxy(start, async (proxy) => {
      const [arrival] = await visit(proxy.gateway, [{ version: "TLSv1.3", ...asApp }]);
      assert.equal(arrival?.certificate, null);
      assert.equal(arrival?.origin, "https://gateway.example");
    });
  });

  Deno.test(`${name} lets no client say which address it has`, async () => {
    await withProxy(start, async (proxy) => {
      const headers = [["X-Forwarded-For", "192.0.2.1"]] as const;
      for (const host of [proxy.gateway, proxy.mtls]) {
        const [arrival] = await visit(host, [{ version: "TLSv1.3", headers }]);
        assert.doesNotMatch(arrival?.forwardedFor ?? "", /192\.0\.2\.1/);
      }
    });
  });

  Deno.test(`${name} speaks TLS as FAPI 2.0 5.2 wants it, on both hosts`, async () => {
    await withProxy(start, async (proxy) => {
      for (const { path, host: name } of [proxy.gateway, proxy.mtls]) {
        const host = name.replace(/:\d+$/, "");
        for (const [what, offer] of REFUSED_OFFERS) {
          assert.equal(await probeTls({ path }, { ...offer, host }), "refused", what);
        }
        for (const cipherSuite of PERMITTED_SUITES.EC) {
          const cipherSuites = [...FORBIDDEN_SUITES, cipherSuite];
          const choice = await probeTls({ path }, { versions: ["1.2"], cipherSuites, host });
          assert.deepEqual(choice, { version: "1.2", cipherSuite });
        }
        const cipherSuites = [...PERMITTED_SUITES.EC, "TLS_AES_128_GCM_SHA256"] as const;
        const choice = await probeTls({ path }, { versions: ["1.2", "1.3"], cipherSuites, host });
        assert.deepEqual(choice, { version: "1.3", cipherSuite: "TLS_AES_128_GCM_SHA256" });
      }
    });
  });
}
