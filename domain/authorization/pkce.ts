/** Proof Key for Code Exchange (RFC 7636). */
import { sha256Base64Url } from "../ids.ts";

/** RFC 7636, 4.1. */
const CODE_VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether the verifier is the one that the challenge was made of (RFC 7636, 4.6). */
export async function isVerifierOf(challenge: string, verifier: string): Promise<boolean> {
  return CODE_VERIFIER.test(verifier) && await sha256Base64Url(verifier) === challenge;
}
