/** Certificates that apps present in the TLS handshake (RFC 8705). */
import type { CertificateThumbprint, KeyThumbprint } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import type { DistinguishedName } from "./distinguished_name.ts";

/** A certificate whose private key the peer of the connection has proved to hold; nothing else is known. */
export interface PresentedCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly thumbprint: CertificateThumbprint;
}

/** The names in the extension `subjectAltName` (RFC 5280, 4.2.1.6), each as the certificate has it. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  /** Dotted decimals, or the hexadecimal groups of RFC 5952. */
  readonly ip: readonly string[];
  readonly email: readonly string[];
}

/** What a certificate says. */
export interface ClientCertificate {
  readonly subject: DistinguishedName;
  readonly alternativeNames: AlternativeNames;
  /** RFC 7638 thumbprint of its public key. */
  readonly keyThumbprint: KeyThumbprint;
  /**
   * When it may be trusted: while it and the authority that signed it are both valid. Undefined when
   * none of the trusted authorities signed it, or not for TLS clients.
   */
  readonly trusted?: {
    readonly from: EpochMillis;
    /** Inclusive (RFC 5280, 4.1.2.5). */
    readonly until: EpochMillis;
  };
}

/** The port to what reads certificates. */
export interface CertificateInspector {
  /** Undefined for what is no certificate, or has a key too weak or of an unknown kind (FAPI 2.0 5.4.1). */
  inspect(certificate: PresentedCertificate): Promise<ClientCertificate | undefined>;
}
