/** By which name in its certificate an app is known (RFC 8705, 2.1.2). */
import type { ClientCertificate } from "./certificate.ts";
import { isSameName, parseDistinguishedName } from "./distinguished_name.ts";

/** Which of its names counts. */
export const CERTIFICATE_SUBJECT_KINDS = [
  "subject_dn",
  "san_dns",
  "san_uri",
  "san_ip",
  "san_email",
] as const;
/** One of {@link CERTIFICATE_SUBJECT_KINDS}. */
export type CertificateSubjectKind = typeof CERTIFICATE_SUBJECT_KINDS[number];

/** The name that an app's certificate must bear. */
export interface CertificateSubject {
  readonly kind: CertificateSubjectKind;
  readonly value: string;
}

const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;
const EMAIL_ADDRESS = /^[\x21-\x3F\x41-\x7E]{1,64}@[A-Za-z0-9.-]{1,253}$/;

/** Whether a name can be one of its kind. Wildcards are none: they would name many at once. */
export function isCertificateSubject({ kind, value }: CertificateSubject): boolean {
  switch (kind) {
    case "subject_dn":
      return parseDistinguishedName(value) !== undefined;
    case "san_dns":
      return DNS_NAME.test(value);
    case "san_uri":
      return /^[\x21-\x7E]+$/.test(value) && URL.canParse(value);
    case "san_ip":
      return canonicalIp(value) !== undefined;
    case "san_email":
      return EMAIL_ADDRESS.test(value);
  }
}

/**
 * Whether a certificate bears the name. Names are compared as a whole: a wildcard in a certificate
 * stands for itself only.
 */
export function isSubjectOf(
  { kind, value }: CertificateSubject,
  { subject, alternativeNames }: ClientCertificate,
): boolean {
  switch (kind) {
    case "subject_dn": {
      const name = parseDistinguishedName(value);
      return name !== undefined && isSameName(name, subject);
    }
    case "san_dns":
      return alternativeNames.dns.some((name) => name.toLowerCase() === value.toLowerCase());
    case "san_uri":
      return alternativeNames.uri.includes(value);
    case "san_ip": {
      const address = canonicalIp(value);
      return address !== undefined &&
        alternativeNames.ip.some((candidate) => canonicalIp(candidate) === address);
    }
    case "san_email":
      return alternativeNames.email.some((name) => foldDomain(name) === foldDomain(value));
  }
}

/** One spelling for each address (RFC 5952); undefined for what is none. */
function canonicalIp(text: string): string | undefined {
  if (/^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(text)) {
    return text;
  }
  if (!/^[0-9A-Fa-f:]+(\d+\.\d+\.\d+\.\d+)?$/.test(text)) return undefined;
  return URL.parse(`http://[${text}]/`)?.hostname;
}

/** The domain of a mail address has no letter case, its local part has (RFC 5321, 2.4). */
function foldDomain(address: string): string {
  const at = address.lastIndexOf("@");
  return address.slice(0, at) + address.slice(at).toLowerCase();
}
