/** Starts that must fail: each ends at once, with a code that scripts understand and words that help. */
import assert from "node:assert/strict";
import { exportJWK, generateKeyPair } from "jose";
import { openGatewayPlace } from "../support/gateway_process.ts";

const EX_UNAVAILABLE = 69;
const EX_CONFIG = 78;

/** Nobody listens there: ports beyond the ephemeral ones are given to nobody by chance. */
const NOBODY = "http://127.0.0.1:65535";

/** What a gateway outside the sandbox needs, all of it made up. */
const SERIOUS = {
  KAKEHASHI_ISSUER: "https://gateway.example",
  KAKEHASHI_SANDBOX: "off",
  KAKEHASHI_SANDBOX_CALLS: "",
  KAKEHASHI_SANDBOX_LISTEN: "",
  KAKEHASHI_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-A",
  KAKEHASHI_IDENTIFIER_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-B",
  KAKEHASHI_TELEPHONY_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-C",
  KAKEHASHI_DESTINATION_NUMBERS: "0120000111,0120000222",
  KAKEHASHI_MAIL_URL: "smtp://127.0.0.1:65535",
  KAKEHASHI_MAIL_FROM: "no-reply@kakehashi.example",
  KAKEHASHI_CORE_BANKING_URL: NOBODY,
  KAKEHASHI_CORE_BANKING_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-D",
  KAKEHASHI_CORE_BANKING_PIN_KEY: JSON.stringify({
    kty: "EC",
    crv: "P-256",
    x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  }),
};

Deno.test("all faults of the configuration are named at once, without the values of secrets", async () => {
  await using place = await openGatewayPlace();
  const { code, output, faults } = await place.startInVain({
    KAKEHASHI_ISSUER: "http://gateway.example/",
    KAKEHASHI_LISTEN: "8000",
    KAKEHASHI_SECRET: "marker-short-secret",
    KAKEHASHI_CODE_SECONDS: "61",
    KAKEHASHI_REDIS_URL: "redis://127.0.0.1",
    KAKEHASHI_GRANT_DAY: "30",
  });
  assert.deepEqual([code, output], [EX_CONFIG, ""]);
  const named = [
    "KAKEHASHI_ISSUER",
    "KAKEHASHI_LISTEN",
    "KAKEHASHI_SECRET",
    "KAKEHASHI_CODE_SECONDS",
    "KAKEHASHI_REDIS_URL",
    "KAKEHASHI_GRANT_DAY",
  ];
  for (const name of named) assert.match(faults, new RegExp(`^- ${name} `, "m"));
  assert.doesNotMatch(faults, /marker-short-secret|^ +at /m);
});

Deno.test("outside the sandbox everything that is missing is named at once", async () => {
  await using place = await openGatewayPlace();
  const { code, faults } = await place.startInVain({
    KAKEHASHI_SANDBOX: "off",
    KAKEHASHI_SERVICE_HOURS: "always",
  });
  assert.equal(code, EX_CONFIG);
  const named = [
    "KAKEHASHI_ISSUER must be https",
    "KAKEHASHI_SECRET is missing",
    "KAKEHASHI_IDENTIFIER_SECRET is missing",
    "KAKEHASHI_TELEPHONY_SECRET is missing",
    "KAKEHASHI_DESTINATION_NUMBERS is missing",
    "KAKEHASHI_MAIL_URL is missing",
    "KAKEHASHI_SERVICE_HOURS=always is refused",
  ];
  for (const words of named) assert.ok(faults.includes(words), words);
});

Deno.test("a port in use is said to be in use, and what held it goes on", async () => {
  await using place = await openGatewayPlace();
  await using _first = await place.start();
  const { code, faults } = await place.startInVain();
  assert.equal(code, EX_UNAVAILABLE);
  assert.match(faults, /address is in use.*KAKEHASHI_LISTEN/);
  assert.doesNotMatch(faults, /^ +at /m);
  const ready = await fetch(`${place.issuer}/readyz`);
  await ready.body?.cancel();
  assert.equal(ready.status, 200);
});

Deno.test("outside the sandbox a store that cannot be reached keeps the gateway from starting", async () => {
  await using place = await openGatewayPlace(SERIOUS);
  const stores = [
    { KAKEHASHI_DATABASE_URL: NOBODY },
    { KAKEHASHI_REDIS_URL: NOBODY, KAKEHASHI_REDIS_TOKEN: "token" },
  ];
  for (const store of stores) {
    const { code, faults } = await place.startInVain(store);
    assert.equal(code, EX_UNAVAILABLE, faults);
    assert.match(faults, /does not start: .*(database|redis)/);
  }
});

Deno.test("an app whose certificate nobody would check keeps the gateway from starting", async () => {
  await using place = await openGatewayPlace({
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_PROXY_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-E",
  });
  const { publicKey } = await generateKeyPair("ES256", { extractable: true });
  const document = {
    client_id: "certified-app",
    client_name: "ためしアプリ",
    redirect_uris: ["https://app.example/callback"],
    token_endpoint_auth_method: "self_signed_tls_client_auth",
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: [await exportJWK(publicKey)] },
  };
  const added = await place.operate(["client", "add", "-"], JSON.stringify(document));
  assert.equal(added.code, 0, added.faults);
  const { code, faults } = await place.startInVain({
    KAKEHASHI_CLIENT_CERTIFICATES: "off",
    KAKEHASHI_PROXY_SECRET: "",
  });
  assert.equal(code, EX_CONFIG);
  assert.match(
    faults,
    /^- client certified-app has certificate-bound tokens, but there is no source/m,
  );
});

Deno.test("authorities that are none keep the gateway from starting", async () => {
  await using place = await openGatewayPlace({
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_PROXY_SECRET: "abcdefghijklmnopqrstuvwxyz0123456789-E",
    KAKEHASHI_CLIENT_CA: "authorities.pem",
  });
  const absent = await place.startInVain();
  assert.deepEqual([absent.code, absent.output], [EX_CONFIG, ""]);
  assert.match(absent.faults, /^- KAKEHASHI_CLIENT_CA: /m);
  await Deno.writeTextFile(`${place.folder}/authorities.pem`, "no certificate");
  const { code, faults } = await place.startInVain();
  assert.equal(code, EX_CONFIG);
  assert.match(faults, /^- KAKEHASHI_CLIENT_CA: .*no certificates in PEM/m);
});
