import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ConfigurationError, loadConfig } from "../../config.ts";
import { STEP_LEASE_SECONDS } from "../../domain/interaction/limits.ts";

/** A complete configuration for real work; tests spoil one setting at a time. */
const PRODUCTION = {
  KAKEHASHI_ISSUER: "https://gateway.example",
  KAKEHASHI_SECRET: "Jf0sT2qv9Xo4Wm7Zr1Yk8Ud3Pc6Ln5Hb",
  KAKEHASHI_IDENTIFIER_SECRET: "Qw9eRt5yUi1oPa7sDf3gHj8kLz2xCv6b",
  KAKEHASHI_TELEPHONY_SECRET: "Mn4bVc8xZa2sDf6gHj0kLq3wEr7tYu1i",
  KAKEHASHI_DESTINATION_NUMBERS: "0120111222,0120111333",
  KAKEHASHI_MAIL_URL: "smtps://user:password@mail.example:465",
  KAKEHASHI_MAIL_FROM: "no-reply@gateway.example",
  KAKEHASHI_CORE_BANKING_URL: "https://core.example/api",
  KAKEHASHI_CORE_BANKING_SECRET: "Zx3cVb7nMq1wEr5tYu9iOp2aSd6fGh0j",
  KAKEHASHI_CORE_BANKING_PIN_KEY: JSON.stringify({
    kty: "EC",
    crv: "P-256",
    x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  }),
};

const TLS = { KAKEHASHI_TLS_CERT: "cert.pem", KAKEHASHI_TLS_KEY: "key.pem" };
const PROXY_SECRET = "Kp2wNe8rTb5yVu1iXc7oZs4aQd6fMg9h";

/** The faults of a configuration; empty when it is accepted. */
function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    assert(error instanceof ConfigurationError);
    return error.faults;
  }
}

Deno.test("loadConfig() without any setting is a sandbox on loopback", () => {
  const config = loadConfig({});
  assert.equal(config.issuer, "http://localhost:8000");
  assert.deepEqual(config.listen, { hostname: "127.0.0.1", port: 8000 });
  assert.equal(config.sandbox?.calls, "manual");
  assert.equal(config.serviceHours, "always");
  assert.equal(config.stores.databaseUrl, "file:./data/kakehashi.db");
});

Deno.test("loadConfig() accepts a complete configuration without a sandbox", () => {
  const config = loadConfig(PRODUCTION);
  assert.equal(config.sandbox, undefined);
  assert.equal(config.serviceHours, "calendar");
  assert.equal(config.lifetimes.grantDays, 30);
});

Deno.test("loadConfig() refuses a time for the stores that would outlast the lease of a step", () => {
  const faults = (millis: number) => faultsOf({ KAKEHASHI_STORE_TIME_MS: String(millis) });
  assert.deepEqual(faults(4000), []);
  assert.match(faults(4001).join(), /KAKEHASHI_STORE_TIME_MS/);
  assert.ok(4000 < STEP_LEASE_SECONDS * 1000);
});

Deno.test("loadConfig() lets a sandbox share a bank when both are on this machine, and only when told to", () => {
  const { KAKEHASHI_ISSUER: _, ...rest } = PRODUCTION;
  const bank = { ...rest, KAKEHASHI_CORE_BANKING_URL: "http://127.0.0.1:9000" };
  const { sandbox, neighbours } = loadConfig({ ...bank, KAKEHASHI_SANDBOX: "on" });
  assert.equal(sandbox?.calls, "manual");
  assert.equal(neighbours.coreBanking?.url, "http://127.0.0.1:9000/");
  assert.match(faultsOf(bank).join(), /KAKEHASHI_ISSUER must be https/);
  const reachable = { ...bank, KAKEHASHI_SANDBOX: "on", KAKEHASHI_LISTEN: "0.0.0.0:8000" };
  assert.match(faultsOf(reachable).join(), /contradicts KAKEHASHI_CORE_BANKING_URL/);
});

Deno.test("loadConfig() knows certificates of apps from one source", () => {
  assert.equal(loadConfig(PRODUCTION).clientCertificates, undefined);
  const listener = { ...PRODUCTION, ...TLS, KAKEHASHI_CLIENT_CERTIFICATES: "listener" };
  assert.equal(loadConfig(listener).clientCertificates?.origin, "https://gateway.example");
  const proxy = loadConfig({
    ...PRODUCTION,
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_MTLS_ORIGIN: "https://mtls.gateway.example",
    KAKEHASHI_CLIENT_CA: "ca.pem",
    KAKEHASHI_PROXY_SECRET: PROXY_SECRET,
  });
  assert.equal(proxy.clientCertificates?.origin, "https://mtls.gateway.example");
  assert.equal(proxy.clientCertificates?.proxySecrets.length, 1);
});

Deno.test("loadConfig() names all faults at once", () => {
  const faults = faultsOf({
    ...PRODUCTION,
    KAKEHASHI_LISTEN: "8000",
    KAKEHASHI_CODE_SECONDS: "61",
    KAKEHASHI_SECRET: "short",
  });
  for (const name of ["KAKEHASHI_LISTEN", "KAKEHASHI_CODE_SECONDS", "KAKEHASHI_SECRET"]) {
    assert(faults.some((fault) => fault.startsWith(name)), `no fault names ${name}`);
  }
});

Deno.test("loadConfig() refuses settings that do not exist", () => {
  assert.match(faultsOf({ KAKEHASHI_ISSUR: "x" }).join(), /KAKEHASHI_ISSUR is not a setting/);
});

Deno.test("loadConfig() asks for certificates of apps where the gateway terminates TLS, unless told not to", () => {
  const tls = { KAKEHASHI_TLS_CERT: "cert.pem", KAKEHASHI_TLS_KEY: "key.pem" };
  assert.equal(loadConfig({ ...PRODUCTION, ...tls }).clientCertificates?.source, "listener");
  const off = { KAKEHASHI_CLIENT_CERTIFICATES: "off" };
  assert.equal(loadConfig({ ...PRODUCTION, ...tls, ...off }).clientCertificates, undefined);
  assert.equal(loadConfig(PRODUCTION).clientCertificates, undefined);
});

const REFUSED: readonly [string, Record<string, string>, RegExp][] = [
  ["an issuer without https", { KAKEHASHI_ISSUER: "http://gateway.example" }, /must be https/],
  ["an issuer with a trailing slash", { KAKEHASHI_ISSUER: "https://gateway.example/" }, /slash/],
  ["an issuer with a query", { KAKEHASHI_ISSUER: "https://gateway.example?a=b" }, /query/],
  ["an issuer with a fragment", { KAKEHASHI_ISSUER: "https://gateway.example#a" }, /fragment/],
  ["an issuer with a path", { KAKEHASHI_ISSUER: "https://gateway.example/op" }, /path/],
  ["a sandbox beside real core banking", { KAKEHASHI_SANDBOX: "on" }, /choose one/],
  ["a public sandbox beside core banking on this machine", {
    KAKEHASHI_SANDBOX: "on",
    KAKEHASHI_CORE_BANKING_URL: "http://127.0.0.1:9000",
  }, /choose one/],
  ["a sandbox on this machine beside core banking elsewhere", {
    KAKEHASHI_SANDBOX: "on",
    KAKEHASHI_ISSUER: "http://localhost:8000",
  }, /choose one/],
  ["sandbox settings", { KAKEHASHI_SANDBOX_CALLS: "auto" }, /refused outside the sandbox/],
  ["a clock that was set", { KAKEHASHI_SANDBOX_NOW: "2026-01-01T00:00:00Z" }, /refused outside/],
  ["no service hours", { KAKEHASHI_SERVICE_HOURS: "always" }, /refused outside the sandbox/],
  ["a missing secret", { KAKEHASHI_SECRET: "" }, /KAKEHASHI_SECRET is missing/],
  ["a regular secret", { KAKEHASHI_SECRET: "a".repeat(40) }, /too regular/],
  ["a missing telephony secret", { KAKEHASHI_TELEPHONY_SECRET: "" }, /TELEPHONY_SECRET is missing/],
  ["codes that live too long", { KAKEHASHI_CODE_SECONDS: "61" }, /from 5 to 60/],
  ["a log that is not kept for a year", { KAKEHASHI_LOG_RETENTION_DAYS: "364" }, /from 365 to/],
  ["request URIs that live too long", { KAKEHASHI_REQUEST_URI_SECONDS: "600" }, /from 5 to 599/],
  ["core banking without https", { KAKEHASHI_CORE_BANKING_URL: "http://core.example" }, /https/],
  ["a private PIN key", {
    KAKEHASHI_CORE_BANKING_PIN_KEY: JSON.stringify({
      kty: "EC",
      crv: "P-256",
      x: "a",
      y: "b",
      d: "c",
    }),
  }, /without `d`/],
  ["Redis without a token", { KAKEHASHI_REDIS_URL: "https://redis.example" }, /go together/],
  ["half of TLS", { KAKEHASHI_TLS_CERT: "cert.pem" }, /go together/],
  ["certificates from a listener without TLS", {
    KAKEHASHI_CLIENT_CERTIFICATES: "listener",
  }, /needs KAKEHASHI_TLS_CERT/],
  ["certificates from a proxy that proves nothing", {
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
  }, /KAKEHASHI_PROXY_SECRET is missing/],
  ["a weak secret of the proxy", {
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_PROXY_SECRET: "secret",
  }, /KAKEHASHI_PROXY_SECRET must have at least 32/],
  ["two sources of certificates", {
    ...TLS,
    KAKEHASHI_CLIENT_CERTIFICATES: "listener",
    KAKEHASHI_PROXY_SECRET: PROXY_SECRET,
  }, /is for KAKEHASHI_CLIENT_CERTIFICATES=proxy only/],
  ["an mTLS listener behind a proxy", {
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_PROXY_SECRET: PROXY_SECRET,
    KAKEHASHI_MTLS_LISTEN: "127.0.0.1:8443",
  }, /is for KAKEHASHI_CLIENT_CERTIFICATES=listener only/],
  ["an mTLS listener that no app could find", {
    ...TLS,
    KAKEHASHI_CLIENT_CERTIFICATES: "listener",
    KAKEHASHI_MTLS_LISTEN: "127.0.0.1:8443",
  }, /needs KAKEHASHI_MTLS_ORIGIN/],
  ["an mTLS origin without https", {
    ...TLS,
    KAKEHASHI_CLIENT_CERTIFICATES: "listener",
    KAKEHASHI_MTLS_ORIGIN: "http://mtls.gateway.example",
  }, /KAKEHASHI_MTLS_ORIGIN must be https/],
  ["authorities that would not be asked", { KAKEHASHI_CLIENT_CA: "ca.pem" }, /have no effect/],
  ["a number named twice", { KAKEHASHI_DESTINATION_NUMBERS: "0120111222,0120111222" }, /twice/],
];

for (const [what, change, expected] of REFUSED) {
  Deno.test(`loadConfig() refuses ${what} outside the sandbox`, () => {
    assert.match(faultsOf({ ...PRODUCTION, ...change }).join("\n"), expected);
  });
}

Deno.test("loadConfig() wants a public sandbox to be asked for", () => {
  const issuer = { KAKEHASHI_ISSUER: "https://sandbox.example" };
  assert.match(faultsOf(issuer).join(), /KAKEHASHI_SANDBOX=on must be said/);
  assert.deepEqual(faultsOf({ ...issuer, KAKEHASHI_SANDBOX: "on" }), []);
});

Deno.test("loadConfig() lets no sandbox speak http beyond loopback", () => {
  const faults = faultsOf({ KAKEHASHI_ISSUER: "http://a.example", KAKEHASHI_SANDBOX: "on" });
  assert.match(faults.join(), /must be https/);
});

Deno.test("loadConfig() never puts a secret into a fault or into print", () => {
  const marker = "marker-1234567890-marker-1234567890";
  const config = loadConfig({ ...PRODUCTION, KAKEHASHI_SECRET: marker });
  assert(!inspect(config, { depth: 9 }).includes(marker));
  assert(!JSON.stringify(config).includes(marker));
  assert(!Deno.inspect(config, { depth: 9 }).includes(marker));
  assert(!`${config.secrets.sealing[0]}`.includes(marker));
  const faults = faultsOf({ ...PRODUCTION, KAKEHASHI_CORE_BANKING_PIN_KEY: marker });
  assert(faults.length > 0 && !faults.join().includes(marker));
});

Deno.test("loadConfig() takes a mail service by https with a token, and a mail server without", () => {
  const service = {
    KAKEHASHI_MAIL_URL: "https://mail.example/send",
    KAKEHASHI_MAIL_TOKEN: "marker-token",
  };
  const { neighbours } = loadConfig({ ...PRODUCTION, ...service });
  assert.equal(neighbours.mailUrl?.href, "https://mail.example/send");
  assert.equal(neighbours.mailToken?.reveal(), "marker-token");
  assert.doesNotMatch(inspect(neighbours), /marker/);
  const local = { ...service, KAKEHASHI_MAIL_URL: "http://127.0.0.1:8080/" };
  assert.deepEqual(faultsOf({ ...PRODUCTION, ...local }), []);
});

const MAIL_FAULTS: Readonly<Record<string, Record<string, string>>> = {
  "in clear": { KAKEHASHI_MAIL_URL: "http://mail.example/", KAKEHASHI_MAIL_TOKEN: "token" },
  "without a token": { KAKEHASHI_MAIL_URL: "https://mail.example/" },
  "with a password in the URL": {
    KAKEHASHI_MAIL_URL: "https://user:password@mail.example/",
    KAKEHASHI_MAIL_TOKEN: "token",
  },
  "by SMTP with a token": { KAKEHASHI_MAIL_TOKEN: "token" },
};

for (const [name, settings] of Object.entries(MAIL_FAULTS)) {
  Deno.test(`loadConfig() refuses mail ${name}`, () => {
    const faults = faultsOf({ ...PRODUCTION, ...settings });
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /^KAKEHASHI_MAIL_(URL|TOKEN) /);
  });
}
