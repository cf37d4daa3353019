/** JWTs that choose how they are to be verified. */
import assert from "node:assert/strict";
import { CompactEncrypt, compactVerify, EmbeddedJWK, exportSPKI, importJWK, SignJWT } from "jose";
import { encodeBase64Url, sha256Base64Url } from "../../domain/ids.ts";
import { selfSignedCertificate } from "../support/certificate.ts";
import { assertOAuthError } from "../support/oauth_error.ts";
import { makeTestKey, type ProtocolClient, type TestKey } from "../support/protocol_client.ts";
import { ISSUER, type ProtocolServer, startProtocol } from "../support/protocol_server.ts";

/** Headers by which an attacker would bring the key, fetch it, or change what is signed. */
const HEADERS: Readonly<Record<string, Record<string, unknown>>> = {
  "a list of critical members": { crit: ["exp"], exp: 1 },
  "an unencoded payload": { crit: ["b64"], b64: true },
  "the address of a key set": { jku: "https://evil.example/jwks" },
  "the address of a certificate": { x5u: "https://evil.example/cert.pem" },
  "an address that is null": { jku: null },
};

const encode = (value: unknown) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));

/** Takes a good JWT apart and gives it another header, and a signature made of it. */
async function rehead(
  jwt: string,
  change: Record<string, unknown>,
  sign: (input: string) => Promise<string> | string,
): Promise<string> {
  const [header = "", claims = ""] = jwt.split(".");
  const old = JSON.parse(new TextDecoder().decode(
    Uint8Array.fromBase64(header, { alphabet: "base64url" }),
  ));
  const input = `${encode({ ...old, ...change })}.${claims}`;
  return `${input}.${await sign(input)}`;
}

async function signWith({ privateKey }: TestKey, input: string): Promise<string> {
  const algorithm = { name: privateKey.algorithm.name, hash: "SHA-256" };
  const bytes = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(input));
  return encodeBase64Url(new Uint8Array(bytes));
}

/** HMAC with the text of a public key for its secret: what a confused verifier would check. */
async function macWithPublicKey(client: ProtocolClient, input: string): Promise<string> {
  const key = await importJWK({ ...client.key.publicJwk }, "ES256", { extractable: true });
  assert.ok(key instanceof CryptoKey);
  const secret = new TextEncoder().encode(await exportSPKI(key));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const mac = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const bytes = await crypto.subtle.sign("HMAC", mac, new TextEncoder().encode(input));
  return encodeBase64Url(new Uint8Array(bytes));
}

/** Pushes a request object as if nothing were wrong with it. */
async function pushObject(
  server: ProtocolServer,
  client: ProtocolClient,
  request: string,
): Promise<Response> {
  return await client.post(server, "/par", { request }, { dpop: null });
}

Deno.test("whoever takes the algorithm from the header believes a MAC with the public key", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const forged = await rehead(
    await client.assertion(),
    { alg: "HS256" },
    (input) => macWithPublicKey(client, input),
  );
  const key = await importJWK({ ...client.key.publicJwk }, "ES256", { extractable: true });
  assert.ok(key instanceof CryptoKey);
  await compactVerify(forged, new TextEncoder().encode(await exportSPKI(key)));
});

Deno.test("assertions, proofs and request objects in none, HMAC or an unlisted algorithm are refused", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const forgeries: [string, (input: string) => Promise<string> | string][] = [
    ...["none", "None", "NONE", "nOnE"].map((alg): [string, () => string] => [alg, () => ""]),
    ["none", () => "AA"],
    ["HS256", (input) => macWithPublicKey(client, input)],
    ["ES384", () => encodeBase64Url(new Uint8Array(96))],
    ["RS256", () => encodeBase64Url(new Uint8Array(256))],
  ];
  for (const [alg, sign] of forgeries) {
    const assertion = await rehead(await client.assertion(), { alg }, sign);
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const dpop = await rehead(await client.proof("/par"), { alg }, sign);
    await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
    const object = await rehead(await client.requestObject(), { alg }, sign);
    const pushed = await pushObject(server, client, object);
    await assertOAuthError(pushed, 400, "invalid_request_object");
  }
});

Deno.test("a signature of nothing but zeros is none", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const zeros = () => encodeBase64Url(new Uint8Array(64));
  const assertion = await rehead(await client.assertion(), {}, zeros);
  await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
  const dpop = await rehead(await client.proof("/par"), {}, zeros);
  await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
  const object = await pushObject(
    server,
    client,
    await rehead(await client.requestObject(), {}, zeros),
  );
  await assertOAuthError(object, 400, "invalid_request_object");
});

for (const [name, header] of Object.entries(HEADERS)) {
  Deno.test(`${name} in the header is refused, though the signature is right`, async () => {
    await using server = await startProtocol();
    const client = await server.register("app");
    const { tokens } = await client.link(server);
    const assertion = await rehead(
      await client.assertion(),
      header,
      (input) => signWith(client.key, input),
    );
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const object = await rehead(
      await client.requestObject(),
      header,
      (input) => signWith(client.key, input),
    );
    const pushed = await pushObject(server, client, object);
    await assertOAuthError(pushed, 400, "invalid_request_object");
    const ath = await sha256Base64Url(tokens.access_token);
    const proof = await client.proof("/userinfo", { htm: "GET", ath });
    const sign = (input: string) => signWith(client.dpopKey, input);
    const headers = { DPoP: await rehead(proof, header, sign) };
    const read = await client.readUserinfo(server, tokens.access_token, { headers });
    await assertOAuthError(read, 401, "invalid_dpop_proof");
  });
}

Deno.test("a header that was written anew and signed as before is accepted, so it is its members that count", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const sign = (input: string) => signWith(client.key, input);
  const assertion = await rehead(await client.assertion(), { cty: "json" }, sign);
  assert.equal((await client.push(server, { assertion })).status, 201);
  const object = await rehead(await client.requestObject(), { cty: "json" }, sign);
  assert.equal((await pushObject(server, client, object)).status, 201);
});

Deno.test("of an algorithm that is said twice the last counts, for the reader and the verifier alike", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const [, claims = ""] = (await client.assertion()).split(".");
  const statuses = [];
  for (const [first, last] of [["none", "ES256"], ["ES256", "none"], ["ES256", "HS256"]]) {
    const header = `{"alg":"${first}","kid":"key-1","alg":"${last}"}`;
    const input = `${encodeBase64Url(new TextEncoder().encode(header))}.${claims}`;
    const assertion = `${input}.${await signWith(client.key, input)}`;
    statuses.push((await client.push(server, { assertion })).status);
  }
  assert.deepEqual(statuses, [201, 401, 401]);
});

Deno.test("an attacker's key or certificate in the header verifies nothing", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const own = await makeTestKey("ES256");
  const { der } = await selfSignedCertificate("app");
  const x5c = [der.toBase64()];
  const deceived = await client.assertion({}, { jwk: own.publicJwk }, own);
  await compactVerify(deceived, EmbeddedJWK);
  for (
    const members of [
      { jwk: own.publicJwk },
      { jwk: own.publicJwk, kid: undefined },
      { kid: own.thumbprint },
      { x5c },
      { x5c, kid: undefined },
      { "x5t#S256": await sha256Base64Url(x5c.join()) },
    ]
  ) {
    const assertion = await client.assertion({}, members, own);
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const object = await client.pushSigned(server, {}, members, own);
    await assertOAuthError(object, 400, "invalid_request_object");
  }
});

Deno.test("an encrypted JWT is none of ours, whether what it holds is signed or not", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { keys: [published] } = await (await server.fetch("/jwks")).json();
  const recipient = await importJWK({ ...(await makeTestKey()).publicJwk }, "ECDH-ES");
  const encrypt = async (content: string, header: Record<string, unknown>) =>
    await new CompactEncrypt(new TextEncoder().encode(content))
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", kid: published.kid, ...header })
      .encrypt(recipient);
  const unsignedOf = (jwt: string) => `${encode({ alg: "none" })}.${jwt.split(".")[1]}.`;
  const claimsOf = (jwt: string) =>
    new TextDecoder().decode(
      Uint8Array.fromBase64(jwt.split(".")[1] ?? "", { alphabet: "base64url" }),
    );
  for (const content of [claimsOf, unsignedOf, (jwt: string) => jwt]) {
    const wrap = (jwt: string, header = {}) => encrypt(content(jwt), { cty: "JWT", ...header });
    const assertion = await wrap(await client.assertion());
    await assertOAuthError(await client.push(server, { assertion }), 401, "invalid_client");
    const dpop = await wrap(await client.proof("/par"), { typ: "dpop+jwt" });
    await assertOAuthError(await client.push(server, { dpop }), 400, "invalid_dpop_proof");
    const object = await wrap(await client.requestObject());
    const pushed = await pushObject(server, client, object);
    await assertOAuthError(pushed, 400, "invalid_request_object");
  }
});

Deno.test("an access token signed by the app, or encrypted with nothing signed inside, is refused", async () => {
  await using server = await startProtocol();
  const client = await server.register("app");
  const { tokens: { access_token: token } } = await client.link(server);
  const [, claims = ""] = token.split(".");
  const payload = Uint8Array.fromBase64(claims, { alphabet: "base64url" });
  const { keys: [published] } = await (await server.fetch("/jwks")).json();
  const signed = await new SignJWT(JSON.parse(new TextDecoder().decode(payload)))
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: published.kid })
    .sign(client.dpopKey.privateKey);
  const encrypted = await new CompactEncrypt(payload)
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", typ: "at+jwt" })
    .encrypt(new Uint8Array(32));
  const unsigned = `${encode({ alg: "none", typ: "at+jwt" })}.${claims}.`;
  for (const forged of [signed, encrypted, unsigned]) {
    const ath = await sha256Base64Url(forged);
    const dpop = await client.proof("/userinfo", { htm: "GET", htu: `${ISSUER}/userinfo`, ath });
    const headers = { Authorization: `DPoP ${forged}`, DPoP: dpop };
    await assertOAuthError(await server.fetch("/userinfo", { headers }), 401, "invalid_token");
  }
});
