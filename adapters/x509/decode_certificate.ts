/** X.509 certificates (RFC 5280) taken apart; everything in them is the sender's claim. */
import { Buffer } from "node:buffer";
import { createPublicKey, type KeyObject } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  type AttributeTypeAndValue,
  Certificate,
  type GeneralName,
  type Name,
  SubjectAlternativeName,
  type Time,
} from "@peculiar/asn1-x509";
import type { AlternativeNames } from "../../domain/client/certificate.ts";
import type { DistinguishedName, NameAttribute } from "../../domain/client/distinguished_name.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { type CertificateUses, readUses, SUBJECT_ALT_NAME } from "./certificate_uses.ts";

/** The parts that matter. */
export interface DecodedCertificate {
  readonly subject: DistinguishedName;
  /** The two names in DER, hex: equal where one certificate is said to have issued another. */
  readonly subjectDer: string;
  readonly issuerDer: string;
  readonly alternativeNames: AlternativeNames;
  readonly validFrom: EpochMillis;
  /** Inclusive. */
  readonly validUntil: EpochMillis;
  readonly publicKey: KeyObject;
  readonly uses: CertificateUses;
  readonly signature: {
    /** Object identifier. */
    readonly algorithm: string;
    readonly signed: Uint8Array;
    readonly value: Uint8Array;
  };
}

/** Longest certificate that is looked at, in bytes; those of apps have one or two thousand. */
const MAX_BYTES = 8192;

/** Takes a certificate in DER apart; undefined for what is none. */
export function decodeCertificate(der: Uint8Array): DecodedCertificate | undefined {
  if (der.length > MAX_BYTES || der.length !== statedLength(der)) return undefined;
  try {
    return decode(der);
  } catch {
    // Malformed input from outside: the parsers underneath throw errors of many kinds.
    return undefined;
  }
}

/** The length that a structure states for itself, header included (X.690, 8.1.3): nothing may follow it. */
function statedLength(der: Uint8Array): number {
  const [, first = 0, second = 0, third = 0] = der;
  if (first < 0x80) return 2 + first;
  return first === 0x81 ? 3 + second : first === 0x82 ? 4 + second * 256 + third : 0;
}

function decode(der: Uint8Array): DecodedCertificate | undefined {
  const certificate = AsnConvert.parse(der, Certificate);
  const { tbsCertificate, tbsCertificateRaw, signatureAlgorithm } = certificate;
  if (tbsCertificateRaw === undefined) return undefined;
  const algorithm = signatureAlgorithm.algorithm;
  // What is signed must name the same algorithm (RFC 5280, 4.1.1.2).
  if (tbsCertificate.signature.algorithm !== algorithm) return undefined;
  const { subject, issuer, validity, subjectPublicKeyInfo, extensions } = tbsCertificate;
  const uses = readUses(extensions ?? []);
  if (uses === undefined) return undefined;
  const spki = new Uint8Array(AsnConvert.serialize(subjectPublicKeyInfo));
  const alternativeNames = extensions?.find(({ extnID }) => extnID === SUBJECT_ALT_NAME);
  return {
    subject: readName(subject),
    subjectDer: toHex(AsnConvert.serialize(subject)),
    issuerDer: toHex(AsnConvert.serialize(issuer)),
    alternativeNames: readAlternativeNames(
      alternativeNames === undefined
        ? []
        : AsnConvert.parse(alternativeNames.extnValue, SubjectAlternativeName),
    ),
    validFrom: readTime(validity.notBefore),
    validUntil: readTime(validity.notAfter),
    publicKey: createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }),
    uses,
    signature: {
      algorithm,
      signed: new Uint8Array(tbsCertificateRaw),
      value: new Uint8Array(certificate.signatureValue),
    },
  };
}

function readName(name: Name): DistinguishedName {
  return Array.from(name, (part) => Array.from(part, readAttribute));
}

/** Strings in the Teletex alphabet, which nobody reads alike, count as bytes only. */
function readAttribute({ type, value }: AttributeTypeAndValue): NameAttribute {
  const { utf8String, printableString, ia5String, bmpString, universalString } = value;
  const text = utf8String ?? printableString ?? ia5String ?? bmpString ?? universalString;
  const der = toHex(AsnConvert.serialize(value));
  return { type, der, ...(text !== undefined && { text }) };
}

function readAlternativeNames(names: readonly GeneralName[]): AlternativeNames {
  const pick = (read: (name: GeneralName) => string | undefined) =>
    Array.from(names, read).filter((text) => text !== undefined);
  return {
    dns: pick((name) => name.dNSName),
    uri: pick((name) => name.uniformResourceIdentifier),
    ip: pick((name) => name.iPAddress),
    email: pick((name) => name.rfc822Name),
  };
}

function readTime(time: Time): EpochMillis {
  return time.getTime().getTime();
}

function toHex(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toHex();
}
