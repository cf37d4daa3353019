/** What a gateway can do with certificates, and which apps it can therefore serve. */
import type { Client, ClientAuthentication } from "./client.ts";

/** A gateway that learns the certificates of apps, from its listener or from a proxy. */
export interface MtlsSupport {
  /** Of the endpoints that see certificates (RFC 8705, 5); may be the issuer. */
  readonly origin: string;
  /** Whether it trusts any authority, as `tls_client_auth` needs. */
  readonly hasAuthorities: boolean;
}

/** The authentication methods that the gateway offers. */
export function offeredMethods(
  mtls: MtlsSupport | undefined,
): readonly ClientAuthentication["method"][] {
  if (mtls === undefined) return ["private_key_jwt"];
  return mtls.hasAuthorities
    ? ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"]
    : ["private_key_jwt", "self_signed_tls_client_auth"];
}

/**
 * Why an app could not use the gateway as it is configured; undefined when it can. Such an app must
 * keep the gateway from starting: its registration promises a check that nobody would make.
 */
export function findSupportFault(
  { id, authentication, senderConstraint }: Pick<
    Client,
    "id" | "authentication" | "senderConstraint"
  >,
  mtls: MtlsSupport | undefined,
): string | undefined {
  if (mtls === undefined && senderConstraint === "mtls") {
    return `client ${id} has certificate-bound tokens, but there is no source of certificates`;
  }
  if (offeredMethods(mtls).includes(authentication.method)) return undefined;
  return mtls === undefined
    ? `client ${id} uses ${authentication.method}, but there is no source of certificates`
    : `client ${id} uses ${authentication.method}, but no authority is trusted`;
}
