/**
 * What the gateway signs about its operation log. Each statement is a JWS that carries its public key
 * (RFC 7515, 4.1.3), so that it can be checked anywhere; whose key that is, its thumbprint tells
 * those who kept it.
 */
import { calculateJwkThumbprint, CompactSign, importJWK } from "jose";
import { decodeJwt, hasType, isJsonObject, isSignedBy } from "../crypto/signed_jwt.ts";
import { isKeyFor } from "../proof/public_key.ts";
import type { EpochMillis } from "../time.ts";
import { canonicalJson } from "./canonical_json.ts";
import type { ChainPoint } from "./log_chain.ts";
import type { LogKey } from "./log_key.ts";

/** `head`: the chain goes this far. `checkpoint`: what was before, and this, was deleted by age. */
export type StatementKind = "checkpoint" | "head";

/** A statement whose signature was checked. */
export interface LogStatement extends ChainPoint {
  readonly kind: StatementKind;
  /** When it was signed. */
  readonly at: EpochMillis;
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly kid: string;
  /** The JWS in compact form. */
  readonly signed: string;
}

const TYPES: Readonly<Record<StatementKind, string>> = {
  checkpoint: "kakehashi-log-checkpoint+json",
  head: "kakehashi-log-head+json",
};

/** Signs a statement; the same statement always has the same signature (RFC 8032). */
export async function signStatement(
  { kid, publicJwk, privateJwk }: LogKey,
  kind: StatementKind,
  { position, hash }: ChainPoint,
  at: EpochMillis,
): Promise<LogStatement> {
  const payload = new TextEncoder().encode(canonicalJson({ at, hash, position }));
  const signed = await new CompactSign(payload)
    .setProtectedHeader({ alg: "EdDSA", typ: TYPES[kind], kid, jwk: { ...publicJwk } })
    .sign(await importJWK({ ...privateJwk }, "EdDSA"));
  return { kind, position, hash, at, kid, signed };
}

/** Reads a statement; undefined when it is none of that kind or its signature is wrong. */
export async function readStatement(
  kind: StatementKind,
  signed: string,
): Promise<LogStatement | undefined> {
  const jws = decodeJwt(signed);
  const jwk = jws?.header["jwk"];
  if (jws?.algorithm !== "EdDSA" || !hasType(jws, [TYPES[kind]])) return undefined;
  if (!isJsonObject(jwk) || !isKeyFor(jwk, "EdDSA")) return undefined;
  const kid = await calculateJwkThumbprint(jwk);
  const key = await importJWK({ ...jwk, kty: "OKP" }, "EdDSA");
  if (key instanceof Uint8Array || !await isSignedBy(jws, key)) return undefined;
  const { at, hash, position } = jws.claims;
  if (typeof at !== "number" || typeof hash !== "string" || typeof position !== "number") {
    return undefined;
  }
  return { kind, position, hash, at, kid, signed };
}
