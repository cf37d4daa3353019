/** Reading the certificates of apps, and telling which of them come from a trusted authority. */
import { verify } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import type {
  CertificateInspector,
  ClientCertificate,
  PresentedCertificate,
} from "../../domain/client/certificate.ts";
import { type CertificateThumbprint, parseKeyThumbprint } from "../../domain/ids.ts";
import { RSA_MAX_BITS, RSA_MIN_BITS } from "../../domain/limits.ts";
import { LruCache } from "../../domain/lru_cache.ts";
import { decodeCertificate, type DecodedCertificate } from "./decode_certificate.ts";

/** Certificates in use at the same time; each takes a kilobyte or two. */
const CAPACITY = 1024;

/** How certificates may be signed: key type and digest. SHA-1 and MD5 are broken and left out. */
const SIGNATURES: Readonly<
  Record<string, { readonly key: string; readonly digest: string | null }>
> = {
  "1.2.840.10045.4.3.2": { key: "ec", digest: "sha256" },
  "1.2.840.10045.4.3.3": { key: "ec", digest: "sha384" },
  "1.2.840.10045.4.3.4": { key: "ec", digest: "sha512" },
  "1.2.840.113549.1.1.11": { key: "rsa", digest: "sha256" },
  "1.2.840.113549.1.1.12": { key: "rsa", digest: "sha384" },
  "1.2.840.113549.1.1.13": { key: "rsa", digest: "sha512" },
  "1.3.101.112": { key: "ed25519", digest: null },
};

/** Curves of at least 224 bits (FAPI 2.0 5.4.1) that TLS uses. */
const CURVES = ["prime256v1", "secp384r1", "secp521r1"];

/**
 * Makes an inspector. Each authority is a trust anchor for what it signed itself (RFC 5280, 6.1): an
 * app's certificate must come from one of them directly, so intermediate authorities are listed, too.
 *
 * @param authorities certificates of the trusted authorities as PEM, perhaps none. Throws an `Error`
 * when one of them is no certificate of an authority or has a key too weak.
 */
export function createCertificateInspector(authorities = ""): CertificateInspector {
  const trusted = readAuthorities(authorities);
  const known = new LruCache<CertificateThumbprint, Promise<ClientCertificate | undefined>>(
    CAPACITY,
  );
  return {
    inspect(certificate: PresentedCertificate) {
      const result = known.get(certificate.thumbprint) ?? inspect(certificate.der, trusted);
      known.set(certificate.thumbprint, result);
      return result;
    },
  };
}

async function inspect(
  der: Uint8Array,
  trusted: readonly DecodedCertificate[],
): Promise<ClientCertificate | undefined> {
  const certificate = decodeCertificate(der);
  if (certificate === undefined || !isStrong(certificate)) return undefined;
  const keyThumbprint = parseKeyThumbprint(await calculateJwkThumbprint(certificate.publicKey));
  if (keyThumbprint === undefined) return undefined;
  const { subject, alternativeNames, uses } = certificate;
  const isUsable = uses.isForTlsClients && !uses.hasUnknownConstraint;
  const issuer = isUsable
    ? trusted.find((authority) => isIssuedBy(certificate, authority))
    : undefined;
  return {
    subject,
    alternativeNames,
    keyThumbprint,
    ...(issuer !== undefined && {
      trusted: {
        from: Math.max(certificate.validFrom, issuer.validFrom),
        until: Math.min(certificate.validUntil, issuer.validUntil),
      },
    }),
  };
}

function isStrong({ publicKey }: DecodedCertificate): boolean {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  switch (publicKey.asymmetricKeyType) {
    case "rsa":
      return modulusLength !== undefined && modulusLength >= RSA_MIN_BITS &&
        modulusLength <= RSA_MAX_BITS;
    case "ec":
      return namedCurve !== undefined && CURVES.includes(namedCurve);
    default:
      return publicKey.asymmetricKeyType === "ed25519";
  }
}

/** Names can be chosen by anyone; what counts is the signature. */
function isIssuedBy(certificate: DecodedCertificate, authority: DecodedCertificate): boolean {
  if (certificate.issuerDer !== authority.subjectDer) return false;
  const { algorithm, signed, value } = certificate.signature;
  const how = SIGNATURES[algorithm];
  if (how === undefined || authority.publicKey.asymmetricKeyType !== how.key) return false;
  return verify(how.digest, signed, authority.publicKey, value);
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

function readAuthorities(pem: string): readonly DecodedCertificate[] {
  const bodies = [...pem.matchAll(PEM)].map(([, body = ""]) => body);
  if (pem.trim() !== "" && bodies.length === 0) {
    throw new Error("the trusted authorities are no certificates in PEM");
  }
  return bodies.map((body, index) => readAuthority(body, `trusted authority ${index + 1}`));
}

function readAuthority(body: string, name: string): DecodedCertificate {
  const authority = decodeCertificate(Uint8Array.fromBase64(body));
  if (authority === undefined) throw new Error(`${name} is no certificate`);
  if (!authority.uses.isAuthority) throw new Error(`${name} may not sign certificates`);
  if (authority.uses.hasUnknownConstraint) {
    throw new Error(`${name} has constraints that are not supported`);
  }
  if (!isStrong(authority)) throw new Error(`${name} has a key too weak or of an unknown kind`);
  return authority;
}
