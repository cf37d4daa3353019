/** The part of the client checker about an app's keys: in its document, or where it publishes them. */
import { checkClientKeys } from "./check_client_keys.ts";
import type { ClientDocument } from "./client_document.ts";
import type { ClientRegistration } from "./client_registration.ts";

/** The members that are read here. */
export const KEY_SOURCE_MEMBERS: readonly string[] = ["jwks", "jwks_uri"];

/** Reads one or the other, never both (RFC 7591, 2: `jwks`). */
export async function readKeySource(
  document: ClientDocument,
  isNeeded: boolean,
): Promise<Pick<ClientRegistration, "keys" | "jwksUri">> {
  const jwks = document.raw("jwks");
  const jwksUri = readJwksUri(document);
  if (jwks !== undefined && jwksUri !== undefined) {
    document.fault("jwks_uri", "jwks と jwks_uri はどちらか一方だけを指定してください");
  }
  if (jwksUri !== undefined) return { keys: [], jwksUri };
  if (jwks === undefined) {
    if (isNeeded) document.fault("jwks", "公開鍵（jwks または jwks_uri）を指定してください");
    return { keys: [] };
  }
  const { keys, faults, warnings } = await checkClientKeys(jwks);
  document.faults.push(...faults);
  document.warnings.push(...warnings);
  return { keys };
}

function readJwksUri(document: ClientDocument): string | undefined {
  const uri = document.raw("jwks_uri");
  if (uri === undefined) return undefined;
  const message = faultOfJwksUri(uri);
  if (message !== undefined) document.fault("jwks_uri", message);
  if (typeof uri !== "string") return "";
  if (uri.startsWith("http:")) {
    document.warn("jwks_uri", "httpの鍵はサンドボックスでだけ読み込まれます");
  }
  return uri;
}

/** Only what the gateway would fetch: https to a name, or this machine while an app is developed. */
function faultOfJwksUri(uri: unknown): string | undefined {
  const text = typeof uri === "string" && /^[\x21-\x7E]{1,1000}$/.test(uri) ? uri : "";
  const url = URL.parse(text);
  if (url === null) return "絶対URI（ASCII、1000文字まで）ではありません";
  if (url.username !== "" || url.password !== "") return "ユーザー情報は使えません";
  if (text.includes("#")) return "フラグメント（#）は使えません";
  const { protocol, hostname } = url;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (protocol === "http:" && isLoopback) return undefined;
  if (protocol !== "https:") return "https です（httpはループバックのホストに限ります）";
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return isAddress || !hostname.includes(".") ? "ホストは公開されたドメイン名です" : undefined;
}
