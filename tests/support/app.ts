/**
 * A fintech app as its developer would write it with oauth4webapi, knowing the issuer, its own
 * registration and nothing else of the gateway.
 */
import * as oauth from "oauth4webapi";
import type { Fetcher } from "./html_browser.ts";

/** What an app is made of. */
export interface AppOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly fetcher: Fetcher;
  /** The present time of the gateway, when it differs from this machine's. */
  readonly now?: () => number;
  readonly algorithm?: "ES256" | "EdDSA" | "PS256";
  /** The DNS name in its certificate, by which it proves itself instead of by assertions. */
  readonly certificateName?: string;
  /** To what its tokens are bound; `dpop` unless stated. */
  readonly boundBy?: "dpop" | "mtls";
  /** Whether it signs its requests (JAR) and wants signed responses (JARM). */
  readonly signs?: boolean;
}

/** An authorization request on its way: what the app keeps until the customer comes back. */
export interface PendingLink {
  readonly url: URL;
  readonly requestUri: string;
  readonly state: string;
  readonly codeVerifier: string;
  readonly nonce: string | undefined;
}

/** The tokens of a link. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly response: oauth.TokenEndpointResponse;
}

/** See the head of this file. */
export class App {
  #proof: { readonly skewSeconds: number; readonly handle: oauth.DPoPHandle } | undefined;

  private constructor(
    readonly options: AppOptions,
    readonly server: oauth.AuthorizationServer,
    readonly clientKey: CryptoKeyPair,
    readonly dpopKey: CryptoKeyPair,
  ) {}

  /** Discovers the gateway and makes the app's keys; register {@link App.registration} before use. */
  static async create(options: AppOptions): Promise<App> {
    const issuer = new URL(options.issuer);
    const found = await oauth.discoveryRequest(issuer, {
      algorithm: "oauth2",
      ...transport(options),
    });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const algorithm = options.algorithm === "EdDSA" ? "Ed25519" : options.algorithm ?? "ES256";
    return new App(
      options,
      server,
      await oauth.generateKeyPair(algorithm, { extractable: true }),
      await oauth.generateKeyPair(algorithm, { extractable: true }),
    );
  }

  /** The same app, its requests going another way. */
  sendingBy(fetcher: Fetcher): App {
    return new App({ ...this.options, fetcher }, this.server, this.clientKey, this.dpopKey);
  }

  /** The registration document in RFC 7591 names. */
  async registration(): Promise<Record<string, unknown>> {
    const jwk = await crypto.subtle.exportKey("jwk", this.clientKey.publicKey);
    return {
      client_id: this.options.clientId,
      client_name: "ためしアプリ",
      operator_name: "ためし株式会社",
      redirect_uris: [this.options.redirectUri],
      scope: this.options.scope,
      ...this.#authenticationMembers(),
      dpop_bound_access_tokens: this.#bindsByDpop,
      tls_client_certificate_bound_access_tokens: !this.#bindsByDpop,
      ...(this.options.signs && { require_signed_request_object: true, response_modes: ["jwt"] }),
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      jwks: {
        keys: [{
          ...jwk,
          kid: "app-key",
          use: "sig",
          alg: this.options.algorithm ?? "ES256",
          key_ops: ["verify"],
        }],
      },
    };
  }

  /** Pushes an authorization request (RFC 9126); the customer is to open the answer's `url`. */
  async push(extra: Readonly<Record<string, string>> = {}): Promise<PendingLink> {
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const withId = this.options.scope.split(" ").includes("openid");
    const nonce = withId ? oauth.generateRandomNonce() : undefined;
    const parameters: Record<string, string> = {
      response_type: "code",
      redirect_uri: this.options.redirectUri,
      scope: this.options.scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
      ...(nonce === undefined ? {} : { nonce }),
      ...(this.options.signs && { response_mode: "jwt" }),
      ...extra,
    };
    const response = await oauth.pushedAuthorizationRequest(
      this.server,
      this.client,
      this.authentication,
      this.options.signs ? await this.#sign(parameters) : parameters,
      this.#sending,
    );
    const pushed = await oauth.processPushedAuthorizationResponse(
      this.server,
      this.client,
      response,
    );
    const url = new URL(this.server.authorization_endpoint ?? "");
    url.searchParams.set("client_id", this.options.clientId);
    url.searchParams.set("request_uri", pushed.request_uri);
    return { url, requestUri: pushed.request_uri, state, codeVerifier, nonce };
  }

  /** Checks the customer's return (state, `iss`) and exchanges the code for tokens. */
  async finish(pending: PendingLink, cameBackWith: URL): Promise<Tokens> {
    const parameters = await this.#readResponse(pending, cameBackWith);
    const response = await oauth.authorizationCodeGrantRequest(
      this.server,
      this.client,
      this.authentication,
      parameters,
      this.options.redirectUri,
      pending.codeVerifier,
      this.#sending,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(
      this.server,
      this.client,
      response,
      pending.nonce === undefined ? {} : { expectedNonce: pending.nonce, requireIdToken: true },
    );
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? "",
      response: tokens,
    };
  }

  /** New access token for a refresh token. */
  async refresh(refreshToken: string): Promise<Tokens> {
    const response = await oauth.refreshTokenGrantRequest(
      this.server,
      this.client,
      this.authentication,
      refreshToken,
      this.#sending,
    );
    const tokens = await oauth.processRefreshTokenResponse(this.server, this.client, response);
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? refreshToken,
      response: tokens,
    };
  }

  /** Revokes a token (RFC 7009). */
  async revoke(token: string): Promise<void> {
    const response = await oauth.revocationRequest(
      this.server,
      this.client,
      this.authentication,
      token,
      transport(this.options),
    );
    await oauth.processRevocationResponse(response);
    await response.body?.cancel();
  }

  /** What the gateway tells of a token (RFC 7662). */
  async introspect(token: string): Promise<oauth.IntrospectionResponse> {
    const { server, client, authentication } = this;
    const sending = transport(this.options);
    const response = await oauth.introspectionRequest(
      server,
      client,
      authentication,
      token,
      sending,
    );
    return await oauth.processIntrospectionResponse(server, client, response);
  }

  /** Calls the resource API; a refusal is thrown by oauth4webapi as WWWAuthenticateChallengeError. */
  call(accessToken: string, path: string, headers = new Headers()): Promise<Response> {
    return oauth.protectedResourceRequest(
      accessToken,
      "GET",
      new URL(path, this.#resourceOrigin),
      headers,
      null,
      this.#sending,
    );
  }

  /** The client as oauth4webapi wants it, its clock set to the gateway's. */
  get client(): oauth.Client {
    const skewMillis = (this.options.now?.() ?? Date.now()) - Date.now();
    return {
      client_id: this.options.clientId,
      use_mtls_endpoint_aliases: this.options.certificateName !== undefined || !this.#bindsByDpop,
      [oauth.clockSkew]: Math.round(skewMillis / 1000),
    };
  }

  get #bindsByDpop(): boolean {
    return this.options.boundBy !== "mtls";
  }

  /** Where a certificate is seen, if the tokens are bound to one. */
  get #resourceOrigin(): string {
    const alias = this.server.mtls_endpoint_aliases?.token_endpoint;
    return this.#bindsByDpop || alias === undefined ? this.options.issuer : new URL(alias).origin;
  }

  /** How requests are sent: with a proof, if tokens are bound to its key. */
  get #sending() {
    return { ...transport(this.options), ...(this.#bindsByDpop && { DPoP: this.proof }) };
  }

  #authenticationMembers(): Record<string, string> {
    const { certificateName } = this.options;
    if (certificateName === undefined) return { token_endpoint_auth_method: "private_key_jwt" };
    return {
      token_endpoint_auth_method: "tls_client_auth",
      tls_client_auth_san_dns: certificateName,
    };
  }

  async #sign(parameters: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const key = { key: this.clientKey.privateKey, kid: "app-key" };
    return { request: await oauth.issueRequestObject(this.server, this.client, parameters, key) };
  }

  async #readResponse({ state }: PendingLink, cameBackWith: URL): Promise<URLSearchParams> {
    const { server, client, options } = this;
    if (!options.signs) return oauth.validateAuthResponse(server, client, cameBackWith, state);
    return await oauth.validateJwtAuthResponse(
      server,
      client,
      cameBackWith,
      state,
      transport(options),
    );
  }

  private get authentication(): oauth.ClientAuth {
    if (this.options.certificateName !== undefined) return oauth.TlsClientAuth();
    return oauth.PrivateKeyJwt({ key: this.clientKey.privateKey, kid: "app-key" });
  }

  /** One handle as long as its clock is right: it remembers the nonces that it is told. */
  private get proof(): oauth.DPoPHandle {
    const { client } = this;
    const skewSeconds = client[oauth.clockSkew] ?? 0;
    if (this.#proof === undefined || Math.abs(skewSeconds - this.#proof.skewSeconds) > 5) {
      this.#proof = { skewSeconds, handle: oauth.DPoP(client, this.dpopKey) };
    }
    return this.#proof.handle;
  }
}

/** How oauth4webapi reaches the gateway; http is for loopback only. */
function transport(options: AppOptions) {
  const send = (url: string, init: oauth.CustomFetchOptions<string, FetchBody>) => {
    const { method, headers } = init;
    const body = init.body === undefined || init.body === null ? null : String(init.body);
    return options.fetcher(new Request(url, { method, headers, body }));
  };
  return {
    [oauth.customFetch]: send,
    [oauth.allowInsecureRequests]: options.issuer.startsWith("http:"),
  };
}

type FetchBody = oauth.ProtectedResourceRequestBody | URLSearchParams | undefined;
