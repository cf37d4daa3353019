/** Certificates for tests, made on the spot. */
import "reflect-metadata"; // @peculiar/x509 needs it
import {
  BasicConstraintsExtension,
  type Extension,
  type JsonGeneralName,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

export {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from "@peculiar/x509";

/** A certificate and its private key as PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate in DER. */
  readonly der: Uint8Array<ArrayBuffer>;
  readonly publicKey: CryptoKey;
}

/** How a certificate differs from the usual: P-256, valid for a day around now, no names beside the subject. */
export interface CertificateOptions {
  /** The subject, or a structure for what a text cannot say. */
  readonly subject?: string | JsonName;
  readonly alternativeNames?: JsonGeneralName[];
  readonly extensions?: readonly Extension[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** The algorithm of the key (for an authority also of its signatures). */
  readonly algorithm?: KeyAlgorithmName;
  /** Instead of a fresh key pair. */
  readonly keys?: CryptoKeyPair;
}

/** Key algorithms that tests use. */
export type KeyAlgorithmName = keyof typeof ALGORITHMS;

const RSA = { name: "RSASSA-PKCS1-v1_5", publicExponent: new Uint8Array([1, 0, 1]) };
const ALGORITHMS = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  "P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  "Ed25519": { name: "Ed25519" },
  "RSA-2048": { ...RSA, modulusLength: 2048, hash: "SHA-256" },
  "RSA-4096": { ...RSA, modulusLength: 4096, hash: "SHA-256" },
  "RSA-1024": { ...RSA, modulusLength: 1024, hash: "SHA-256" },
  "RSA-SHA-1": { ...RSA, modulusLength: 2048, hash: "SHA-1" },
} as const;

const DAY_MILLIS = 24 * 3600 * 1000;

/** Makes a key pair for certificates. */
export async function makeCertificateKeys(
  algorithm: KeyAlgorithmName = "P-256",
): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey(ALGORITHMS[algorithm], true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("not a key pair");
  return keys;
}

/** A self-signed certificate on P-256 for a host name, valid for a day around now. */
export async function selfSignedCertificate(
  hostname: string,
  options: CertificateOptions = {},
): Promise<TestCertificate> {
  const { algorithm = "P-256" } = options;
  const keys = options.keys ?? await makeCertificateKeys(algorithm);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...describe(options),
    name: options.subject ?? `CN=${hostname}`,
    signingAlgorithm: ALGORITHMS[algorithm],
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: hostname },
        ...options.alternativeNames ?? [],
      ]),
      ...options.extensions ?? [],
    ],
  });
  return await toTestCertificate(certificate, keys);
}

/** An authority that issues certificates. */
export interface TestAuthority extends TestCertificate {
  issue(options?: CertificateOptions): Promise<TestCertificate>;
}

/** Makes an authority with a self-signed certificate; `extensions` replace what makes it one. */
export async function makeAuthority(options: CertificateOptions = {}): Promise<TestAuthority> {
  const { algorithm = "P-256" } = options;
  const keys = options.keys ?? await makeCertificateKeys(algorithm);
  const signingAlgorithm = ALGORITHMS[algorithm];
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...describe(options),
    name: options.subject ?? "CN=Test Authority",
    signingAlgorithm,
    keys,
    extensions: [
      ...options.extensions ?? [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    ],
  });
  return {
    ...await toTestCertificate(authority, keys),
    async issue(wanted = {}) {
      const own = wanted.keys ?? await makeCertificateKeys(wanted.algorithm);
      const issued = await X509CertificateGenerator.create({
        ...describe(wanted),
        subject: wanted.subject ?? "CN=app",
        issuer: authority.subjectName,
        signingAlgorithm,
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        extensions: [
          ...wanted.alternativeNames
            ? [new SubjectAlternativeNameExtension(wanted.alternativeNames)]
            : [],
          ...wanted.extensions ?? [],
        ],
      });
      return await toTestCertificate(issued, own);
    },
  };
}

function describe({ notBefore, notAfter }: CertificateOptions) {
  return {
    serialNumber: crypto.getRandomValues(new Uint8Array(8)).toHex(),
    notBefore: notBefore ?? new Date(Date.now() - DAY_MILLIS),
    notAfter: notAfter ?? new Date(Date.now() + DAY_MILLIS),
  };
}

async function toTestCertificate(
  certificate: X509Certificate,
  keys: CryptoKeyPair,
): Promise<TestCertificate> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const body = pkcs8.toBase64().replace(/.{64}/g, "$&\n");
  return {
    certificate: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`,
    der: new Uint8Array(certificate.rawData),
    publicKey: keys.publicKey,
  };
}
