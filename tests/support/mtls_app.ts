/** An app with a certificate, which calls each endpoint as the conformance suite does in each variant. */
import assert from "node:assert/strict";
import type { Client } from "../../domain/client/client.ts";
import { sha256Base64Url } from "../../domain/ids.ts";
import type { OAuthDependencies } from "../../routes/oauth/dependencies.ts";
import { makeAuthority } from "./certificate.ts";
import { MTLS_ORIGIN, withCertificates } from "./certificates.ts";
import type { ProtocolClient, RequestChanges, TokenResponse } from "./protocol_client.ts";
import {
  ISSUER,
  type ProtocolServer,
  startProtocol,
  type TestConnection,
} from "./protocol_server.ts";

/** The clock of the servers in tests stands at a fixed time. */
const VALIDITY = { notBefore: new Date("2020-01-01"), notAfter: new Date("2049-01-01") };
const authority = await makeAuthority({ subject: "CN=Bank CA", ...VALIDITY });
const impostor = await makeAuthority({ subject: "CN=Bank CA", ...VALIDITY });

/** The certificate of the app, and the one that comes after it. */
export const own = await authority.issue({ subject: "CN=app", ...VALIDITY });
export const renewed = await authority.issue({ subject: "CN=app", ...VALIDITY });
/** A good certificate of another app. */
export const others = await authority.issue({ subject: "CN=other", ...VALIDITY });
/** The app's name, given by an authority that only calls itself like the trusted one. */
export const forged = await impostor.issue({ subject: "CN=app", ...VALIDITY });

/** How an app proves itself. */
export type Method = Client["authentication"]["method"];
type Constraint = Client["senderConstraint"];

/** The registrations of each method. */
export const AUTHENTICATION: Readonly<Record<Method, Client["authentication"]>> = {
  private_key_jwt: { method: "private_key_jwt" },
  tls_client_auth: {
    method: "tls_client_auth",
    subject: { kind: "subject_dn", value: "CN=app" },
  },
  self_signed_tls_client_auth: { method: "self_signed_tls_client_auth" },
};

/** A server that learns of certificates and trusts the authority of these apps. */
export async function startMtlsProtocol(
  overrides: Partial<OAuthDependencies> = {},
): Promise<ProtocolServer> {
  return await startProtocol({ ...withCertificates(ISSUER, authority.certificate), ...overrides });
}

/** An app with the traits of a variant, which calls each endpoint as the conformance suite does. */
export class MtlsApp {
  private constructor(
    readonly client: ProtocolClient,
    private readonly method: Method,
    private readonly constraint: Constraint,
    private readonly certificate: TestConnection["certificate"] & object,
  ) {}

  /** Registers an app with a certificate. */
  static async register(
    server: ProtocolServer,
    method: Method,
    constraint: Constraint,
    id = "app",
    certificate = own,
  ): Promise<MtlsApp> {
    const jwk = await crypto.subtle.exportKey("jwk", certificate.publicKey);
    const client = await server.register(id, {
      authentication: AUTHENTICATION[method],
      senderConstraint: constraint,
      ...(method === "self_signed_tls_client_auth" && {
        keys: [{ ...jwk, kty: "EC", kid: "certificate" }],
      }),
    });
    return new MtlsApp(client, method, constraint, certificate);
  }

  get #atMtls(): TestConnection {
    return { origin: MTLS_ORIGIN, certificate: this.certificate };
  }

  /** What a right request to an endpoint of the authorization server has. */
  #changes(endpoint: "par" | "other", changes: RequestChanges = {}): RequestChanges {
    const proves = this.method !== "private_key_jwt";
    const binds = endpoint === "other" && this.constraint === "mtls";
    return {
      ...(proves && { assertion: null }),
      ...(this.constraint === "mtls" && { dpop: null }),
      ...((proves || binds) && { connection: this.#atMtls }),
      ...changes,
      form: { ...(proves && { client_id: this.client.id }), ...changes.form },
    };
  }

  /** Pushes a request. */
  push(server: ProtocolServer, changes?: RequestChanges): Promise<Response> {
    return this.client.push(server, this.#changes("par", changes));
  }

  /** Exchanges a code. */
  redeem(server: ProtocolServer, code: string, changes?: RequestChanges): Promise<Response> {
    return this.client.redeem(server, code, this.#changes("other", changes));
  }

  /** Asks for a new access token. */
  refresh(server: ProtocolServer, token: string, changes?: RequestChanges): Promise<Response> {
    return this.client.refresh(server, token, this.#changes("other", changes));
  }

  /** Revokes a token. */
  revoke(server: ProtocolServer, token: string, changes?: RequestChanges): Promise<Response> {
    return this.client.post(server, "/revoke", { token }, this.#changes("other", changes));
  }

  /** A code for a pushed request that the customer has granted. */
  async code(server: ProtocolServer): Promise<string> {
    const response = await this.push(server);
    assert.equal(response.status, 201, await response.clone().text());
    const { request_uri: requestUri } = await response.json();
    return (await server.consent(requestUri)).code;
  }

  /** From the pushed request to tokens. */
  async link(server: ProtocolServer): Promise<TokenResponse> {
    const response = await this.redeem(server, await this.code(server));
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  }

  /** Reads userinfo with the token, by default as the variant demands. */
  async read(
    server: ProtocolServer,
    token: string,
    connection: TestConnection = this.constraint === "mtls" ? this.#atMtls : {},
    scheme = this.constraint === "mtls" ? "Bearer" : "DPoP",
  ): Promise<Response> {
    const headers = { Authorization: `${scheme} ${token}` };
    if (this.constraint === "mtls") return await server.fetch("/userinfo", { headers }, connection);
    const claims = {
      htm: "GET",
      htu: `${connection.origin ?? ISSUER}/userinfo`,
      ath: await sha256Base64Url(token),
    };
    const dpop = await this.client.proof("/userinfo", claims);
    return await server.fetch("/userinfo", { headers: { ...headers, DPoP: dpop } }, connection);
  }
}
