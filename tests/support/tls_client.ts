/** A TLS client whose sessions can be resumed: OpenSSL's, by way of Node, because Deno has none. */
import { fileURLToPath } from "node:url";

/** One connection of the client. */
export interface TlsVisit {
  readonly cert?: string;
  readonly key?: string;
  readonly version: "TLSv1.2" | "TLSv1.3";
  /** Resumes the session of the visit before. */
  readonly resume?: boolean;
  /** How many requests are made one after the other; 1 unless stated. */
  readonly requests?: number;
}

/** What came of a connection: whether it resumed a session, and the bodies of the answers. */
export type TlsVisitResult =
  | { readonly reused: boolean; readonly answers: readonly string[] }
  | { readonly refused: string };

/** Makes the connections one after the other. */
export async function visitByTls(
  port: number,
  ca: string,
  visits: readonly TlsVisit[],
): Promise<readonly TlsVisitResult[]> {
  const script = fileURLToPath(new URL("./openssl_client.mjs", import.meta.url));
  const { stdout, stderr, success } = await new Deno.Command("node", {
    args: [script, JSON.stringify({ port, ca, visits })],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
