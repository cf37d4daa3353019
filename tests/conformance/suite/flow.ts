/** The flow that positive modules go through, with all that the suite checks on the way. */
import assert from "node:assert/strict";
import { createLocalJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from "jose";
import type { Changes } from "../../support/protocol_client.ts";
import type { Suite } from "./suite.ts";
import { INTERACTION_ID, type PushChanges, type SuiteClient } from "./suite_client.ts";

/** What a callback was told, out of the signed response when there is one. */
export type Callback = Readonly<Record<string, string>>;

/** How a flow differs from the usual one. */
export interface FlowChanges extends PushChanges {
  /** Parameters of the address that the browser opens. */
  readonly address?: Changes;
}

/** What came of a flow. */
export interface Flow {
  readonly callback: Callback;
  readonly code: string;
}

/** What the token endpoint handed out. */
export interface SuiteTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string | undefined;
}

/** The bits by which a text differs from others of its kind, as the suite reckons them. */
export function entropyOf(text: string): number {
  const counts = Map.groupBy(text, (character) => character);
  const shares = [...counts.values()].map(({ length }) => length / text.length);
  return -text.length * shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

/** Pushes a request that must be accepted; answers with its request URI. */
export async function push(client: SuiteClient, changes: PushChanges = {}): Promise<string> {
  const response = await client.push(changes);
  const body = await response.json();
  assert.equal(response.status, 201, JSON.stringify(body));
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  const { request_uri: requestUri, expires_in: expiresIn } = body;
  assert.ok(URL.canParse(requestUri) && entropyOf(requestUri) > 96, requestUri);
  assert.ok(Number.isInteger(expiresIn) && expiresIn >= 5 && expiresIn < 600, expiresIn);
  assert.equal("error" in body, false);
  return requestUri;
}

/**
 * The address that the browser opens: the required parameters stand there once more, in reversed
 * order for the second client.
 */
export function addressOf(client: SuiteClient, requestUri: string, changes: Changes = {}): string {
  const parameters = Object.entries({
    client_id: client.id,
    request_uri: requestUri,
    response_type: "code",
    scope: client.scope,
    redirect_uri: client.redirectUri,
    ...changes,
  }).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]);
  if (client.number === 2) parameters.reverse();
  return `${client.suite.metadata.authorization_endpoint}?${new URLSearchParams(parameters)}`;
}

/** Opens an address and reads what the client's callback is told. */
export async function visit(client: SuiteClient, address: string): Promise<Callback> {
  const { url, pictured } = await client.suite.visit(address);
  assert.equal(pictured, false, "an error page would be for a person to review");
  return await readCallback(client, url);
}

/** Reads what a callback was told; in the query alone, and signed where the plan wants it. */
export async function readCallback(
  client: SuiteClient,
  url: string,
  redirectUri: string = client.redirectUri,
): Promise<Callback> {
  const separator = redirectUri.includes("?") ? "&" : "?";
  assert.ok(url.startsWith(redirectUri + separator), url);
  assert.equal(new URL(url).hash, "");
  const entries = [...new URLSearchParams(url.slice(redirectUri.length + 1))];
  const parameters = Object.fromEntries(entries);
  assert.equal(entries.length, Object.keys(parameters).length, "no parameter twice");
  if (!client.suite.plan.signsResponses) return checkMembers(client.suite, parameters);
  assert.deepEqual(Object.keys(parameters), ["response"]);
  const { exp, aud, ...members } = await verifyOwn(client.suite, parameters["response"] ?? "");
  const seconds = (exp ?? 0) - client.suite.now;
  assert.ok(seconds >= 10 && seconds <= 600, `${seconds} s`);
  assert.equal(aud, client.id);
  return checkMembers(client.suite, members as Callback);
}

function checkMembers(suite: Suite, members: Callback): Callback {
  const expected = "code" in members ? ["code"] : ["error", "error_description"];
  for (const name of Object.keys(members)) {
    assert.ok([...expected, "state", "iss"].includes(name), name);
  }
  assert.equal(members["iss"], suite.metadata.issuer);
  if (members["error"] !== undefined) assertWireText(members["error_description"]);
  return members;
}

/** RFC 6749, 5.2: what `error` and `error_description` may consist of. */
export function assertWireText(text: unknown): void {
  assert.match(String(text), /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
}

/** Verifies a JWT of the gateway by the keys that it publishes. */
export async function verifyOwn(suite: Suite, jwt: string): Promise<JWTPayload> {
  const { alg, kid } = decodeProtectedHeader(jwt);
  assert.ok(["PS256", "ES256", "EdDSA", "Ed25519"].includes(alg ?? ""), alg);
  const jwks = await (await suite.fetch(new Request(suite.metadata.jwks_uri))).json();
  assert.equal(jwks.keys.filter((key: { kid: string }) => key.kid === kid).length, 1);
  const currentDate = new Date(suite.clock.now());
  const { issuer } = suite.metadata;
  return (await jwtVerify(jwt, createLocalJWKSet(jwks), { issuer, currentDate })).payload;
}

/** What an id_token must hold, where there is one at all; after a refresh there is none. */
export type ExpectedIdToken = { readonly nonce: unknown } | "none";

/** From the pushed request to a code. `state` must come back as it was pushed. */
export async function authorize(client: SuiteClient, changes: FlowChanges = {}): Promise<Flow> {
  const { address, ...pushed } = changes;
  const requestUri = await push(client, pushed);
  const callback = await visit(client, addressOf(client, requestUri, address));
  const { code } = callback;
  assert.ok(
    code !== undefined && code.length >= 16 && entropyOf(code) > 96,
    JSON.stringify(callback),
  );
  const { state }: Changes = { state: client.state, ...changes.request };
  assert.equal(callback["state"], state);
  return { callback, code };
}

/** Exchanges a code for tokens, and checks all that the suite checks of them. */
export async function exchange(
  client: SuiteClient,
  code: string,
  idToken: ExpectedIdToken = { nonce: client.nonce },
): Promise<SuiteTokens> {
  return await readTokens(client, await client.exchange(code), idToken);
}

/** Checks an answer of the token endpoint. */
export async function readTokens(
  client: SuiteClient,
  response: Response,
  idToken: ExpectedIdToken,
): Promise<SuiteTokens> {
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.match(response.headers.get("cache-control") ?? "", /no-store/);
  const { plan } = client.suite;
  const type = plan.senderConstraint === "dpop" ? "dpop" : "bearer";
  assert.equal(body.token_type.toLowerCase(), type);
  assert.ok(Number.isInteger(body.expires_in) && body.expires_in >= 1, body.expires_in);
  for (const token of [body.access_token, body.refresh_token]) {
    assert.ok(token.length >= 16 && entropyOf(token) > 96);
  }
  assert.equal("id_token" in body, plan.usesOpenid && idToken !== "none");
  if (idToken !== "none" && plan.usesOpenid) await checkIdToken(client, body.id_token, idToken);
  return {
    accessToken: body.access_token,
    refreshToken: body.refresh_token,
    idToken: body.id_token,
  };
}

/** What the suite takes of an id_token without a warning. */
const ID_TOKEN_CLAIMS =
  "iss sub aud exp iat auth_time nonce acr amr azp at_hash c_hash nbf jti sid s_hash txn";

async function checkIdToken(
  client: SuiteClient,
  jwt: string,
  { nonce }: { readonly nonce: unknown },
): Promise<void> {
  const claims = await verifyOwn(client.suite, jwt);
  const { now } = client.suite;
  assert.equal(claims.aud, client.id);
  assert.ok(typeof claims.exp === "number" && claims.exp > now);
  assert.ok(typeof claims.iat === "number" && Math.abs(claims.iat - now) < 300);
  assert.equal(claims["nonce"], nonce);
  assert.match(claims.sub ?? "", /^[\x21-\x7e]{1,255}$/);
  const authenticatedAt = claims["auth_time"];
  assert.ok(typeof authenticatedAt === "number" && authenticatedAt <= now);
  for (const name of Object.keys(claims)) {
    assert.ok(ID_TOKEN_CLAIMS.split(" ").includes(name), name);
  }
}

/** Asserts that a token reads the resource. */
export async function assertReads(
  client: SuiteClient,
  token: string,
  changes: Parameters<SuiteClient["readResource"]>[1] = {},
): Promise<void> {
  const response = await client.readResource(token, changes);
  assert.equal(response.status, 200, await response.text());
  assert.equal(response.headers.get("x-fapi-interaction-id"), INTERACTION_ID);
  const date = Date.parse(response.headers.get("date") ?? "");
  assert.ok(Math.abs(date - client.suite.clock.now()) < 300_000, "Date");
}

/** The whole flow: a code, tokens, a resource. */
export async function complete(
  client: SuiteClient,
  changes: FlowChanges = {},
): Promise<SuiteTokens> {
  const { code } = await authorize(client, changes);
  const { nonce }: Changes = { nonce: client.nonce, ...changes.request };
  const tokens = await exchange(client, code, { nonce });
  await assertReads(client, tokens.accessToken);
  return tokens;
}
