/** What the gateway knows of the certificates of apps, by its configuration. */
import { type Config, ConfigurationError } from "../config.ts";
import type { CertificateInspector } from "../domain/client/certificate.ts";
import { findSupportFault, type MtlsSupport } from "../domain/client/certificate_support.ts";
import type { Client } from "../domain/client/client.ts";
import { createEntrance, type Entrance } from "../routes/http/entrance.ts";
import type { CertificateSource } from "../routes/http/client_certificate.ts";

/** What follows from it for the routes. */
export interface CertificateParts {
  readonly mtls: MtlsSupport | undefined;
  readonly entrance: Entrance;
  readonly certificates: CertificateInspector;
}

/** Without a source of certificates there is nothing to inspect, and nothing is loaded for it. */
const NO_CERTIFICATES: CertificateInspector = { inspect: () => Promise.resolve(undefined) };

/** What the gateway can do with certificates; undefined when it learns none. */
export function mtlsSupportOf({ clientCertificates }: Config): MtlsSupport | undefined {
  if (clientCertificates === undefined) return undefined;
  const { origin, authoritiesFile } = clientCertificates;
  return { origin, hasAuthorities: authoritiesFile !== undefined };
}

/** Reads the trusted authorities; throws a ConfigurationError when they are at fault. */
export async function openCertificates(config: Config): Promise<CertificateParts> {
  const { issuer, clientCertificates } = config;
  if (clientCertificates === undefined) {
    const entrance = createEntrance(issuer, undefined);
    return { mtls: undefined, entrance, certificates: NO_CERTIFICATES };
  }
  const { origin, authoritiesFile } = clientCertificates;
  return {
    mtls: mtlsSupportOf(config),
    entrance: createEntrance(issuer, { origin, source: sourceOf(clientCertificates) }),
    certificates: await openInspector(authoritiesFile),
  };
}

function sourceOf(
  { source, proxySecrets }: NonNullable<Config["clientCertificates"]>,
): CertificateSource {
  return source === "listener"
    ? { kind: "listener" }
    : { kind: "proxy", secrets: proxySecrets.map((secret) => secret.reveal()) };
}

async function openInspector(authoritiesFile: string | undefined): Promise<CertificateInspector> {
  const { createCertificateInspector } = await import("../adapters/x509/certificate_inspector.ts");
  if (authoritiesFile === undefined) return createCertificateInspector();
  try {
    return createCertificateInspector(await Deno.readTextFile(authoritiesFile));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`KAKEHASHI_CLIENT_CA: ${reason}`]);
  }
}

/** Throws a ConfigurationError when an app is registered whose certificate nobody would check. */
export function checkCertificateSupport(
  clients: readonly Client[],
  mtls: MtlsSupport | undefined,
): void {
  const faults = clients
    .filter(({ disabledAt }) => disabledAt === undefined)
    .map((client) => findSupportFault(client, mtls))
    .filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new ConfigurationError(faults);
}
