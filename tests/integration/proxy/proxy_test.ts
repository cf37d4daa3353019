import assert from "node:assert/strict";
import { Hono } from "hono";
import { type Fetch, listen } from "../../../adapters/http/listener.ts";
import { createCertificateReader } from "../../../routes/http/client_certificate.ts";
import { STREAM_HEADERS } from "../../../routes/screens/call_events.ts";
import { createOriginReader } from "../../../routes/http/request_origin.ts";
import {
  makeAuthority,
  selfSignedCertificate,
  type TestAuthority,
} from "../../support/certificate.ts";
import { ManualClock } from "../../support/clock.ts";
import { openTestGateway } from "../../support/gateway.ts";
import { ProtocolClient } from "../../support/protocol_client.ts";
import {
  type ProxySurroundings,
  startHaproxy,
  startNginx,
  type TestProxy,
} from "../../support/proxies.ts";
import { makeTempDir } from "../../support/temp_dir.ts";
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
  app.get("/events", () => new Response(neverEnding("data: 1\n\n"), { headers: STREAM_HEADERS }));
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

/** A stream that says something and stays open. */
function neverEnding(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
  });
}

/** Runs a proxy in front of a whole gateway, at which an app with the name CN=app is registered. */
async function withGateway(
  start: (surroundings: ProxySurroundings) => Promise<TestProxy>,
  use: (proxy: TestProxy, authority: TestAuthority) => Promise<void>,
): Promise<void> {
  await using folder = await makeTempDir();
  const authority = await makeAuthority();
  await Deno.writeTextFile(`${folder.path}/ca.pem`, authority.certificate);
  let answer: Fetch = () => new Response(null, { status: 503 });
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener = await listen((request, connection) => answer(request, connection), address);
  try {
    await using proxy = await start({
      gatewayPort: listener.port,
      certificate: server,
      secret: SECRET,
    });
    await using test = await openTestGateway({
      settings: {
        KAKEHASHI_SANDBOX: "on",
        KAKEHASHI_ISSUER: "https://gateway.example",
        KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
        KAKEHASHI_MTLS_ORIGIN: `https://${proxy.mtls.host}`,
        KAKEHASHI_CLIENT_CA: `${folder.path}/ca.pem`,
        KAKEHASHI_PROXY_SECRET: SECRET,
      },
    });
    answer = test.gateway.fetch;
    const { stores } = test.gateway.storage;
    const { registration } = await ProtocolClient.make("app", new ManualClock());
    const subject = { kind: "subject_dn", value: "CN=app" } as const;
    const authentication = { method: "tls_client_auth", subject } as const;
    await stores.clients.add({ ...registration, authentication });
    await use(proxy, authority);
  } finally {
    await listener.close(0);
  }
}

/** What visits to one of the two hosts are answered. */
async function talk({ path, host }: TestProxy["mtls"], visits: readonly TlsVisit[]) {
  const all = visits.map((one) => ({ ...one, host }));
  const results = await visitByTls({ path }, server.certificate, all);
  return results.flatMap((result) => {
    assert("answers" in result, JSON.stringify(result));
    const { answers, reused } = result;
    return answers.map((answer) => ({ answer, reused }));
  });
}

/** What arrives of visits to one of the two hosts. */
async function visit(
  target: TestProxy["mtls"],
  visits: readonly TlsVisit[],
): Promise<readonly Arrival[]> {
  const answers = await talk(target, visits);
  return answers.map(({ answer, reused }) => ({ ...JSON.parse(answer), reused }));
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

  Deno.test(`${name} passes an event on at once, while the stream stays open`, async () => {
    await withProxy(start, async ({ gateway }) => {
      const { path, host } = gateway;
      const visit = { version: "TLSv1.3", host, path: "/events", until: "data: 1\n\n" } as const;
      const [result] = await visitByTls({ path }, server.certificate, [visit]);
      assert.ok(result !== undefined && "answers" in result, JSON.stringify(result));
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

  Deno.test(`${name} in front of the gateway: an app is known by its certificate, and by nothing else`, async () => {
    await withGateway(start, async (proxy, authority) => {
      const own = await authority.issue({ subject: "CN=app" });
      const revoke = {
        version: "TLSv1.3",
        path: "/revoke",
        form: "client_id=app&token=x",
      } as const;
      const answers = await talk(proxy.mtls, [
        { ...revoke, cert: own.certificate, key: own.key },
        { ...revoke, cert: app.certificate, key: app.key },
        revoke,
        { ...revoke, headers: [["Client-Cert", `:${own.der.toBase64()}:`]] },
      ]);
      const errors = answers.map(({ answer }) => answer === "" ? "none" : JSON.parse(answer).error);
      assert.deepEqual(errors, ["none", "invalid_client", "invalid_client", "invalid_client"]);
      const withOwn = { ...revoke, cert: own.certificate, key: own.key };
      const [atGateway] = await talk(proxy.gateway, [withOwn]);
      assert.match(atGateway?.answer ?? "", /invalid_client/);
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
