/** How gateways in tests learn of certificates. */
import { createCertificateInspector } from "../../adapters/x509/certificate_inspector.ts";
import type { CertificateInspector } from "../../domain/client/certificate.ts";
import type { MtlsSupport } from "../../domain/client/certificate_support.ts";
import { createEntrance, type Entrance } from "../../routes/http/entrance.ts";

/** What the routes of a gateway are told. */
export interface TestCertificates {
  readonly mtls: MtlsSupport | undefined;
  readonly entrance: Entrance;
  readonly certificates: CertificateInspector;
}

/** A gateway that learns of none. */
export function withoutCertificates(issuer: string): TestCertificates {
  return {
    mtls: undefined,
    entrance: createEntrance(issuer, undefined),
    certificates: { inspect: () => Promise.resolve(undefined) },
  };
}

/** The origin of the endpoints that see certificates, in tests. */
export const MTLS_ORIGIN = "https://mtls.gateway.example";

/** A gateway that learns of certificates from its listener and trusts authorities (PEM). */
export function withCertificates(issuer: string, authorities: string): TestCertificates {
  return {
    mtls: { origin: MTLS_ORIGIN, hasAuthorities: true },
    entrance: createEntrance(issuer, { origin: MTLS_ORIGIN, source: { kind: "listener" } }),
    certificates: createCertificateInspector(authorities),
  };
}
