/** What a certificate may be used for (RFC 5280, 4.2.1). */
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  anyExtendedKeyUsage,
  BasicConstraints,
  ExtendedKeyUsage,
  type Extension,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  KeyUsage,
  KeyUsageFlags,
} from "@peculiar/asn1-x509";

/** See the head of this file. */
export interface CertificateUses {
  /** May sign certificates. */
  readonly isAuthority: boolean;
  /** May authenticate a TLS client. */
  readonly isForTlsClients: boolean;
  /** Has something critical that we would have to heed but do not know (RFC 5280, 4.2). */
  readonly hasUnknownConstraint: boolean;
}

/** Where `subjectAltName` is found. */
export const SUBJECT_ALT_NAME = id_ce_subjectAltName;

/** Extensions that are heeded; policies are known in so far as we ask for none. */
const KNOWN = new Set([
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
]);

/** Reads the uses; undefined when an extension occurs twice (RFC 5280, 4.2). */
export function readUses(extensions: readonly Extension[]): CertificateUses | undefined {
  if (new Set(extensions.map(({ extnID }) => extnID)).size < extensions.length) return undefined;
  const read = <Value>(id: string, type: new () => Value): Value | undefined => {
    const extension = extensions.find(({ extnID }) => extnID === id);
    return extension && AsnConvert.parse(extension.extnValue, type);
  };
  const flags = read(id_ce_keyUsage, KeyUsage)?.toNumber();
  const mayBeUsed = (flag: KeyUsageFlags) => flags === undefined || (flags & flag) !== 0;
  const purposes = read(id_ce_extKeyUsage, ExtendedKeyUsage);
  return {
    isAuthority: read(id_ce_basicConstraints, BasicConstraints)?.cA === true &&
      mayBeUsed(KeyUsageFlags.keyCertSign),
    isForTlsClients: mayBeUsed(KeyUsageFlags.digitalSignature) &&
      (purposes === undefined || purposes.includes(id_kp_clientAuth) ||
        purposes.includes(anyExtendedKeyUsage)),
    hasUnknownConstraint: extensions.some(({ critical, extnID }) => critical && !KNOWN.has(extnID)),
  };
}
