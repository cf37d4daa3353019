import assert from "node:assert/strict";
import { Hono } from "hono";
import { OAuthError } from "../../../domain/errors.ts";
import { createOriginReader, type Origins } from "../../../routes/http/request_origin.ts";

const ISSUER = "https://gateway.example";
const MTLS = "https://mtls.gateway.example";

/** The origin of a request to an address, or `refused`. */
async function originOf(address: string, origins: Origins): Promise<string> {
  const readOrigin = createOriginReader(origins);
  const app = new Hono();
  app.get("/", (c) => c.text(readOrigin(c)));
  app.onError((error, c) => {
    assert(error instanceof OAuthError && error.code === "invalid_request");
    return c.text("refused");
  });
  return await (await app.fetch(new Request(address))).text();
}

const CASES: readonly [address: string, origin: string][] = [
  ["https://gateway.example/", ISSUER],
  ["http://gateway.example/", ISSUER],
  ["https://mtls.gateway.example/", MTLS],
  ["http://mtls.gateway.example/", MTLS],
  ["http://mtls.gateway.example:443/", MTLS],
  ["http://MTLS.gateway.example/", MTLS],
  ["https://mtls.gateway.example:8443/", "refused"],
  ["https://evil.example/", "refused"],
  ["https://mtls.gateway.example.evil.example/", "refused"],
  ["http://127.0.0.1:8000/", "refused"],
];

for (const [address, origin] of CASES) {
  Deno.test(`with two origins a request to ${address} belongs to ${origin}`, async () => {
    assert.equal(await originOf(address, { issuer: ISSUER, mtls: MTLS }), origin);
  });
}

Deno.test("two origins on one host are told apart by their ports", async () => {
  const origins = { issuer: ISSUER, mtls: `${ISSUER}:8443` };
  assert.equal(await originOf("https://gateway.example:8443/", origins), origins.mtls);
  assert.equal(await originOf("https://gateway.example/", origins), ISSUER);
});

Deno.test("with one origin it is that of every request, whatever its Host", async () => {
  for (const mtls of [undefined, ISSUER]) {
    assert.equal(await originOf("http://127.0.0.1:8000/", { issuer: ISSUER, mtls }), ISSUER);
  }
});
