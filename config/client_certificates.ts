/** Whether and how the certificates of apps get here (RFC 8705). */
import * as parse from "./parsers.ts";
import type { SettingsReader } from "./reader.ts";

/** What the settings depend on. */
export interface TlsSurroundings {
  readonly issuer: string;
  /** Whether the gateway terminates TLS. */
  readonly hasTls: boolean;
  readonly sandbox: boolean;
}

/**
 * The settings about certificates of apps; undefined: there are none, and no app can use mTLS. A
 * gateway that terminates TLS itself asks for them unless told otherwise.
 */
export function readClientCertificates(reader: SettingsReader, surroundings: TlsSurroundings) {
  const source = reader.withDefault(
    "KAKEHASHI_CLIENT_CERTIFICATES",
    parse.oneOf(["off", "listener", "proxy"]),
    surroundings.hasTls ? "listener" : "off",
  );
  const settings = {
    /** Origin of the endpoints that see certificates. */
    origin: reader.optional("KAKEHASHI_MTLS_ORIGIN", parse.issuer),
    /** A listener of its own for them, so that browsers are never asked for certificates. */
    listen: reader.optional("KAKEHASHI_MTLS_LISTEN", parse.listenAddress),
    /** PEM file of the authorities whose certificates identify apps by their names. */
    authoritiesFile: reader.optional("KAKEHASHI_CLIENT_CA", parse.text(1000)),
    /** By which the proxy proves that `Client-Cert` comes from it. */
    proxySecrets: reader.optional("KAKEHASHI_PROXY_SECRET", parse.secretList),
  };
  if (source === "off") {
    if (Object.values(settings).some((value) => value !== undefined)) {
      reader.fault(
        "KAKEHASHI_MTLS_ORIGIN, KAKEHASHI_MTLS_LISTEN, KAKEHASHI_CLIENT_CA and " +
          "KAKEHASHI_PROXY_SECRET have no effect without KAKEHASHI_CLIENT_CERTIFICATES",
      );
    }
    return undefined;
  }
  const { issuer } = surroundings;
  const { listen, proxySecrets = [], origin = issuer, authoritiesFile } = settings;
  if (source === "listener") checkListener(reader, surroundings, settings);
  else checkProxy(reader, settings);
  if (origin.startsWith("http:") && !surroundings.sandbox) {
    reader.fault("KAKEHASHI_MTLS_ORIGIN must be https");
  }
  return { source, origin, listen, authoritiesFile, proxySecrets };
}

interface Settings {
  readonly origin: string | undefined;
  readonly listen: parse.ListenAddress | undefined;
  readonly proxySecrets: readonly unknown[] | undefined;
}

function checkListener(
  reader: SettingsReader,
  { hasTls }: TlsSurroundings,
  { origin, listen, proxySecrets }: Settings,
): void {
  if (!hasTls) {
    reader.fault(
      "KAKEHASHI_CLIENT_CERTIFICATES=listener needs KAKEHASHI_TLS_CERT and KAKEHASHI_TLS_KEY",
    );
  }
  if (proxySecrets !== undefined) {
    reader.fault("KAKEHASHI_PROXY_SECRET is for KAKEHASHI_CLIENT_CERTIFICATES=proxy only");
  }
  if (listen !== undefined && origin === undefined) {
    reader.fault("KAKEHASHI_MTLS_LISTEN needs KAKEHASHI_MTLS_ORIGIN, by which apps reach it");
  }
}

function checkProxy(reader: SettingsReader, { listen, proxySecrets }: Settings): void {
  if (proxySecrets === undefined) {
    reader.fault("KAKEHASHI_PROXY_SECRET is missing: without it anyone could send Client-Cert");
  }
  if (listen !== undefined) {
    reader.fault("KAKEHASHI_MTLS_LISTEN is for KAKEHASHI_CLIENT_CERTIFICATES=listener only");
  }
}
