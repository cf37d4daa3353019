/**
 * The gateway's configuration: the only place that knows the names of the settings. `loadConfig`
 * is pure; `readConfig` hands it the environment.
 */
import { Secret } from "./config/secret.ts";
import { type Environment, SettingsReader } from "./config/reader.ts";
import * as parse from "./config/parsers.ts";
import { readClientCertificates } from "./config/client_certificates.ts";
import { readInstitution } from "./config/institution.ts";
import { readAdmission, readLifetimes, readLimits } from "./config/limits.ts";
import { readNeighbours } from "./config/neighbours.ts";
import { readRetention } from "./config/retention.ts";
import { readTelemetry } from "./config/telemetry.ts";

export { ConfigurationError } from "./config/reader.ts";
export { Secret } from "./config/secret.ts";

/** Everything that can be set. Secrets print as `[redacted]`. */
export type Config = ReturnType<typeof loadConfig>;

/** What a sandbox on this machine runs with when no secrets are configured. Not secret at all. */
const SANDBOX_SECRET = new Secret("sandbox-only-not-a-secret-0123456789abcdef");

/** The algorithms of the gateway's own signatures; the first that a client accepts is used. */
const OWN_ALGORITHMS = ["EdDSA", "ES256", "PS256"] as const;

/** Reads the configuration from the environment; throws ConfigurationError naming every fault. */
export function readConfig(): Config {
  return loadConfig(Deno.env.toObject());
}

/** Makes a configuration of named settings; throws ConfigurationError naming every fault. */
export function loadConfig(environment: Environment) {
  const reader = new SettingsReader(environment);
  const issuer = reader.withDefault("KAKEHASHI_ISSUER", parse.issuer, "http://localhost:8000");
  const sandbox = readSandbox(reader, environment, issuer);
  const tls = readTls(reader);
  const neighbours = readNeighbours(reader, sandbox !== undefined);
  const config = {
    issuer,
    listen: reader.withDefault(
      "KAKEHASHI_LISTEN",
      parse.listenAddress,
      { hostname: "127.0.0.1", port: 8000 },
    ),
    tls,
    clientCertificates: readClientCertificates(reader, {
      issuer,
      hasTls: tls !== undefined,
      sandbox: sandbox !== undefined,
    }),
    sandbox,
    stores: readStores(reader),
    secrets: readSecrets(reader, sandbox !== undefined),
    serviceHours: readServiceHours(reader, sandbox !== undefined),
    ...readSignatures(reader),
    /** Field in which a proxy in front passes the client's address; undefined: the peer's own. */
    clientAddressField: reader.optional("KAKEHASHI_CLIENT_ADDRESS_HEADER", parse.fieldName),
    lifetimes: readLifetimes(reader),
    limits: readLimits(reader, sandbox !== undefined),
    admission: readAdmission(reader),
    retention: readRetention(reader),
    institution: readInstitution(reader, neighbours.mailFrom),
    neighbours,
    telemetry: readTelemetry(reader),
  };
  reader.finish();
  return config;
}

/** What the gateway signs with, and what it demands of proofs. */
function readSignatures(reader: SettingsReader) {
  return {
    signingAlgorithm: reader.withDefault(
      "KAKEHASHI_SIGNING_ALGORITHM",
      parse.oneOf(OWN_ALGORITHMS),
      "EdDSA",
    ),
    /** How long one of our keys signs before its successor is announced. */
    keyRotationDays: reader.withDefault(
      "KAKEHASHI_KEY_ROTATION_DAYS",
      parse.wholeNumber(1, 3650, "days"),
      90,
    ),
    /** Demanded of all apps; or, when off, of those alone that are registered so (RFC 9449, 8). */
    dpopNonces: reader.withDefault(
      "KAKEHASHI_DPOP_NONCES",
      parse.oneOf(["off", "required"]),
      "off",
    ),
  };
}

/** The settings of the fictitious neighbours; undefined outside the sandbox. */
function readSandbox(reader: SettingsReader, environment: Environment, issuer: string) {
  const said = reader.optional("KAKEHASHI_SANDBOX", parse.oneOf(["on", "off"]));
  const coreBankingConfigured = Boolean(environment["KAKEHASHI_CORE_BANKING_URL"]?.trim());
  const on = said === undefined ? !coreBankingConfigured : said === "on";
  const settings = {
    listen: reader.optional("KAKEHASHI_SANDBOX_LISTEN", parse.listenAddress),
    calls: reader.optional("KAKEHASHI_SANDBOX_CALLS", parse.oneOf(["manual", "auto"])),
    startsAt: reader.optional("KAKEHASHI_SANDBOX_NOW", parse.instant),
  };
  checkIssuer(reader, issuer, on, said !== undefined);
  if (!on) {
    if (Object.values(settings).some((value) => value !== undefined)) {
      reader.fault("KAKEHASHI_SANDBOX_* settings are refused outside the sandbox");
    }
    return undefined;
  }
  if (coreBankingConfigured) checkSharedBank(reader, environment, issuer);
  return {
    listen: settings.listen ?? { hostname: "127.0.0.1", port: 8001 },
    calls: settings.calls ?? "manual",
    startsAt: settings.startsAt,
  };
}

/**
 * Several instances of a sandbox may share one fictitious bank. Never a real one: its customers can
 * reach a gateway no more than others can that is known by a loopback host only.
 */
function checkSharedBank(reader: SettingsReader, environment: Environment, issuer: string) {
  const bank = URL.parse(environment["KAKEHASHI_CORE_BANKING_URL"]?.trim() ?? "");
  const listen = environment["KAKEHASHI_LISTEN"]?.trim() || "127.0.0.1:8000";
  const hosts = [URL.parse(issuer), bank, URL.parse(`http://${listen}`)];
  if (hosts.every((url) => parse.isLoopbackHost(url?.hostname ?? ""))) return;
  reader.fault(
    "KAKEHASHI_SANDBOX=on contradicts KAKEHASHI_CORE_BANKING_URL, unless it, KAKEHASHI_ISSUER " +
      "and KAKEHASHI_LISTEN are all on a loopback host: choose one",
  );
}

/** https everywhere but on a loopback host in the sandbox; a public sandbox has to be asked for. */
function checkIssuer(reader: SettingsReader, issuer: string, sandbox: boolean, said: boolean) {
  const url = URL.parse(issuer);
  if (url === null) return;
  const loopback = parse.isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && !(sandbox && loopback)) {
    reader.fault("KAKEHASHI_ISSUER must be https, except on a loopback host in the sandbox");
  }
  if (sandbox && !said && !loopback) {
    reader.fault(
      "KAKEHASHI_SANDBOX=on must be said for an issuer that is not a loopback host " +
        "(or configure core banking with KAKEHASHI_CORE_BANKING_URL)",
    );
  }
}

function readTls(reader: SettingsReader) {
  const certificateFile = reader.optional("KAKEHASHI_TLS_CERT", parse.text(1000));
  const keyFile = reader.optional("KAKEHASHI_TLS_KEY", parse.text(1000));
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    reader.fault("KAKEHASHI_TLS_CERT and KAKEHASHI_TLS_KEY go together");
  }
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return { certificateFile, keyFile };
}

function readStores(reader: SettingsReader) {
  const redisUrl = reader.optional("KAKEHASHI_REDIS_URL", parse.urlWith("https", "http"));
  const redisToken = reader.optional("KAKEHASHI_REDIS_TOKEN", parse.token);
  if ((redisUrl === undefined) !== (redisToken === undefined)) {
    reader.fault("KAKEHASHI_REDIS_URL and KAKEHASHI_REDIS_TOKEN go together");
  }
  return {
    databaseUrl: reader.withDefault(
      "KAKEHASHI_DATABASE_URL",
      databaseUrl,
      "file:./data/kakehashi.db",
    ),
    databaseToken: reader.optional("KAKEHASHI_DATABASE_TOKEN", parse.token),
    redis: redisUrl && redisToken ? { url: redisUrl.href, token: redisToken } : undefined,
    /**
     * For all that a request asks of them: below the 2 s within which everybody gets an answer, and
     * in any case below the lease of a step (`STEP_LEASE_SECONDS`).
     */
    timeMillis: reader.withDefault(
      "KAKEHASHI_STORE_TIME_MS",
      parse.wholeNumber(100, 4000, "milliseconds"),
      1500,
    ),
  };
}

/** Keeps the text as it is, because `file:./…` is no URL that URL.parse would leave alone. */
function databaseUrl(text: string): string {
  if (text.startsWith("file:") && text.length > "file:".length) return text;
  parse.urlWith("libsql", "https", "http")(text);
  return text;
}

/** Secrets of our own. Only a sandbox may do without. */
function readSecrets(reader: SettingsReader, sandbox: boolean) {
  const sealing = reader.optional("KAKEHASHI_SECRET", parse.secretList);
  const identifiers = reader.optional("KAKEHASHI_IDENTIFIER_SECRET", parse.secret);
  if (!sandbox) {
    if (!sealing) reader.fault("KAKEHASHI_SECRET is missing: it seals what is stored");
    if (!identifiers) {
      reader.fault("KAKEHASHI_IDENTIFIER_SECRET is missing: it makes account ids and pseudonyms");
    }
  }
  return {
    /** Newest first; all of them open what was sealed. */
    sealing: sealing ?? [SANDBOX_SECRET],
    /** Never changed: the ids that apps know come from it. */
    identifiers: identifiers ?? SANDBOX_SECRET,
  };
}

function readServiceHours(reader: SettingsReader, sandbox: boolean): "calendar" | "always" {
  const fallback = sandbox ? "always" : "calendar";
  const hours = reader.withDefault(
    "KAKEHASHI_SERVICE_HOURS",
    parse.oneOf(["calendar", "always"]),
    fallback,
  );
  if (!sandbox && hours === "always") {
    reader.fault("KAKEHASHI_SERVICE_HOURS=always is refused outside the sandbox");
  }
  return hours;
}
