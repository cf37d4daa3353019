/** What an answer is to its client, judged by what is on the wire. */

/** By whom the gateway is asked. */
export type Kind = "par" | "token" | "revoke" | "resource" | "screen" | "telephony" | "other";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  par: "par",
  token: "token",
  revoke: "revoke",
  accounts: "resource",
  authorize: "screen",
  interaction: "screen",
  telephony: "telephony",
};

/** By the first part of the path. */
export function kindOf(path: string): Kind {
  return KINDS[path.split("/")[1] ?? ""] ?? "other";
}

/** Whether an answer says, in the form that its client understands, to come again later. */
export function saysTryAgain(kind: Kind, { status, headers, text }: Answer): boolean {
  if (status !== 503 && status !== 429) return false;
  if (!/^[0-9]+$/.test(headers.get("retry-after") ?? "")) return false;
  if (!headers.get("cache-control")?.includes("no-store")) return false;
  const type = headers.get("content-type") ?? "";
  switch (kind) {
    case "screen":
      return type.startsWith("text/html") && text.includes('data-message="busy"');
    case "resource": {
      const { code } = parse(text);
      return type.startsWith("application/problem+json") &&
        (code === "temporarily_unavailable" || code === "core_banking_unavailable");
    }
    case "telephony":
      return type.startsWith("application/json") && parse(text)["error"] === "unavailable";
    default:
      return type.startsWith("application/json") &&
        parse(text)["error"] === "temporarily_unavailable";
  }
}

/** Whether an answer is what was asked for. */
export function isDone(kind: Kind, { status }: Answer): boolean {
  return kind === "screen" ? status === 200 || status === 303 : status >= 200 && status < 300;
}

/** Whether an answer refuses what has been used, or whose grant is over. */
export function saysUsed(kind: Kind, { status, text, headers }: Answer): boolean {
  const { error, code } = parse(text);
  switch (kind) {
    case "par":
    case "revoke":
    case "token":
      return (status === 401 && error === "invalid_client") ||
        (status === 400 && (error === "invalid_grant" || error === "invalid_dpop_proof"));
    case "resource":
      return status === 401 && headers.has("www-authenticate") &&
        (code === "invalid_dpop_proof" || code === "consent_revoked" || code === "invalid_token");
    case "screen":
      return status === 403 && text.includes('data-message="other-browser"');
    default:
      return false;
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
