/**
 * The demo app's side of the protocol, written with oauth4webapi: what a developer of an app would
 * write, knowing nothing but the issuer, the own client id and the own keys.
 */
import * as oauth from "oauth4webapi";
import { CALLBACK_PATH, DEMO_CLIENT_ID, DEMO_SCOPE } from "./client_document.ts";
import type { DemoKey } from "./demo_key.ts";
import { type Connection, DemoSession } from "./demo_session.ts";
import { browserStep, recordExchanges, type WireSettings } from "./wire.ts";

/** Refreshed that long before the end, so that no call meets an expired token. */
const REFRESH_MARGIN_MILLIS = 5000;

/** What the client works with. */
export interface FintechClientSettings extends WireSettings {
  readonly issuer: string;
  readonly publicUrl: URL;
  readonly key: DemoKey;
}

/** The demo app was asked for something that its state does not allow; the text is for the page. */
export class DemoFault extends Error {
  override readonly name = "DemoFault";
}

/** The resource API answered with an error. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";

  constructor(readonly status: number, readonly body: string) {
    super(`the API answered ${status}`);
  }
}

/** See the head of this file. */
export class FintechClient {
  readonly #authentication: oauth.ClientAuth;
  readonly #redirectUri: string;

  constructor(private readonly settings: FintechClientSettings) {
    const { privateKey, publicJwk } = settings.key;
    this.#authentication = oauth.PrivateKeyJwt({ key: privateKey, kid: publicJwk.kid });
    this.#redirectUri = new URL(CALLBACK_PATH, settings.publicUrl).href;
  }

  /** A new visitor with a DPoP key of their own, which never leaves the process. */
  async newSession(): Promise<DemoSession> {
    const dpopKeys = await oauth.generateKeyPair("Ed25519");
    return new DemoSession(oauth.generateRandomState(), dpopKeys);
  }

  /** Pushes an authorization request (RFC 9126) and answers with where to send the browser. */
  async connect(session: DemoSession): Promise<URL> {
    const server = await this.#discover(session);
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const parameters = {
      response_type: "code",
      redirect_uri: this.#redirectUri,
      scope: DEMO_SCOPE,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    };
    const client = this.#client();
    const options = this.#provingOptions(session, "認可要求の登録（PAR）");
    const pushed = await againForNonce(async () => {
      const response = await oauth.pushedAuthorizationRequest(
        server,
        client,
        this.#authentication,
        parameters,
        options,
      );
      return await oauth.processPushedAuthorizationResponse(server, client, response);
    });
    session.pending = { server, state, nonce, codeVerifier };
    return this.#authorizationUrl(session, server, pushed.request_uri);
  }

  /** Takes the answer that the browser brought and redeems the code. */
  async finish(session: DemoSession, callback: URL): Promise<void> {
    session.record(browserStep("アプリへ戻る（認可応答）", callback, this.settings.now()));
    const pending = session.pending;
    if (pending === undefined) throw new DemoFault("進行中の連携手続きがありません。");
    session.pending = undefined;
    const { server, state, nonce } = pending;
    const client = this.#client();
    const parameters = oauth.validateAuthResponse(server, client, callback, state);
    const options = this.#provingOptions(session, "認可コードの引き換え");
    const tokens = await againForNonce(async () => {
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        this.#authentication,
        parameters,
        this.#redirectUri,
        pending.codeVerifier,
        options,
      );
      const expected = { expectedNonce: nonce, requireIdToken: true };
      return await oauth.processAuthorizationCodeResponse(server, client, response, expected);
    });
    session.connection = this.#toConnection(server, tokens, undefined);
  }

  /** Gets a new access token with the refresh token. */
  async refresh(session: DemoSession): Promise<Connection> {
    const { server, refreshToken } = connectionOf(session);
    if (refreshToken === undefined) throw new DemoFault("リフレッシュトークンがありません。");
    const client = this.#client();
    const options = this.#provingOptions(session, "アクセストークンの更新");
    const tokens = await againForNonce(async () => {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        this.#authentication,
        refreshToken,
        options,
      );
      return await oauth.processRefreshTokenResponse(server, client, response);
    });
    const connection = this.#toConnection(server, tokens, refreshToken);
    session.connection = connection;
    return connection;
  }

  /** Gives the refresh token back (RFC 7009), which ends the grant. */
  async disconnect(session: DemoSession): Promise<void> {
    const { server, refreshToken, accessToken } = connectionOf(session);
    const response = await oauth.revocationRequest(
      server,
      this.#client(),
      this.#authentication,
      refreshToken ?? accessToken,
      this.#options(session, "連携の解除（失効）"),
    );
    await oauth.processRevocationResponse(response);
    session.connection = undefined;
  }

  /** Calls the resource API and answers with its JSON. */
  async read(session: DemoSession, title: string, path: string): Promise<unknown> {
    const connection = connectionOf(session);
    const stale = this.settings.now() > connection.expiresAt - REFRESH_MARGIN_MILLIS;
    const { accessToken } = stale ? await this.refresh(session) : connection;
    const url = new URL(path, this.settings.issuer);
    const headers = new Headers({ "x-fapi-interaction-id": crypto.randomUUID() });
    const options = this.#provingOptions(session, title);
    const response = await againForNonce(() =>
      oauth.protectedResourceRequest(accessToken, "GET", url, headers, null, options)
    );
    if (!response.ok) throw new ApiFault(response.status, await response.text());
    return await response.json();
  }

  async #discover(session: DemoSession): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.settings.issuer);
    const options = this.#options(session, "認可サーバーの情報の取得");
    const response = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
    return await oauth.processDiscoveryResponse(issuer, response);
  }

  #authorizationUrl(
    session: DemoSession,
    server: oauth.AuthorizationServer,
    requestUri: string,
  ): URL {
    if (server.authorization_endpoint === undefined) {
      throw new DemoFault("認可エンドポイントが公開されていません。");
    }
    const url = new URL(server.authorization_endpoint);
    url.searchParams.set("client_id", DEMO_CLIENT_ID);
    url.searchParams.set("request_uri", requestUri);
    session.record(browserStep("信用組合の画面へ（認可要求）", url, this.settings.now()));
    return url;
  }

  #toConnection(
    server: oauth.AuthorizationServer,
    tokens: oauth.TokenEndpointResponse,
    refreshToken: string | undefined,
  ): Connection {
    return {
      server,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? refreshToken,
      expiresAt: this.settings.now() + (tokens.expires_in ?? 0) * 1000,
      scope: tokens.scope ?? DEMO_SCOPE,
    };
  }

  /** With the sandbox's clock, which may be set to another time than the machine's. */
  #client(): oauth.Client {
    const skewSeconds = Math.round((this.settings.now() - Date.now()) / 1000);
    return { client_id: DEMO_CLIENT_ID, [oauth.clockSkew]: skewSeconds };
  }

  #provingOptions(session: DemoSession, title: string) {
    return {
      ...this.#options(session, title),
      DPoP: oauth.DPoP(this.#client(), session.dpopKeys),
    };
  }

  #options(session: DemoSession, title: string) {
    return {
      [oauth.customFetch]: recordExchanges(this.settings, title, session.record),
      [oauth.allowInsecureRequests]: this.settings.issuer.startsWith("http:"),
    };
  }
}

function connectionOf(session: DemoSession): Connection {
  if (session.connection === undefined) throw new DemoFault("まだ連携していません。");
  return session.connection;
}

/** A server may ask for a nonce in the proof (RFC 9449, section 8): then the call is made again, once. */
async function againForNonce<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return await call();
    throw error;
  }
}
