/** An app with a customer's consent, and everything right that it can send. */
import type { KeyObject } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { issueCode } from "../../../domain/authorization/authorization_code.ts";
import { pairwiseIds } from "../../../domain/banking/account_reference.ts";
import { JWT_BEARER } from "../../../domain/client/client_assertion.ts";
import type { Client, Scope } from "../../../domain/client/client.ts";
import type { Grant } from "../../../domain/grant/grant.ts";
import { keepGrant } from "../../../domain/grant/grant_snapshot.ts";
import {
  interactionIdOf,
  newAuthorizationCode,
  newGrantId,
  newRefreshToken,
  newRequestUri,
  parseClientId,
  parseKeyThumbprint,
  randomSecret,
} from "../../../domain/ids.ts";
import type { Field } from "./draft.ts";
import { hash, type KeyPair, makeKeyPair, signJwt } from "./jwt.ts";
import type { JwtPlace } from "./jwt_mutations.ts";
import type { Target } from "./target.ts";

const DAY_MILLISECONDS = 86_400_000;

/** What the verifier of each code is. */
export const CODE_VERIFIER = "v".repeat(43);

/** A redirect URI with a query of its own, which is the harder kind. */
export const REDIRECT_URI = "https://app.example/callback?tenant=1";

/** The account of the fictitious bank's main customer. */
export const ACCOUNT = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;

const SCOPES: readonly Scope[] = ["openid", "accounts", "transactions"];

/** See the head of this file. */
export class TestApp {
  private constructor(
    readonly target: Target,
    readonly client: Client,
    readonly key: KeyPair,
    readonly dpopKey: KeyPair,
    /** A key that belongs to nobody here. */
    readonly strangersKey: KeyObject,
  ) {}

  /** Makes the app's keys and registers it. */
  static async register(target: Target): Promise<TestApp> {
    const id = parseClientId("app");
    if (id === undefined) throw new Error("not a client id");
    const [key, dpopKey, stranger] = [makeKeyPair(), makeKeyPair(), makeKeyPair()];
    const client: Client = {
      id,
      name: "かけいぼ",
      operatorName: "かけいぼ株式会社",
      contacts: [],
      redirectUris: [REDIRECT_URI],
      scopes: SCOPES,
      grantTypes: ["authorization_code", "refresh_token"],
      authentication: { method: "private_key_jwt" },
      senderConstraint: "dpop",
      keys: [{ ...key.publicJwk, kid: "key-1", alg: "EdDSA", use: "sig" }],
      registeredAt: target.clock.now(),
      version: 1,
    };
    await target.stores.clients.add(client);
    return new TestApp(target, client, key, dpopKey, stranger.privateKey);
  }

  /** The form's fields by which the app proves itself. */
  credentials(): readonly Field[] {
    const { origin, clock } = this.target;
    const now = Math.floor(clock.now() / 1000);
    const { id } = this.client;
    const times = { iat: now, nbf: now, exp: now + 60 };
    const claims = { iss: id, sub: id, aud: origin, jti: randomSecret(systemRandom), ...times };
    return [
      ["client_assertion", signJwt({ kid: "key-1" }, claims, this.key.privateKey)],
      ["client_assertion_type", JWT_BEARER],
    ];
  }

  /** A fresh proof for a request. */
  proof(method: string, path: string, accessToken?: string): Field {
    const { origin, clock } = this.target;
    const ath = accessToken === undefined ? {} : { ath: hash(accessToken) };
    const claims = {
      jti: randomSecret(systemRandom),
      htm: method,
      htu: origin + path,
      iat: Math.floor(clock.now() / 1000),
      ...ath,
    };
    const header = { typ: "dpop+jwt", jwk: this.dpopKey.publicJwk };
    return ["DPoP", signJwt(header, claims, this.dpopKey.privateKey)];
  }

  /** The fields with which a protected resource is asked. */
  access(method: string, path: string, accessToken: string): readonly Field[] {
    const authorization: Field = ["Authorization", `DPoP ${accessToken}`];
    return [authorization, this.proof(method, path, accessToken)];
  }

  /** The parameters of an authorization request. */
  parameters(): readonly Field[] {
    return [
      ["client_id", this.client.id],
      ["response_type", "code"],
      ["redirect_uri", REDIRECT_URI],
      ["scope", "openid accounts transactions"],
      ["state", "the-state"],
      ["nonce", "the-nonce"],
      ["code_challenge", hash(CODE_VERIFIER)],
      ["code_challenge_method", "S256"],
    ];
  }

  /** The same, signed. */
  requestObject(): string {
    const now = Math.floor(this.target.clock.now() / 1000);
    const claims = {
      ...Object.fromEntries(this.parameters()),
      iss: this.client.id,
      aud: this.target.origin,
      nbf: now,
      exp: now + 300,
    };
    return signJwt({ kid: "key-1" }, claims, this.key.privateKey);
  }

  /** A customer's consent, with the copy that spares calls a look into the database. */
  async grant(): Promise<Grant> {
    const { clock, vault, stores } = this.target;
    const now = clock.now();
    const id = newGrantId(systemRandom);
    const grant: Grant = {
      id,
      clientId: this.client.id,
      interactionId: await interactionIdOf(newRequestUri(systemRandom)),
      account: ACCOUNT,
      accountReference: "reference",
      ...await pairwiseIds(vault, this.client.id, ACCOUNT),
      scopes: SCOPES,
      termsVersion: "1",
      authenticatedAt: now,
      grantedAt: now,
      expiresAt: now + 30 * DAY_MILLISECONDS,
    };
    const entry = { id, at: now, actor: "customer", event: "consent", result: "ok", details: {} };
    const notice = { id, createdAt: now, to: "a@b.example", subject: "s", text: "t" };
    await stores.grants.recordConsent({ grant, notice, logEntry: entry });
    await this.target.store(await keepGrant(vault, grant, now));
    return grant;
  }

  /** An access token under a grant. */
  async accessToken(grant: Grant, scopes = SCOPES): Promise<string> {
    const now = this.target.clock.now();
    const thumbprint = parseKeyThumbprint(await calculateJwkThumbprint(this.dpopKey.publicJwk));
    if (thumbprint === undefined) throw new Error("not a thumbprint");
    return await this.target.accessTokens.issue({
      tokenId: randomSecret(systemRandom),
      clientId: this.client.id,
      grantId: grant.id,
      subject: grant.subject,
      scopes,
      confirmation: { kind: "dpop", thumbprint },
      issuedAt: now,
      expiresAt: now + DAY_MILLISECONDS,
    });
  }

  /** The refresh token of a grant. */
  async refreshToken(grant: Grant): Promise<string> {
    const token = newRefreshToken(systemRandom);
    await this.target.stores.grants.attachRefreshToken(grant.id, hash(token));
    return token;
  }

  /** A code for a grant. */
  async code(grant: Grant): Promise<string> {
    const code = newAuthorizationCode(systemRandom);
    const createdAt = this.target.clock.now();
    const request = {
      clientId: this.client.id,
      redirectUri: REDIRECT_URI,
      scopes: SCOPES,
      codeChallenge: hash(CODE_VERIFIER),
      responseMode: "query",
      mayInteract: true,
      createdAt,
    } as const;
    await this.target.store(await issueCode(code, request, grant.id, createdAt + 60_000));
    return code;
  }

  /** Where the app's assertion is in a form. */
  get assertionPlace(): JwtPlace {
    return { list: "form", name: "client_assertion", key: this.key.privateKey };
  }

  /** Where its proof is. */
  get proofPlace(): JwtPlace {
    return { list: "headers", name: "DPoP", key: this.dpopKey.privateKey };
  }
}

/** Where an access token is. */
export const ACCESS_TOKEN_PLACE: JwtPlace = {
  list: "headers",
  name: "Authorization",
  prefix: "DPoP ",
};
