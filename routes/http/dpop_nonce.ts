/** Handing over nonces for DPoP proofs (RFC 9449, 8.2 and 9). */
import type { MiddlewareHandler } from "hono";
import { decodeJwt } from "../../domain/crypto/signed_jwt.ts";
import { DpopNonceError, type DpopNonces } from "../../domain/proof/dpop_nonce.ts";
import type { RouteEnv } from "./request_context.ts";

/** The field that carries a nonce. */
const DPOP_NONCE = "DPoP-Nonce";

/** Tells apps that use nonces the one for their next proof. */
export function withDpopNonce(
  { dpopNonces }: { readonly dpopNonces: DpopNonces },
): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    await next();
    if (c.res.headers.has(DPOP_NONCE) || !carriesNonce(c.req.header("DPoP"))) return;
    c.header(DPOP_NONCE, await dpopNonces.current(c.var.requestContext.now));
  };
}

function carriesNonce(proof: string | undefined): boolean {
  return proof !== undefined && decodeJwt(proof)?.claims["nonce"] !== undefined;
}

/** The field for a refusal that demands a nonce; none for any other. */
export function demandedNonce(error: unknown): Readonly<Record<string, string>> {
  return error instanceof DpopNonceError ? { [DPOP_NONCE]: error.nonce } : {};
}
