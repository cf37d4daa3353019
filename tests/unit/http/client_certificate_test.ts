import assert from "node:assert/strict";
import { Hono } from "hono";
import fc from "fast-check";
import { OAuthError } from "../../../domain/errors.ts";
import { thumbprintOfCertificate } from "../../../domain/ids.ts";
import {
  type CertificateSource,
  createCertificateReader,
  parseClientCert,
} from "../../../routes/http/client_certificate.ts";

const DER = Uint8Array.from({ length: 100 }, (_, index) => index);
const FIELD = `:${DER.toBase64()}:`;
const SECRET = "Jf0sT2qv9Xo4Wm7Zr1Yk8Ud3Pc6Ln5Hb";
const NEXT_SECRET = "Qw9eRt5yUi1oPa7sDf3gHj8kLz2xCv6b";
const PROXY: CertificateSource = { kind: "proxy", secrets: [SECRET, NEXT_SECRET] };
const LISTENER: CertificateSource = { kind: "listener" };

/** The thumbprint that a reader finds, `none`, or the reason of its refusal. */
async function read(
  source: CertificateSource | undefined,
  headers: HeadersInit,
  env: Record<string, unknown> = {},
): Promise<string> {
  const readCertificate = createCertificateReader(source);
  const app = new Hono();
  app.get("/", async (c) => c.text((await readCertificate(c))?.thumbprint ?? "none"));
  app.onError((error, c) => {
    assert(error instanceof OAuthError && error.code === "invalid_request");
    return c.text(error.reason);
  });
  const response = await app.fetch(new Request("https://gateway.example/", { headers }), env);
  return await response.text();
}

Deno.test("a proxy that shows its secret passes the certificate on", async () => {
  const thumbprint = await thumbprintOfCertificate(DER);
  for (const secret of [SECRET, NEXT_SECRET]) {
    const headers = { "Client-Cert": FIELD, "Kakehashi-Proxy-Secret": secret };
    assert.equal(await read(PROXY, headers), thumbprint);
  }
});

Deno.test("a request by the proxy without a certificate has none", async () => {
  assert.equal(await read(PROXY, { "Kakehashi-Proxy-Secret": SECRET }), "none");
  assert.equal(await read(PROXY, {}), "none");
});

const SMUGGLED: readonly [string, [string, string][]][] = [
  ["without a secret", [["Client-Cert", FIELD]]],
  ["with an empty secret", [["Client-Cert", FIELD], ["Kakehashi-Proxy-Secret", ""]]],
  ["with a wrong secret", [["Client-Cert", FIELD], ["Kakehashi-Proxy-Secret", `${SECRET}x`]]],
  ["with the start of the secret", [
    ["Client-Cert", FIELD],
    ["Kakehashi-Proxy-Secret", SECRET.slice(0, -1)],
  ]],
  ["with two secrets, one of them right", [
    ["Client-Cert", FIELD],
    ["Kakehashi-Proxy-Secret", "guessed"],
    ["Kakehashi-Proxy-Secret", SECRET],
  ]],
];

for (const [what, headers] of SMUGGLED) {
  Deno.test(`Client-Cert ${what} is refused`, async () => {
    assert.equal(await read(PROXY, headers), "Client-Cert without the proxy's secret");
  });
}

const MALFORMED: readonly [string, [string, string][]][] = [
  ["two fields", [["Client-Cert", FIELD], ["Client-Cert", FIELD]]],
  ["two certificates in one field", [["Client-Cert", `${FIELD}, ${FIELD}`]]],
  ["an empty field", [["Client-Cert", ""]]],
  ["PEM", [["Client-Cert", `-----BEGIN CERTIFICATE----- ${DER.toBase64()}`]]],
];

for (const [what, headers] of MALFORMED) {
  Deno.test(`Client-Cert: ${what} is refused even from the proxy`, async () => {
    const all: [string, string][] = [...headers, ["Kakehashi-Proxy-Secret", SECRET]];
    assert.equal(await read(PROXY, all), "Client-Cert malformed");
  });
}

Deno.test("a gateway that knows certificates from its listener does not look at Client-Cert", async () => {
  const headers = { "Client-Cert": FIELD, "Kakehashi-Proxy-Secret": SECRET };
  assert.equal(await read(LISTENER, headers), "none");
  const own = DER.slice(1);
  const thumbprint = await thumbprintOfCertificate(own);
  assert.equal(await read(LISTENER, headers, { clientCertificate: own }), thumbprint);
});

Deno.test("a gateway behind a proxy does not take the proxy's own certificate for an app's", async () => {
  assert.equal(await read(PROXY, {}, { clientCertificate: DER }), "none");
});

Deno.test("a gateway without a source of certificates knows none", async () => {
  const headers = { "Client-Cert": FIELD, "Kakehashi-Proxy-Secret": SECRET };
  assert.equal(await read(undefined, headers, { clientCertificate: DER }), "none");
});

Deno.test("parseClientCert() reads what RFC 9440 writes", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
    assert.deepEqual(parseClientCert(`:${new Uint8Array(bytes).toBase64()}:`), bytes);
  }));
});

const NO_BYTE_SEQUENCES = [
  "",
  "::",
  ":",
  "AAAA",
  ":AAAA",
  "AAAA:",
  ":AAA:",
  ":AA=:",
  ":A===:",
  ":AAAA=:",
  ":AB==:", // Bits beyond the last byte.
  ":AA_-:",
  ":AA AA:",
  ":AAAA:;a=1",
  ":AAAA:, :AAAA:",
  ":AAAA::AAAA:",
  "?1",
  '"AAAA"',
];

for (const field of NO_BYTE_SEQUENCES) {
  Deno.test(`parseClientCert() refuses ${JSON.stringify(field)}`, () => {
    assert.equal(parseClientCert(field), undefined);
  });
}
