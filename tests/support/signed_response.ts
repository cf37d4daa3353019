/** Reading signed authorization responses (JARM) as an app does. */
import assert from "node:assert/strict";
import { createLocalJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from "jose";
import { ISSUER, type ProtocolServer } from "./protocol_server.ts";

/**
 * Verifies the response in a URL and hands over its claims. Beside it there must be nothing but
 * the query of the redirect URI itself.
 */
export async function openSignedResponse(
  server: Pick<ProtocolServer, "fetch" | "clock">,
  url: string | URL | null,
  clientId = "app-1",
): Promise<JWTPayload> {
  const { searchParams } = new URL(url ?? "");
  assert.deepEqual([...searchParams.keys()], ["tenant", "response"]);
  const response = searchParams.get("response") ?? "";
  const { alg, kid } = decodeProtectedHeader(response);
  const metadata = await (await server.fetch("/.well-known/openid-configuration")).json();
  assert.ok(metadata.authorization_signing_alg_values_supported.includes(alg));
  const jwks = await (await server.fetch("/jwks")).json();
  assert.equal(jwks.keys.filter((key: { kid: string }) => key.kid === kid).length, 1);
  const now = server.clock.now();
  const options = { issuer: ISSUER, audience: clientId, currentDate: new Date(now) };
  const { payload } = await jwtVerify(response, createLocalJWKSet(jwks), options);
  const lifetimeSeconds = (payload.exp ?? 0) - now / 1000;
  assert.ok(lifetimeSeconds >= 10 && lifetimeSeconds <= 600, `${lifetimeSeconds} s`);
  assert.equal(payload.aud, clientId);
  return payload;
}
