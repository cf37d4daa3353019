/** A TLS client whose sessions can be resumed: OpenSSL's, by way of Node, because Deno has none. */
import { fileURLToPath } from "node:url";

/** A server on this machine. */
export type TlsTarget = { readonly port: number } | { readonly path: string };

/** One connection of the client. */
export interface TlsVisit {
  /** Instead of the server of the other visits. */
  readonly target?: TlsTarget;
  readonly cert?: string;
  readonly key?: string;
  readonly version: "TLSv1.2" | "TLSv1.3";
  /** Resumes the session of the visit before. */
  readonly resume?: boolean;
  /** How many requests are made one after the other; 1 unless stated. */
  readonly requests?: number;
  /** Whom the client wants to reach, perhaps with a port; `localhost` unless stated. */
  readonly host?: string;
  /** `/` unless stated. */
  readonly path?: string;
  /** A form to be posted, in URL encoding; without one it is a GET. */
  readonly form?: string;
  /** Takes what came until this as the answer, which may go on. */
  readonly until?: string;
  /** Further header fields, names repeated as they come. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** What came of a connection: whether it resumed a session, and the bodies of the answers. */
export type TlsVisitResult =
  | { readonly reused: boolean; readonly answers: readonly string[] }
  | { readonly refused: string };

/** Makes the connections one after the other. */
export async function visitByTls(
  target: TlsTarget,
  ca: string,
  visits: readonly TlsVisit[],
): Promise<readonly TlsVisitResult[]> {
  const script = fileURLToPath(new URL("./openssl_client.mjs", import.meta.url));
  const { stdout, stderr, success } = await new Deno.Command("node", {
    args: [script, JSON.stringify({ target, ca, visits })],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
