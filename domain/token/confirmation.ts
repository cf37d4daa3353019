/** To what an access token is bound (`cnf`, RFC 7800, 3): in other hands it is of no use. */
import { isJsonObject, type JsonObject } from "../crypto/signed_jwt.ts";
import {
  type CertificateThumbprint,
  type KeyThumbprint,
  parseCertificateThumbprint,
  parseKeyThumbprint,
} from "../ids.ts";

/** The key of DPoP proofs (RFC 9449, 6), or the certificate of the connection (RFC 8705, 3). */
export type Confirmation =
  | { readonly kind: "dpop"; readonly thumbprint: KeyThumbprint }
  | { readonly kind: "mtls"; readonly thumbprint: CertificateThumbprint };

/** How a token that is bound so is presented (RFC 9449, 7.1; RFC 6750, 2.1). */
export function tokenTypeOf({ kind }: Confirmation): "DPoP" | "Bearer" {
  return kind === "dpop" ? "DPoP" : "Bearer";
}

/** The claim `cnf`. */
export function toCnf({ kind, thumbprint }: Confirmation): JsonObject {
  return kind === "dpop" ? { jkt: thumbprint } : { "x5t#S256": thumbprint };
}

/** Reads the claim; undefined unless it names one key or one certificate. */
export function fromCnf(cnf: unknown): Confirmation | undefined {
  if (!isJsonObject(cnf) || Object.keys(cnf).length !== 1) return undefined;
  const { jkt, "x5t#S256": x5t } = cnf;
  if (typeof jkt === "string") {
    const thumbprint = parseKeyThumbprint(jkt);
    return thumbprint && { kind: "dpop", thumbprint };
  }
  if (typeof x5t !== "string") return undefined;
  const thumbprint = parseCertificateThumbprint(x5t);
  return thumbprint && { kind: "mtls", thumbprint };
}
