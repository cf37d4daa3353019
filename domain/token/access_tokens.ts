/** Issuing and verifying access tokens. */
import { decodeJwt, hasType, isSignedBy, signJwt } from "../crypto/signed_jwt.ts";
import { OAuthError } from "../errors.ts";
import { sha256Base64Url } from "../ids.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import { LruCache } from "../lru_cache.ts";
import type { EpochMillis } from "../time.ts";
import { type AccessToken, fromClaims, toClaims } from "./access_token.ts";

/** `typ` of an access token (RFC 9068, 2.1): nothing else that we sign can be taken for one. */
const ACCESS_TOKEN_TYPE = "at+jwt";

/** Tokens in use at the same time; each takes about a kilobyte. */
const CAPACITY = 8192;

/** An access token as presented: verified, but perhaps revoked since. */
export interface PresentedAccessToken extends AccessToken {
  /** SHA-256 of the token's text, base64url, as a proof's `ath` repeats it. */
  readonly hash: string;
}

interface VerifiedToken {
  readonly token: PresentedAccessToken;
  /** The key that signed it. */
  readonly kid: string;
}

/** Signs access tokens and verifies them, remembering what it verified by its hash. */
export class AccessTokens {
  readonly #issuer: string;
  readonly #keys: SigningKeys;
  readonly #verified = new LruCache<string, VerifiedToken>(CAPACITY);

  constructor(issuer: string, keys: SigningKeys) {
    this.#issuer = issuer;
    this.#keys = keys;
  }

  /** The text of a token, signed with the EdDSA key of its time of issue. */
  async issue(token: AccessToken): Promise<string> {
    const signer = await this.#keys.current("EdDSA", token.issuedAt);
    const header = { alg: signer.algorithm, kid: signer.kid, typ: ACCESS_TOKEN_TYPE };
    return await signJwt(header, toClaims(token, this.#issuer), signer.privateKey);
  }

  /** Throws `invalid_token` unless the text is a token of ours that has not expired. */
  async verify(text: string, now: EpochMillis): Promise<PresentedAccessToken> {
    const hash = await sha256Base64Url(text);
    const token = await this.#recall(hash, now) ?? await this.#verifyAnew(text, hash, now);
    if (now < token.expiresAt) return token;
    this.#verified.delete(hash);
    throw new OAuthError("invalid_token", "The access token has expired");
  }

  /** As {@link verify}, for those who may be shown anything: undefined instead of an error. */
  async recognise(text: string, now: EpochMillis): Promise<PresentedAccessToken | undefined> {
    try {
      return await this.verify(text, now);
    } catch (error) {
      if (error instanceof OAuthError) return undefined;
      throw error;
    }
  }

  /** What was verified before, unless the key has been withdrawn since: somebody else may know it. */
  async #recall(hash: string, now: EpochMillis): Promise<PresentedAccessToken | undefined> {
    const verified = this.#verified.get(hash);
    if (verified === undefined) return undefined;
    if (await this.#keys.find(verified.kid, now) !== undefined) return verified.token;
    this.#verified.delete(hash);
    return undefined;
  }

  async #verifyAnew(text: string, hash: string, now: EpochMillis): Promise<PresentedAccessToken> {
    const jwt = decodeJwt(text);
    if (jwt === undefined || !hasType(jwt, [ACCESS_TOKEN_TYPE])) throw notOurs("no access token");
    const { kid } = jwt.header;
    if (typeof kid !== "string") throw notOurs("unknown key");
    const key = await this.#keys.find(kid, now);
    if (key === undefined || key.algorithm !== jwt.algorithm) throw notOurs("unknown key");
    if (!await isSignedBy(jwt, key.publicKey)) throw notOurs("wrong signature");
    const token = fromClaims(jwt.claims, this.#issuer);
    if (token === undefined) throw notOurs("unexpected claims");
    const presented = { ...token, hash };
    this.#verified.set(hash, { token: presented, kid });
    return presented;
  }
}

function notOurs(reason: string): OAuthError {
  return new OAuthError("invalid_token", "The access token is not valid", reason);
}
