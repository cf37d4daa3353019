/** The certificate that the sender of a request proved to hold: from our own listener or from a proxy. */
import type { Context } from "hono";
import type { PresentedCertificate } from "../../domain/client/certificate.ts";
import { OAuthError } from "../../domain/errors.ts";
import { thumbprintOfCertificate } from "../../domain/ids.ts";
import { equalInConstantTime } from "./constant_time.ts";

/**
 * Who terminates TLS and so knows the certificate. There is one source at most: a gateway behind a
 * proxy sees the proxy's connection, and one without a proxy must not believe a header field.
 */
export type CertificateSource =
  | { readonly kind: "listener" }
  | {
    readonly kind: "proxy";
    /** What the proxy sends in {@link PROXY_SECRET_FIELD}; any of them will do. */
    readonly secrets: readonly string[];
  };

/** Yields the certificate of a request; undefined without one. Throws `invalid_request`. */
export type ReadClientCertificate = (c: Context) => Promise<PresentedCertificate | undefined>;

/** In which the proxy passes the certificate (RFC 9440, 2.2). */
const CERTIFICATE_FIELD = "Client-Cert";
/** By which the proxy proves that the field above comes from it. */
export const PROXY_SECRET_FIELD = "Kakehashi-Proxy-Secret";

/** Makes the reader for a source; without one no request has a certificate. */
export function createCertificateReader(
  source: CertificateSource | undefined,
): ReadClientCertificate {
  switch (source?.kind) {
    case undefined:
      return () => Promise.resolve(undefined);
    case "listener":
      return async (c) => await present(certificateOfConnection(c.env));
    case "proxy":
      return async (c) => await present(readField(c.req.raw.headers, source.secrets));
  }
}

async function present(
  der: Uint8Array<ArrayBuffer> | undefined,
): Promise<PresentedCertificate | undefined> {
  return der && { der, thumbprint: await thumbprintOfCertificate(der) };
}

/** The environment of a request is what the listener passes along with it. */
function certificateOfConnection(env: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof env !== "object" || env === null || !("clientCertificate" in env)) return undefined;
  const { clientCertificate } = env;
  return clientCertificate instanceof Uint8Array ? new Uint8Array(clientCertificate) : undefined;
}

/** A field without the proof that it is the proxy's was smuggled in, or the proxy is set up wrongly. */
function readField(
  headers: Headers,
  secrets: readonly string[],
): Uint8Array<ArrayBuffer> | undefined {
  const field = headers.get(CERTIFICATE_FIELD);
  if (field === null) return undefined;
  const shown = headers.get(PROXY_SECRET_FIELD) ?? "";
  const comparisons = secrets.map((secret) => equalInConstantTime(shown, secret));
  if (!comparisons.includes(true)) {
    throw refusal(`${CERTIFICATE_FIELD} without the proxy's secret`);
  }
  const der = parseClientCert(field);
  if (der === undefined) throw refusal(`${CERTIFICATE_FIELD} malformed`);
  return der;
}

function refusal(reason: string): OAuthError {
  return new OAuthError("invalid_request", "The Client-Cert field is not acceptable", reason);
}

/** One byte sequence without parameters (RFC 9651, 3.3.5): two fields arrive joined by a comma. */
const BYTE_SEQUENCE = /^:((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):$/;

/** Reads the value of `Client-Cert` (RFC 9440, 2.1); undefined unless it is one certificate's DER. */
export function parseClientCert(field: string): Uint8Array<ArrayBuffer> | undefined {
  const [, base64 = ""] = BYTE_SEQUENCE.exec(field) ?? [];
  if (base64 === "") return undefined;
  try {
    return Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
