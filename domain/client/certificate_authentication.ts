/** Client authentication by the certificate of the TLS connection (RFC 8705, 2). */
import { calculateJwkThumbprint } from "jose";
import type { EpochMillis } from "../time.ts";
import type {
  CertificateInspector,
  ClientCertificate,
  PresentedCertificate,
} from "./certificate.ts";
import { type CertificateSubject, isSubjectOf } from "./certificate_subject.ts";
import type { Client, PublicJwk } from "./client.ts";
import type { ClientKeys } from "./client_keys.ts";

/** What the judgement needs. */
export interface CertificateGuard {
  readonly certificates: CertificateInspector;
  readonly clientKeys: ClientKeys;
}

/** Judges the certificate for a client. Answers with what is wrong, for the log; undefined when nothing is. */
export async function findCertificateFault(
  guard: CertificateGuard,
  client: Client,
  presented: PresentedCertificate,
  now: EpochMillis,
): Promise<string | undefined> {
  const { authentication } = client;
  if (authentication.method === "private_key_jwt") return "no assertion";
  const certificate = await guard.certificates.inspect(presented);
  if (certificate === undefined) return "unreadable certificate, or one with a weak key";
  return authentication.method === "tls_client_auth"
    ? findNameFault(certificate, authentication.subject, now)
    : await findKeyFault(certificate, await guard.clientKeys.list(client));
}

/** The name counts for something only if a trusted authority vouches for it now (RFC 8705, 2.1 and 7.3). */
function findNameFault(
  certificate: ClientCertificate,
  subject: CertificateSubject,
  now: EpochMillis,
): string | undefined {
  const { trusted } = certificate;
  if (trusted === undefined) return "certificate of no trusted authority";
  if (now < trusted.from || now > trusted.until) {
    return "certificate or its authority not valid now";
  }
  return isSubjectOf(subject, certificate) ? undefined : "certificate with another name";
}

/** Names, issuer and validity of a self-signed certificate are its maker's claims; its key is not (2.2). */
async function findKeyFault(
  certificate: ClientCertificate,
  keys: readonly PublicJwk[],
): Promise<string | undefined> {
  for (const key of keys) {
    if (await calculateJwkThumbprint({ ...key }) === certificate.keyThumbprint) return undefined;
  }
  return "certificate with a key that is not registered";
}
