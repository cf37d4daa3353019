import assert from "node:assert/strict";
import { calculateJwkThumbprint, exportJWK } from "jose";
import { createCertificateInspector } from "../../../adapters/x509/certificate_inspector.ts";
import { isSubjectOf } from "../../../domain/client/certificate_subject.ts";
import { thumbprintOfCertificate } from "../../../domain/ids.ts";
import {
  BasicConstraintsExtension,
  type CertificateOptions,
  ExtendedKeyUsageExtension,
  Extension,
  type KeyAlgorithmName,
  KeyUsageFlags,
  KeyUsagesExtension,
  makeAuthority,
  makeCertificateKeys,
  selfSignedCertificate,
} from "../../support/certificate.ts";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

async function inspect(der: Uint8Array<ArrayBuffer>, authorities?: string) {
  const thumbprint = await thumbprintOfCertificate(der);
  return await createCertificateInspector(authorities).inspect({ der, thumbprint });
}

/** Whether a certificate of an authority with the given traits is trusted. */
async function isTrusted(options: CertificateOptions = {}, ofAuthority: CertificateOptions = {}) {
  const authority = await makeAuthority(ofAuthority);
  const { der } = await authority.issue(options);
  const certificate = await inspect(der, authority.certificate);
  assert(certificate);
  return certificate.trusted !== undefined;
}

Deno.test("inspect() reads subject, alternative names and key", async () => {
  const authority = await makeAuthority();
  const app = await authority.issue({
    subject: "C=JP, O=かけいぼ株式会社, CN=app",
    alternativeNames: [
      { type: "dns", value: "app.example" },
      { type: "url", value: "https://app.example/" },
      { type: "ip", value: "192.0.2.7" },
      { type: "ip", value: "2001:db8::1" },
      { type: "email", value: "ops@app.example" },
    ],
  });
  const certificate = await inspect(app.der);
  assert(certificate);
  assert.deepEqual(certificate.alternativeNames, {
    dns: ["app.example"],
    uri: ["https://app.example/"],
    ip: ["192.0.2.7", "2001:db8::1"],
    email: ["ops@app.example"],
  });
  assert(isSubjectOf({ kind: "subject_dn", value: "CN=app,O=かけいぼ株式会社,C=JP" }, certificate));
  assert.equal(
    certificate.keyThumbprint,
    await calculateJwkThumbprint(await exportJWK(app.publicKey)),
  );
});

Deno.test("inspect() keeps apart what a text could confuse: a comma in a value, a part of two attributes", async () => {
  const authority = await makeAuthority();
  const tricky = await authority.issue({ subject: [{ CN: ["app,O=Example"] }] });
  const double = await authority.issue({ subject: [{ O: ["Example"], CN: ["app"] }] });
  for (const { der } of [tricky, double]) {
    const certificate = await inspect(der);
    assert(certificate);
    assert(!isSubjectOf({ kind: "subject_dn", value: "CN=app,O=Example" }, certificate));
  }
});

for (const algorithm of ["P-256", "P-384", "Ed25519", "RSA-2048"] satisfies KeyAlgorithmName[]) {
  Deno.test(`inspect() trusts what an authority with a key on ${algorithm} issued`, async () => {
    assert(await isTrusted({ algorithm }, { algorithm }));
  });
}

Deno.test("inspect() tells for how long: while both are valid, the certificate and its authority", async () => {
  const authority = await makeAuthority({
    notBefore: new Date("2026-02-01T00:00:00Z"),
    notAfter: new Date("2028-01-01T00:00:00Z"),
  });
  const { der } = await authority.issue({
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2027-01-01T00:00:00Z"),
  });
  const certificate = await inspect(der, authority.certificate);
  assert.deepEqual(certificate?.trusted, {
    from: Date.UTC(2026, 1, 1),
    until: Date.UTC(2027, 0, 1),
  });
});

Deno.test("inspect() finds the authority among several", async () => {
  const one = await makeAuthority({ subject: "CN=One" });
  const other = await makeAuthority({ subject: "CN=Other" });
  const bundle = `# One\n${one.certificate}\n# Other\n${other.certificate}`;
  const { der } = await other.issue();
  assert((await inspect(der, bundle))?.trusted);
});

Deno.test("inspect() does not trust an authority that only calls itself like a trusted one", async () => {
  const trusted = await makeAuthority({ subject: "CN=Bank CA" });
  const impostor = await makeAuthority({ subject: "CN=Bank CA" });
  const { der } = await impostor.issue({ subject: "CN=app" });
  assert.equal((await inspect(der, trusted.certificate))?.trusted, undefined);
});

Deno.test("inspect() does not trust a certificate whose contents were changed after signing", async () => {
  const authority = await makeAuthority();
  const { der } = await authority.issue({ subject: "CN=app-1" });
  const at = new TextDecoder("latin1").decode(der).indexOf("app-1");
  const changed = der.with(at + 4, "2".charCodeAt(0));
  const certificate = await inspect(changed, authority.certificate);
  assert(certificate && isSubjectOf({ kind: "subject_dn", value: "CN=app-2" }, certificate));
  assert.equal(certificate.trusted, undefined);
});

Deno.test("inspect() does not trust a self-signed certificate, nor one of an app as an authority", async () => {
  const authority = await makeAuthority({ subject: "CN=Bank CA" });
  const app = await selfSignedCertificate("app.example");
  assert.equal((await inspect(app.der, authority.certificate))?.trusted, undefined);
  assert.throws(() => createCertificateInspector(app.certificate), /may not sign certificates/);
});

Deno.test("inspect() does not trust what an app's own certificate was used to sign", async () => {
  const authority = await makeAuthority({ subject: "CN=Bank CA" });
  const keys = await makeCertificateKeys();
  await authority.issue({ subject: "CN=evil", keys });
  const evil = await makeAuthority({ subject: "CN=evil", keys });
  const { der } = await evil.issue({ subject: "CN=app" });
  assert.equal((await inspect(der, authority.certificate))?.trusted, undefined);
});

const USES: readonly [string, CertificateOptions, boolean][] = [
  ["for TLS clients", { extensions: [new ExtendedKeyUsageExtension([CLIENT_AUTH])] }, true],
  ["for servers only", { extensions: [new ExtendedKeyUsageExtension([SERVER_AUTH])] }, false],
  ["for signatures", {
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)],
  }, true],
  ["for encryption only", {
    extensions: [new KeyUsagesExtension(KeyUsageFlags.keyEncipherment, true)],
  }, false],
  ["with an unknown critical extension", {
    extensions: [new Extension("1.2.3.4.5", true, new Uint8Array([5, 0]))],
  }, false],
  ["with an unknown extension that is not critical", {
    extensions: [new Extension("1.2.3.4.5", false, new Uint8Array([5, 0]))],
  }, true],
];

for (const [what, options, expected] of USES) {
  Deno.test(`inspect() ${expected ? "trusts" : "does not trust"} a certificate ${what}`, async () => {
    assert.equal(await isTrusted(options), expected);
  });
}

Deno.test("inspect() does not trust signatures with SHA-1", async () => {
  assert(!await isTrusted({}, { algorithm: "RSA-SHA-1" }));
});

Deno.test("inspect() refuses keys that are too weak", async () => {
  const authority = await makeAuthority();
  const { der } = await authority.issue({ algorithm: "RSA-1024" });
  assert.equal(await inspect(der, authority.certificate), undefined);
});

Deno.test("inspect() refuses an extension that occurs twice", async () => {
  const authority = await makeAuthority();
  const { der } = await authority.issue({
    extensions: [
      new ExtendedKeyUsageExtension([SERVER_AUTH]),
      new ExtendedKeyUsageExtension([CLIENT_AUTH]),
    ],
  });
  assert.equal(await inspect(der, authority.certificate), undefined);
});

Deno.test("inspect() refuses what is no certificate, whatever part of one is missing", async () => {
  const { der } = await selfSignedCertificate("app.example");
  for (let length = 0; length < der.length; length += 1) {
    assert.equal(await inspect(der.slice(0, length)), undefined, `${length} bytes`);
  }
  for (const bytes of [new Uint8Array([0x30, 0]), new Uint8Array(9000), new Uint8Array([5, 0])]) {
    assert.equal(await inspect(bytes), undefined);
  }
});

Deno.test("inspect() refuses a certificate with something after it", async () => {
  const { der } = await selfSignedCertificate("app.example");
  assert.equal(await inspect(Uint8Array.from([...der, 0])), undefined);
});

Deno.test("inspect() survives any single changed byte", async () => {
  const authority = await makeAuthority();
  const { der } = await authority.issue();
  for (const [index, byte] of der.entries()) {
    const certificate = await inspect(der.with(index, byte ^ 0x21), authority.certificate);
    assert.equal(certificate?.trusted, undefined, `byte ${index}`);
  }
});

const AUTHORITIES: readonly [string, () => Promise<string>, RegExp][] = [
  ["no PEM", () => Promise.resolve("no certificate"), /no certificates in PEM/],
  ["a broken one", () => {
    return Promise.resolve("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
  }, /1 is no certificate/],
  ["one that may not sign", async () => {
    const options = { extensions: [new BasicConstraintsExtension(false)] };
    return (await makeAuthority(options)).certificate;
  }, /may not sign certificates/],
  ["one for other uses", async () => {
    const extensions = [
      new BasicConstraintsExtension(true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature),
    ];
    return (await makeAuthority({ extensions })).certificate;
  }, /may not sign certificates/],
  ["a weak key", async () => (await makeAuthority({ algorithm: "RSA-1024" })).certificate, /weak/],
  ["unknown constraints", async () => {
    const extensions = [
      new BasicConstraintsExtension(true),
      new Extension("2.5.29.30", true, new Uint8Array([0x30, 0])),
    ];
    return (await makeAuthority({ extensions })).certificate;
  }, /constraints that are not supported/],
];

for (const [what, make, expected] of AUTHORITIES) {
  Deno.test(`createCertificateInspector() refuses authorities with ${what}`, async () => {
    const pem = await make();
    assert.throws(() => createCertificateInspector(pem), expected);
  });
}
