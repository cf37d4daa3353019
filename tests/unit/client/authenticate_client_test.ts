import assert from "node:assert/strict";
import {
  authenticateClient,
  type ClientCredentials,
} from "../../../domain/client/authenticate_client.ts";
import { type Client, SIGNATURE_ALGORITHMS } from "../../../domain/client/client.ts";
import { JWT_BEARER } from "../../../domain/client/client_assertion.ts";
import { ClientKeys } from "../../../domain/client/client_keys.ts";
import { OAuthError } from "../../../domain/errors.ts";
import { ManualClock } from "../../support/clock.ts";
import { makeTestKey, ProtocolClient } from "../../support/protocol_client.ts";
import { ISSUER } from "../../support/protocol_server.ts";

const clock = new ManualClock();
const app = await ProtocolClient.make("app", clock);
const otherKey = await makeTestKey();

async function authenticate(
  client: Client | undefined,
  credentials: Partial<ClientCredentials> = {},
) {
  return await authenticateClient(
    {
      issuer: ISSUER,
      clients: { find: () => Promise.resolve(client) },
      clientKeys: new ClientKeys(),
      certificates: { inspect: () => Promise.resolve(undefined) },
      clientQuota: { name: "protocol", limit: 10, windowSeconds: 60 },
    },
    {
      clientId: undefined,
      assertionType: JWT_BEARER,
      assertion: await app.assertion(),
      certificate: undefined,
      ...credentials,
    },
    clock.now(),
  );
}

const [registeredKey] = app.registration.keys;
assert.ok(registeredKey);
const withKeys = (...keys: Client["keys"]): Client => ({ ...app.registration, keys });

Deno.test("a client is known by its assertion alone, or with its client_id beside", async () => {
  assert.equal((await authenticate(app.registration)).client.id, "app");
  assert.equal((await authenticate(app.registration, { clientId: "app" })).client.id, "app");
});

const REFUSED: Readonly<Record<string, () => Promise<unknown>>> = {
  "nothing at all": () => authenticate(app.registration, { assertion: undefined }),
  "no assertion type": () => authenticate(app.registration, { assertionType: undefined }),
  "another assertion type": () =>
    authenticate(app.registration, {
      assertionType: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    }),
  "the client_id of another": () => authenticate(app.registration, { clientId: "other" }),
  "an unknown client": () => authenticate(undefined),
  "a disabled client": () => authenticate({ ...app.registration, disabledAt: clock.now() }),
  "a client before its contract": () =>
    authenticate({ ...app.registration, contractFrom: clock.now() + 1 }),
  "a client after its contract": () =>
    authenticate({ ...app.registration, contractUntil: clock.now() }),
  "the signature of another": async () =>
    authenticate(app.registration, { assertion: await app.assertion({}, {}, otherKey) }),
  "a kid that is not registered": async () =>
    authenticate(app.registration, { assertion: await app.assertion({}, { kid: "key-2" }) }),
  "another algorithm than registered": () =>
    authenticate({
      ...app.registration,
      authentication: { method: "private_key_jwt", signingAlgorithm: "PS256" },
    }),
  "a key for encryption": () => authenticate(withKeys({ ...registeredKey, use: "enc" })),
  "a key for another algorithm": () => authenticate(withKeys({ ...registeredKey, alg: "ES384" })),
};

for (const [name, attempt] of Object.entries(REFUSED)) {
  Deno.test(`authenticateClient() refuses ${name}`, async () => {
    await assert.rejects(
      attempt,
      (error) => error instanceof OAuthError && error.code === "invalid_client",
    );
  });
}

Deno.test("whether a client or only its key is unknown cannot be told from outside", async () => {
  const describe = async (attempt: Promise<unknown>) =>
    await attempt.catch((error) => error instanceof OAuthError && error.description);
  const forged = await app.assertion({}, {}, otherKey);
  assert.equal(
    await describe(authenticate(undefined)),
    await describe(authenticate(app.registration, { assertion: forged })),
  );
});

Deno.test("C5: of keys with one kid the one that fits by kind and algorithm is taken", async () => {
  const edKey = await makeTestKey("EdDSA");
  const twin = { ...edKey.publicJwk, kty: "OKP", kid: "key-1" };
  const other = { ...otherKey.publicJwk, kty: "EC", kid: "key-1" };
  await authenticate(withKeys(twin, other, registeredKey));
});

Deno.test("an assertion without kid is tried with each key that fits", async () => {
  const other = { ...otherKey.publicJwk, kty: "EC", kid: "key-0" };
  const assertion = await app.assertion({}, { kid: undefined });
  await authenticate(withKeys(other, registeredKey), { assertion });
});

Deno.test("each algorithm of FAPI 2.0 authenticates, Ed25519 under both names", async () => {
  for (const algorithm of SIGNATURE_ALGORITHMS) {
    const key = await makeTestKey(algorithm);
    const kty = key.publicJwk.kty ?? "";
    const client: Client = {
      ...withKeys({ ...key.publicJwk, kty, kid: "key-1", alg: algorithm }),
      authentication: { method: "private_key_jwt", signingAlgorithm: algorithm },
    };
    await authenticate(client, { assertion: await app.assertion({}, {}, key) });
  }
});

Deno.test("keys are imported anew when the registration changes", async () => {
  const keys = new ClientKeys();
  const before = await keys.find(app.registration, "ES256", "key-1");
  assert.deepEqual(await keys.find({ ...app.registration }, "ES256", "key-1"), before);
  const changed = { ...withKeys({ ...otherKey.publicJwk, kty: "EC", kid: "key-1" }), version: 2 };
  assert.notDeepEqual(await keys.find(changed, "ES256", "key-1"), before);
});
