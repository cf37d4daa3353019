/** Client assertions (RFC 7523, 2.2 and 3; OpenID Connect Core, 9: `private_key_jwt`). */
import {
  type DecodedJwt,
  decodeJwt,
  findTimeFault,
  hasType,
  stringClaim,
} from "../crypto/signed_jwt.ts";
import { type ClientId, parseClientId } from "../ids.ts";
import {
  ASSERTION_MAX_LIFETIME_SECONDS,
  EXPIRY_SKEW_SECONDS,
  FUTURE_SKEW_SECONDS,
  JTI_MAX_LENGTH,
} from "../limits.ts";
import { addSeconds, type EpochMillis } from "../time.ts";

/** The only `client_assertion_type` (RFC 7523, 2.2). */
export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** An assertion whose claims are right; its signature has not been looked at. */
export interface ClientAssertion {
  readonly jwt: DecodedJwt;
  readonly clientId: ClientId;
  readonly jti: string;
  /** When it can no longer be accepted. */
  readonly expiresAt: EpochMillis;
}

/** What is wrong with an assertion, in words for the developer who made it. */
export interface AssertionFault {
  readonly fault: string;
}

/** Other kinds of JWT must not serve as an assertion (RFC 8725, 3.11); the type may be left out. */
const TYPES = ["jwt", "client-authentication+jwt"];

/** Reads an assertion and judges all of it that needs no key. */
export function readClientAssertion(
  text: string,
  issuer: string,
  now: EpochMillis,
): ClientAssertion | AssertionFault {
  const jwt = decodeJwt(text);
  if (jwt === undefined) return { fault: "it must be a JWT signed with PS256, ES256 or EdDSA" };
  if (jwt.header["typ"] !== undefined && !hasType(jwt, TYPES)) {
    return { fault: "typ must be JWT or client-authentication+jwt" };
  }
  if (jwt.header["jwk"] !== undefined) return { fault: "it must not bring its own key" };
  const clientId = parseClientId(stringClaim(jwt, "sub") ?? "");
  if (clientId === undefined) return { fault: "sub must be the client_id" };
  if (jwt.claims["iss"] !== clientId) return { fault: "iss must be the client_id" };
  // An assertion meant for another server must not serve here: a string, not a list (5.3.2.1).
  if (jwt.claims["aud"] !== issuer) return { fault: "aud must be the issuer as one string" };
  const expiry = readExpiry(jwt, now);
  if (typeof expiry !== "number") return expiry;
  const jti = stringClaim(jwt, "jti") ?? "";
  if (jti === "" || jti.length > JTI_MAX_LENGTH) {
    return { fault: `jti must be a text of 1 to ${JTI_MAX_LENGTH} characters` };
  }
  return { jwt, clientId, jti, expiresAt: expiry };
}

function readExpiry(jwt: DecodedJwt, now: EpochMillis): EpochMillis | AssertionFault {
  const fault = findTimeFault(jwt, now);
  if (fault !== undefined) return { fault };
  const { exp } = jwt.claims;
  if (typeof exp !== "number") return { fault: "exp is missing" };
  const latest = addSeconds(now, ASSERTION_MAX_LIFETIME_SECONDS + FUTURE_SKEW_SECONDS);
  if (exp * 1000 > latest) return { fault: "exp must be at most 60 minutes ahead" };
  return Math.ceil(addSeconds(exp * 1000, EXPIRY_SKEW_SECONDS));
}
