import assert from "node:assert/strict";
import type { AlternativeNames, ClientCertificate } from "../../../domain/client/certificate.ts";
import {
  type CertificateSubject,
  type CertificateSubjectKind,
  isCertificateSubject,
  isSubjectOf,
} from "../../../domain/client/certificate_subject.ts";
import { parseDistinguishedName } from "../../../domain/client/distinguished_name.ts";
import { parseKeyThumbprint } from "../../../domain/ids.ts";

function certificate(names: Partial<AlternativeNames>, subject = "CN=app"): ClientCertificate {
  const keyThumbprint = parseKeyThumbprint("k".repeat(43));
  assert(keyThumbprint);
  return {
    subject: parseDistinguishedName(subject) ?? [],
    alternativeNames: { dns: [], uri: [], ip: [], email: [], ...names },
    keyThumbprint,
  };
}

const subject = (kind: CertificateSubjectKind, value: string): CertificateSubject => ({
  kind,
  value,
});

const MATCHES: readonly [CertificateSubject, ClientCertificate][] = [
  [subject("subject_dn", "CN=app,O=Example"), certificate({}, "cn=app,O=Example")],
  [subject("san_dns", "app.example"), certificate({ dns: ["other.example", "APP.example"] })],
  [subject("san_uri", "https://app.example/"), certificate({ uri: ["https://app.example/"] })],
  [subject("san_ip", "192.0.2.7"), certificate({ ip: ["192.0.2.7"] })],
  [subject("san_ip", "2001:DB8:0:0:0:0:0:1"), certificate({ ip: ["2001:db8::1"] })],
  [subject("san_ip", "2001:db8::1"), certificate({ ip: ["2001:0db8:0000::0001"] })],
  [subject("san_email", "ops@app.example"), certificate({ email: ["ops@APP.example"] })],
];

for (const [expected, presented] of MATCHES) {
  Deno.test(`isSubjectOf() finds ${expected.kind} ${expected.value}`, () => {
    assert(isCertificateSubject(expected));
    assert(isSubjectOf(expected, presented));
  });
}

const MISMATCHES: readonly [CertificateSubject, ClientCertificate][] = [
  [subject("subject_dn", "CN=app"), certificate({ dns: ["app"] }, "CN=other")],
  [subject("san_dns", "app.example"), certificate({}, "CN=app.example")],
  [subject("san_dns", "app.example"), certificate({ dns: ["*.example"] })],
  [subject("san_dns", "app.example"), certificate({ dns: ["app.example\0.evil.example"] })],
  [subject("san_dns", "app.example"), certificate({ uri: ["app.example"] })],
  [subject("san_uri", "https://app.example/"), certificate({ uri: ["https://app.example"] })],
  [subject("san_uri", "https://app.example/"), certificate({ uri: ["https://APP.example/"] })],
  [subject("san_ip", "192.0.2.7"), certificate({ ip: ["192.0.2.70"] })],
  [subject("san_ip", "192.0.2.7"), certificate({ dns: ["192.0.2.7"] })],
  [subject("san_ip", "192.0.2.7"), certificate({ ip: ["192.0.2.0/24"] })],
  [subject("san_email", "ops@app.example"), certificate({ email: ["Ops@app.example"] })],
];

for (const [expected, presented] of MISMATCHES) {
  Deno.test(`isSubjectOf() is not led astray from ${expected.kind} ${expected.value}`, () => {
    assert(!isSubjectOf(expected, presented));
  });
}

const NO_SUBJECTS: readonly CertificateSubject[] = [
  subject("subject_dn", ""),
  subject("subject_dn", "CN=app, O=Example"),
  subject("san_dns", ""),
  subject("san_dns", "*.example"),
  subject("san_dns", "app example"),
  subject("san_dns", ".example"),
  subject("san_uri", "app.example"),
  subject("san_uri", "https://app.example/ "),
  subject("san_ip", "192.0.2.256"),
  subject("san_ip", "192.0.2.07"),
  subject("san_ip", "192.0.2.0/24"),
  subject("san_ip", "0x7f.1"),
  subject("san_ip", "2001:db8::1::2"),
  subject("san_ip", "app.example"),
  subject("san_email", "app.example"),
  subject("san_email", "a b@app.example"),
];

for (const candidate of NO_SUBJECTS) {
  Deno.test(`isCertificateSubject() refuses ${candidate.kind} "${candidate.value}"`, () => {
    assert(!isCertificateSubject(candidate));
  });
}
