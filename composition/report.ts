/** What the gateway says about itself when it starts. */
import type { Config } from "../config.ts";

/** The start-up report: what listens where, on which stores, and what is switched off. */
export function startUpReport(config: Config): readonly string[] {
  const { issuer, listen, sandbox } = config;
  const { database, ephemeral } = describeAdapters(config);
  const scheme = config.tls === undefined ? "http" : "https";
  return [
    `Kakehashi   issuer ${issuer}`,
    `listens on  ${scheme}://${listen.hostname}:${listen.port}`,
    `database    ${database}`,
    `expiring    ${ephemeral}`,
    `profile     FAPI 2.0 Security Profile and Message Signing: PAR, PKCE S256, DPoP, JAR, JARM`,
    ...certificates(config),
    `lifetimes   ${lifetimes(config)}`,
    ...neighbours(config),
    ...telemetry(config),
    ...switchedOff(config),
    ...(sandbox === undefined ? [] : [
      "",
      `Open ${sandboxUrl(sandbox.listen)} for the demo app, the phone and the mailbox.`,
      `Read ${issuer}/docs for the resource API. Ctrl-C ends.`,
    ]),
  ];
}

/** A query may hold a token. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, "");
}

function lifetimes({ lifetimes }: Config): string {
  return [
    `code ${lifetimes.codeSeconds} s`,
    `access token ${lifetimes.accessTokenSeconds} s`,
    `interaction ${lifetimes.interactionSeconds} s`,
    `grant ${lifetimes.grantDays} days`,
  ].join(", ");
}

function certificates({ clientCertificates }: Config): readonly string[] {
  if (clientCertificates === undefined) return [];
  const { source, origin, listen, authoritiesFile = "none" } = clientCertificates;
  const where = listen === undefined ? "" : ` on ${listen.hostname}:${listen.port}`;
  return [`mTLS        ${origin}${where}, by ${source}; trusted authorities: ${authoritiesFile}`];
}

/** What the gateway works with, by the configuration; no secrets. */
export function describeAdapters({ neighbours, stores }: Config) {
  const mail = neighbours.mailUrl === undefined ? "sandbox mailbox" : neighbours.mailUrl.host;
  return {
    database: withoutQuery(stores.databaseUrl),
    ephemeral: withoutQuery(stores.redis?.url ?? "in the database"),
    coreBanking: neighbours.coreBanking?.url ?? "fictitious (sandbox)",
    telephony: `${neighbours.destinationNumbers.length} destination numbers`,
    mail: `${mail}, from ${neighbours.mailFrom}`,
  };
}

function neighbours(config: Config): readonly string[] {
  const { coreBanking, telephony, mail } = describeAdapters(config);
  const { sandbox } = config;
  return [
    `banking     ${coreBanking}`,
    `telephony   ${telephony}`,
    `mail        ${mail}`,
    ...(sandbox === undefined ? [] : [`calls       ${sandbox.calls} (sandbox)`]),
  ];
}

function telemetry({ telemetry: { metrics, traces } }: Config): readonly string[] {
  const sent = [...(metrics ? ["metrics"] : []), ...(traces ? ["traces"] : [])];
  return sent.length === 0 ? [] : [`telemetry   ${sent.join(" and ")} (OpenTelemetry)`];
}

/** Everything that a bank would want to be on. */
function switchedOff(config: Config): readonly string[] {
  const off = [
    ...(config.serviceHours === "always" ? ["service hours (always open)"] : []),
    ...(config.sandbox === undefined ? [] : ["real neighbours (sandbox)"]),
    ...(config.issuer.startsWith("http:") ? ["TLS (loopback only)"] : []),
    ...(config.sandbox?.startsAt === undefined ? [] : ["the real clock"]),
    ...(config.clientCertificates === undefined ? ["certificates of apps (mTLS)"] : []),
    ...(config.telemetry.metrics ? [] : ["metrics (OpenTelemetry)"]),
    ...(config.stores.redis === undefined ? ["Redis (one instance, or a shared database)"] : []),
  ];
  return off.length === 0 ? [] : [`OFF         ${off.join("; ")}`];
}

/** Where people open the sandbox's pages. */
export function sandboxUrl(listen: { readonly hostname: string; readonly port: number }): string {
  const hostname = listen.hostname === "127.0.0.1" ? "localhost" : listen.hostname;
  return new URL(`http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${listen.port}`)
    .origin;
}
