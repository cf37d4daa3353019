/** An app that can do everything right, and each single thing wrong. */
import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";
import { JWT_BEARER } from "../../domain/client/client_assertion.ts";
import type { Client, SignatureAlgorithm } from "../../domain/client/client.ts";
import { parseClientId, sha256Base64Url } from "../../domain/ids.ts";
import type { ManualClock } from "./clock.ts";
import { ISSUER, type ProtocolServer, type TestConnection } from "./protocol_server.ts";

/** Members that replace others; `undefined` leaves one out. */
export type Changes = Readonly<Record<string, unknown>>;

/** A key pair with its public part as a JWK. */
export interface TestKey {
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly thumbprint: string;
}

/** Makes a key pair. */
export async function makeTestKey(algorithm: SignatureAlgorithm = "ES256"): Promise<TestKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const thumbprint = await calculateJwkThumbprint(publicJwk);
  return { algorithm, privateKey: pair.privateKey, publicJwk, thumbprint };
}

/** Signs whatever it is given; members that are `undefined` are left out. */
export async function signAnything(
  header: Changes,
  claims: Changes,
  key: Pick<TestKey, "algorithm" | "privateKey">,
): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  const protectedHeader = { alg: key.algorithm, ...JSON.parse(JSON.stringify(header)) };
  return await new CompactSign(payload).setProtectedHeader(protectedHeader).sign(key.privateKey);
}

/** What a verifier and its challenge look like. */
export const CODE_VERIFIER = "v".repeat(43);

/** How a request differs from a right one. */
export interface RequestChanges {
  readonly form?: Changes;
  /** Instead of a fresh proof; null: no proof at all. */
  readonly dpop?: string | null;
  readonly assertion?: string | null;
  readonly connection?: TestConnection;
}

/** See the head of this file. */
export class ProtocolClient {
  static #count = 0;
  readonly redirectUri = "https://app.example/callback?tenant=1";

  private constructor(
    readonly registration: Client,
    readonly key: TestKey,
    readonly dpopKey: TestKey,
    readonly clock: ManualClock,
  ) {}

  /** An app with fresh keys; `change` replaces parts of its registration. */
  static async make(
    clientId: string,
    clock: ManualClock,
    change: Partial<Client> = {},
  ): Promise<ProtocolClient> {
    const id = parseClientId(clientId);
    if (id === undefined) throw new Error("not a client id");
    const key = await makeTestKey("ES256");
    const registration: Client = {
      id,
      name: "かけいぼ",
      operatorName: "かけいぼ株式会社",
      contacts: ["dev@app.example"],
      redirectUris: ["https://app.example/callback?tenant=1", "https://app.example/other"],
      scopes: ["openid", "accounts", "transactions"],
      grantTypes: ["authorization_code", "refresh_token"],
      authentication: { method: "private_key_jwt" },
      senderConstraint: "dpop",
      keys: [{ ...key.publicJwk, kty: "EC", kid: "key-1", alg: "ES256", use: "sig" }],
      registeredAt: clock.now(),
      version: 1,
      ...change,
    };
    return new ProtocolClient(registration, key, await makeTestKey("EdDSA"), clock);
  }

  get id(): string {
    return this.registration.id;
  }

  /** A client assertion as the conformance suite makes it, with changes. */
  async assertion(
    claims: Changes = {},
    header: Changes = {},
    key: TestKey = this.key,
  ): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    return await signAnything({ kid: "key-1", ...header }, {
      iss: this.id,
      sub: this.id,
      aud: ISSUER,
      jti: `assertion-${ProtocolClient.#count++}`,
      iat: now,
      nbf: now,
      exp: now + 60,
      ...claims,
    }, key);
  }

  /** A DPoP proof for a POST to a path, with changes. */
  async proof(
    path: string,
    claims: Changes = {},
    header: Changes = {},
    key: TestKey = this.dpopKey,
  ): Promise<string> {
    return await signAnything({ typ: "dpop+jwt", jwk: key.publicJwk, ...header }, {
      jti: `proof-${ProtocolClient.#count++}`,
      htm: "POST",
      htu: ISSUER + path,
      iat: Math.floor(this.clock.now() / 1000),
      ...claims,
    }, key);
  }

  /** Posts a form with an assertion and, unless told otherwise, a proof. */
  async post(
    server: ProtocolServer,
    path: string,
    form: Changes,
    changes: RequestChanges = {},
  ): Promise<Response> {
    const assertion = changes.assertion === undefined ? await this.assertion() : changes.assertion;
    const { connection } = changes;
    const htu = (connection?.origin ?? ISSUER) + path;
    const dpop = changes.dpop === undefined ? await this.proof(path, { htu }) : changes.dpop;
    const credentials = assertion === null
      ? {}
      : { client_assertion: assertion, client_assertion_type: JWT_BEARER };
    return await server.fetch(path, {
      method: "POST",
      headers: dpop === null ? {} : { DPoP: dpop },
      body: toForm({ ...credentials, ...form, ...changes.form }),
    }, connection);
  }

  /** The parameters of a right request. */
  async parameters(): Promise<Changes> {
    return {
      client_id: this.id,
      response_type: "code",
      redirect_uri: this.redirectUri,
      scope: "openid accounts transactions",
      state: "the-state",
      nonce: "the-nonce",
      code_challenge: await sha256Base64Url(CODE_VERIFIER),
      code_challenge_method: "S256",
    };
  }

  /** Pushes a request. */
  async push(server: ProtocolServer, changes: RequestChanges = {}): Promise<Response> {
    return await this.post(server, "/par", await this.parameters(), changes);
  }

  /** A request object as the conformance suite makes it, with changes. */
  async requestObject(
    claims: Changes = {},
    header: Changes = {},
    key: TestKey = this.key,
  ): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    return await signAnything({ kid: "key-1", ...header }, {
      ...await this.parameters(),
      iss: this.id,
      aud: ISSUER,
      nbf: now,
      exp: now + 300,
      ...claims,
    }, key);
  }

  /** Pushes a request object and, as the conformance suite does, nothing beside it. */
  async pushSigned(
    server: ProtocolServer,
    claims: Changes = {},
    header: Changes = {},
    key: TestKey = this.key,
  ): Promise<Response> {
    const request = await this.requestObject(claims, header, key);
    return await this.post(server, "/par", { request }, { dpop: null });
  }

  /** Pushes a request that is right and hands over its request URI. */
  async pushed(server: ProtocolServer, form: Changes = {}): Promise<string> {
    const response = await this.push(server, { form });
    const { request_uri: requestUri } = await response.json();
    if (response.status !== 201) throw new Error(`PAR answered ${response.status}`);
    return requestUri;
  }

  /** Exchanges a code. */
  async redeem(
    server: ProtocolServer,
    code: string,
    changes: RequestChanges = {},
  ): Promise<Response> {
    return await this.post(server, "/token", {
      grant_type: "authorization_code",
      code,
      redirect_uri: this.redirectUri,
      code_verifier: CODE_VERIFIER,
    }, changes);
  }

  /** Asks for a new access token. */
  async refresh(
    server: ProtocolServer,
    refreshToken: string,
    changes: RequestChanges = {},
  ): Promise<Response> {
    const form = { grant_type: "refresh_token", refresh_token: refreshToken };
    return await this.post(server, "/token", form, changes);
  }

  /** From the pushed request by way of the customer's consent to tokens. */
  async link(server: ProtocolServer, form: Changes = {}) {
    const consent = await server.consent(await this.pushed(server, form));
    const response = await this.redeem(server, consent.code);
    const tokens: TokenResponse = await response.json();
    if (response.status !== 200) throw new Error(`token answered ${JSON.stringify(tokens)}`);
    return { ...consent, tokens };
  }

  /** Reads userinfo, the protected resource among the protocol's endpoints. */
  async readUserinfo(
    server: ProtocolServer,
    accessToken: string,
    change: {
      readonly claims?: Changes;
      readonly header?: Changes;
      readonly key?: TestKey;
      readonly headers?: Readonly<Record<string, string>>;
      readonly query?: string;
    } = {},
  ): Promise<Response> {
    const ath = await sha256Base64Url(accessToken);
    const claims = { htm: "GET", ath, ...change.claims };
    const dpop = await this.proof("/userinfo", claims, change.header, change.key);
    const headers = { Authorization: `DPoP ${accessToken}`, DPoP: dpop, ...change.headers };
    return await server.fetch(`/userinfo${change.query ?? ""}`, { headers });
  }
}

/** The members of a token response that tests look at. */
export interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly authorization_details?: unknown;
}

function toForm(fields: Changes): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, String(value));
  }
  return form;
}
