/** One of the conformance suite's two clients: what it sends is what the suite sends, unless changed. */
import { JWT_BEARER } from "../../../domain/client/client_assertion.ts";
import { sha256Base64Url } from "../../../domain/ids.ts";
import { type Changes, signAnything, type TestKey } from "../../support/protocol_client.ts";
import type { Suite } from "./suite.ts";
import { type Certificate, type Signer, SUITE_KEYS } from "./suite_keys.ts";

/** How a JWT differs from a right one. */
export interface JwtChanges {
  readonly claims?: Changes;
  readonly header?: Changes;
  readonly key?: Signer;
}

/** How a call differs from a right one; null: without it. */
export interface CallChanges {
  readonly form?: Changes;
  readonly assertion?: JwtChanges | string | null;
  /** The proof: of the client's own key unless stated. At PAR there is none unless stated. */
  readonly dpop?: JwtChanges | string | null;
  readonly certificate?: Certificate | null;
  readonly method?: string;
}

/** How a pushed request differs from a right one. */
export interface PushChanges extends CallChanges {
  /** Parameters of the request: in its request object if there is one, else in the form. */
  readonly request?: Changes;
  /** The request object; a text is sent as it is, null: plain parameters. */
  readonly object?: JwtChanges | string | null;
}

/** How a call of a resource differs from a right one. */
export interface ResourceChanges {
  readonly url?: string;
  readonly dpop?: JwtChanges | string | null;
  readonly certificate?: Certificate | null;
  /** The value of `Authorization`. */
  readonly authorization?: string | null;
}

/** See the head of this file. */
export class SuiteClient {
  /** The key of its proofs; the suite takes another one to refresh. */
  dpopKey: TestKey;
  readonly redirectUri: string;
  /** 128 characters of all kinds for the second client. */
  readonly state: string;
  /** 43 characters for the second client. */
  readonly nonce: string;
  readonly codeVerifier: string;
  #count = 0;

  constructor(readonly suite: Suite, readonly number: 1 | 2, callback: string) {
    this.dpopKey = SUITE_KEYS[number].dpopKey;
    this.redirectUri = number === 1 ? callback : `${callback}?dummy1=lorem&dummy2=ipsum`;
    this.state = number === 1 ? "QxfQ5uJ0Wi" : "aZ09-._~".repeat(16);
    this.nonce = number === 1 ? "9xQm4vKc1T" : "n0nce-".padEnd(43, "Zy9");
    this.codeVerifier = `${number}-._~`.repeat(12);
  }

  get #configured() {
    return this.number === 1 ? this.suite.configuration.client : this.suite.configuration.client2;
  }

  get id(): string {
    return this.#configured.client_id;
  }

  get scope(): string {
    return this.#configured.scope;
  }

  get certificate(): Certificate {
    return SUITE_KEYS[this.number].certificate;
  }

  /** The key of its assertions and request objects. */
  get key(): Signer {
    return SUITE_KEYS[this.number].signer;
  }

  /** Signs with the registered key, but as `RS256`, which FAPI 2.0 forbids. */
  async signRs256(claims: Changes): Promise<string> {
    const signer = { algorithm: "PS256" as const, privateKey: SUITE_KEYS[this.number].rs256Key };
    return await signAnything({ ...this.header, alg: "RS256" }, claims, signer);
  }

  /** The header of what it signs with its registered key. */
  get header(): Changes {
    return { kid: this.#configured.jwks.keys[0].kid };
  }

  /** The claims of an assertion: `iat` and `nbf` now, for a minute. */
  assertionClaims(): Changes {
    const { now } = this.suite;
    return {
      iss: this.id,
      sub: this.id,
      aud: this.suite.metadata.issuer,
      jti: `${this.number}-${`${this.#count++}`.padStart(18, "j")}`,
      iat: now,
      nbf: now,
      exp: now + 60,
    };
  }

  /** A client assertion. */
  async assertion({ claims, header, key = this.key }: JwtChanges = {}): Promise<string> {
    return await signAnything(
      { ...this.header, ...header },
      { ...this.assertionClaims(), ...claims },
      key,
    );
  }

  /** A DPoP proof for a call. */
  async proof(
    method: string,
    url: string,
    { claims, header, key = this.dpopKey }: JwtChanges = {},
  ): Promise<string> {
    return await signAnything({ typ: "dpop+jwt", jwk: this.dpopKey.publicJwk, ...header }, {
      jti: `p-${this.number}-${this.#count++}`,
      htm: method,
      htu: url,
      iat: this.suite.now,
      ...claims,
    }, key);
  }

  /** The parameters of an authorization request. */
  async parameters(): Promise<Changes> {
    const { usesOpenid, signsResponses } = this.suite.plan;
    return {
      response_type: "code",
      client_id: this.id,
      redirect_uri: this.redirectUri,
      scope: this.scope,
      state: this.state,
      ...(usesOpenid && { nonce: this.nonce }),
      code_challenge: await sha256Base64Url(this.codeVerifier),
      code_challenge_method: "S256",
      ...(signsResponses && { response_mode: "jwt" }),
    };
  }

  /** The claims of a request object beside the parameters; `iat` for the second client only. */
  objectClaims(): Changes {
    const { now, metadata } = this.suite;
    return {
      iss: this.id,
      aud: metadata.issuer,
      nbf: now,
      exp: now + 300,
      ...(this.number === 2 && { iat: now }),
    };
  }

  /** A request object; with a `typ` in odd case for the second client only. */
  async requestObject(
    parameters: Changes,
    { claims, header, key = this.key }: JwtChanges = {},
  ): Promise<string> {
    const typ = this.number === 2 ? { typ: "oAuth-AUTHZ-req+JwT" } : {};
    return await signAnything(
      { ...this.header, ...typ, ...header },
      { ...parameters, ...this.objectClaims(), ...claims },
      key,
    );
  }

  /** Pushes a request. With a request object nothing stands beside it but the credentials. */
  async push(changes: PushChanges = {}): Promise<Response> {
    const { request, object = {}, form, ...call } = changes;
    const parameters = { ...await this.parameters(), ...request };
    const pushed = this.suite.plan.signsRequests && object !== null
      ? {
        request: typeof object === "string" ? object : await this.requestObject(parameters, object),
      }
      : parameters;
    const endpoint = "pushed_authorization_request_endpoint";
    return await this.#post(endpoint, { ...pushed, ...form }, { dpop: null, ...call });
  }

  /** Exchanges a code. */
  async exchange(code: string, { form, ...changes }: CallChanges = {}): Promise<Response> {
    return await this.#post("token_endpoint", {
      grant_type: "authorization_code",
      code,
      redirect_uri: this.redirectUri,
      code_verifier: this.codeVerifier,
      ...form,
    }, changes);
  }

  /** Refreshes; the first client says its scope, the second does not. */
  async refresh(token: string, { form, ...changes }: CallChanges = {}): Promise<Response> {
    return await this.#post("token_endpoint", {
      grant_type: "refresh_token",
      refresh_token: token,
      ...(this.number === 1 && { scope: this.scope }),
      ...form,
    }, changes);
  }

  /** Posts a form to the host that the variant calls, with the credentials of the variant. */
  async #post(
    endpoint: "pushed_authorization_request_endpoint" | "token_endpoint",
    form: Changes,
    { assertion = {}, dpop = {}, certificate = this.certificate, method = "POST" }: CallChanges,
  ): Promise<Response> {
    const { plan, metadata } = this.suite;
    const authenticates = plan.clientAuthentication === "mtls";
    const binds = plan.senderConstraint === "mtls" && endpoint === "token_endpoint";
    const atAlias = authenticates || binds;
    const url = (atAlias ? metadata.mtls_endpoint_aliases : metadata)[endpoint];
    const credentials = authenticates ? { client_id: this.id } : await this.#assert(assertion);
    const headers = await this.#proofHeader("POST", url, dpop);
    const body = toForm({ ...credentials, ...form });
    const request = new Request(url, { method, headers, body });
    return await this.suite.fetch(request, atAlias && certificate ? certificate : undefined);
  }

  async #assert(assertion: JwtChanges | string | null): Promise<Changes> {
    if (assertion === null) return {};
    return {
      client_assertion_type: JWT_BEARER,
      client_assertion: typeof assertion === "string" ? assertion : await this.assertion(assertion),
    };
  }

  async #proofHeader(
    method: string,
    url: string,
    dpop: JwtChanges | string | null,
  ): Promise<Record<string, string>> {
    if (this.suite.plan.senderConstraint !== "dpop" || dpop === null) return {};
    return { DPoP: typeof dpop === "string" ? dpop : await this.proof(method, url, dpop) };
  }

  /** Reads the configured resource with a token, as the variant has it. */
  async readResource(token: string, changes: ResourceChanges = {}): Promise<Response> {
    const { resourceUrl } = this.suite.configuration.resource;
    const { url = resourceUrl, dpop = {}, certificate = this.certificate } = changes;
    const isDpop = this.suite.plan.senderConstraint === "dpop";
    const { authorization = `${isDpop ? "DPoP" : "Bearer"} ${token}` } = changes;
    const ath = await sha256Base64Url(token);
    const proof = typeof dpop === "string" || dpop === null
      ? dpop
      : { ...dpop, claims: { ath, ...dpop.claims } };
    const request = new Request(url, {
      headers: {
        Accept: this.number === 1 ? "application/json;charset=UTF-8" : "*/*",
        "x-fapi-auth-date": "Tue, 11 Sep 2012 19:43:31 GMT",
        "x-fapi-customer-ip-address": this.number === 1
          ? "198.51.100.119"
          : "2001:db8::1893:25c8:1946",
        "x-fapi-interaction-id": INTERACTION_ID,
        ...(authorization !== null && { Authorization: authorization }),
        ...await this.#proofHeader("GET", url, proof),
      },
    });
    return await this.suite.fetch(request, !isDpop && certificate ? certificate : undefined);
  }
}

/** What the suite sends as `x-fapi-interaction-id`. */
export const INTERACTION_ID = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";

function toForm(fields: Changes): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, String(value));
  }
  return form;
}
