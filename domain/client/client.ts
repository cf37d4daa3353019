/** An app that may link accounts, as the operator registered it (RFC 7591 names on the wire). */
import type { ClientId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import type { CertificateSubject } from "./certificate_subject.ts";

/** JWS algorithms that FAPI 2.0 admits (Security Profile, 5.4.1), with both names of Ed25519. */
export const SIGNATURE_ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "PS256"] as const;
/** One of {@link SIGNATURE_ALGORITHMS}. */
export type SignatureAlgorithm = typeof SIGNATURE_ALGORITHMS[number];

/** What an app may be allowed to do; `openid` adds an id_token. */
export const SCOPES = ["openid", "accounts", "transactions"] as const;
/** One of {@link SCOPES}. */
export type Scope = typeof SCOPES[number];

/**
 * How the response to an authorization request reaches the app: as parameters (OAuth 2.0 Multiple
 * Response Type Encoding Practices, 2.1), or signed as one JWT in the query (JARM, 2.3.4).
 */
export const RESPONSE_MODES = ["query", "jwt"] as const;
/** One of {@link RESPONSE_MODES}. */
export type ResponseMode = typeof RESPONSE_MODES[number];

/** A public key as registered (RFC 7517), already checked by the client checker. */
export type PublicJwk = Readonly<Record<string, unknown>> & {
  readonly kty: string;
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: string;
};

/** How an app proves itself at the endpoints that it calls (FAPI 2.0 Security Profile, 5.3.2.1). */
export type ClientAuthentication =
  | {
    readonly method: "private_key_jwt";
    /** The only algorithm accepted for assertions of this client; undefined: any that fits the key. */
    readonly signingAlgorithm?: SignatureAlgorithm;
  }
  /** By a certificate of a trusted authority with this name in it (RFC 8705, 2.1). */
  | { readonly method: "tls_client_auth"; readonly subject: CertificateSubject }
  /** By a certificate with one of its registered keys, whoever signed it (RFC 8705, 2.2). */
  | { readonly method: "self_signed_tls_client_auth" };

/** The methods, by their registered names. */
export const AUTHENTICATION_METHODS = [
  "private_key_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
] as const satisfies readonly ClientAuthentication["method"][];

/**
 * How access tokens of the app are bound to it (FAPI 2.0 Security Profile, 5.3.2.1): to the key of
 * its DPoP proofs (RFC 9449) or to its certificate (RFC 8705, 3).
 */
export type SenderConstraint = "dpop" | "mtls";

/** A registered app. */
export interface Client {
  readonly id: ClientId;
  /** The app's name, shown on every screen. */
  readonly name: string;
  /** The name of the app's operator (電子決済等代行業者), shown on every screen. */
  readonly operatorName: string;
  /** Registration number of the operator, for example 関東財務局長(電代)第99号. */
  readonly registrationNumber?: string;
  /** Whom the credit union calls about this app. */
  readonly contacts: readonly string[];
  /** Compared character by character (RFC 6749, 3.1.2.3; RFC 9700, 2.1). */
  readonly redirectUris: readonly string[];
  readonly scopes: readonly Scope[];
  readonly grantTypes: readonly ("authorization_code" | "refresh_token")[];
  readonly authentication: ClientAuthentication;
  readonly senderConstraint: SenderConstraint;
  /** It calls the endpoints for apps at the mTLS origin (FAPI 2.0 Security Profile, 5.2.2.1). */
  readonly usesMtlsEndpointAliases?: boolean;
  /** Empty when the keys are at {@link jwksUri}. */
  readonly keys: readonly PublicJwk[];
  /** Where the app publishes its keys instead (RFC 7591, 2). */
  readonly jwksUri?: string;
  /** Whether its DPoP proofs must carry a nonce of ours (RFC 9449, 8), whatever holds for the others. */
  readonly requiresDpopNonce?: boolean;
  /**
   * Not an app but a resource server: it may ask about the tokens of all apps, as far as they have
   * one of its `scopes` (RFC 9701, 5), and can do nothing else.
   */
  readonly isResourceServer?: boolean;
  /** The algorithm of signed introspection answers (RFC 9701, 6); undefined: the gateway's own choice. */
  readonly introspectionSigningAlgorithm?: SignatureAlgorithm;
  /** The algorithm of id_tokens for this client; undefined: the gateway's own choice. */
  readonly idTokenSigningAlgorithm?: SignatureAlgorithm;
  /** Whether requests must be signed (JAR, RFC 9101, 10.5; FAPI 2.0 Message Signing, 5.3.1). */
  readonly requiresSignedRequest?: boolean;
  /** The only algorithm accepted for request objects; undefined: any that fits a key. */
  readonly requestSigningAlgorithm?: SignatureAlgorithm;
  /** The response modes that the app may ask for; undefined: all. `jwt` alone demands JARM. */
  readonly responseModes?: readonly ResponseMode[];
  /** The algorithm of signed responses; undefined: the gateway's own choice. */
  readonly responseSigningAlgorithm?: SignatureAlgorithm;
  /** The contract with the app's operator; outside of it the app gets nothing. */
  readonly contractFrom?: EpochMillis;
  readonly contractUntil?: EpochMillis;
  /** Set when an operator disabled the app. */
  readonly disabledAt?: EpochMillis;
  readonly registeredAt: EpochMillis;
  /** Grows with each change; caches of imported keys are keyed by it. */
  readonly version: number;
}

/** Whether the app may act now: not disabled and within its contract period. */
export function isClientActive(client: Client, now: EpochMillis): boolean {
  if (client.disabledAt !== undefined) return false;
  if (client.contractFrom !== undefined && now < client.contractFrom) return false;
  return client.contractUntil === undefined || now < client.contractUntil;
}
