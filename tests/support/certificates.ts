/** How gateways in tests learn of certificates. */
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
