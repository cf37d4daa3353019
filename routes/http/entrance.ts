/** By which doors requests come in: two origins at most, one source of certificates at most. */
import {
  type CertificateSource,
  createCertificateReader,
  type ReadClientCertificate,
} from "./client_certificate.ts";
import { createOriginReader, type ReadOrigin } from "./request_origin.ts";

/** What a request is told by the way it came. */
export interface Entrance {
  /** The origin that was called. */
  readonly readOrigin: ReadOrigin;
  /** The certificate of the caller. */
  readonly readCertificate: ReadClientCertificate;
}

/** What needs an entrance. */
export interface WithEntrance {
  readonly entrance: Entrance;
}

/** Makes the entrance of a gateway; `mtls` is undefined when it learns no certificates. */
export function createEntrance(
  issuer: string,
  mtls: { readonly origin: string; readonly source: CertificateSource } | undefined,
): Entrance {
  return {
    readOrigin: createOriginReader({ issuer, mtls: mtls?.origin }),
    readCertificate: createCertificateReader(mtls?.source),
  };
}
