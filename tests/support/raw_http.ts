/** HTTP written by hand: what no library sends, but an attacker may. */

/** A server on this machine; `ca`: the certificate by which it is known over TLS. */
export interface RawTarget {
  readonly port: number;
  readonly ca?: string;
}

/** What came back; no status when the server hung up without an answer. */
export interface RawAnswer {
  readonly status: number | undefined;
  readonly body: string;
}

/**
 * Sends a text on a connection of its own and reads until the server hangs up, so the request has to
 * ask for that (`Connection: close`) or be refused.
 */
export async function sendRaw({ port, ca }: RawTarget, text: string): Promise<RawAnswer> {
  using connection = ca === undefined
    ? await Deno.connect({ hostname: "127.0.0.1", port })
    : await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca] });
  const writing = new Response(text).body?.pipeTo(connection.writable, { preventClose: true });
  const [answer] = await Promise.all([
    readAll(connection.readable),
    // A server that refuses early does not read the rest.
    writing?.catch(() => undefined),
  ]);
  const [head = "", ...body] = answer.split("\r\n\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  return { status: status === undefined ? undefined : Number(status), body: body.join("\r\n\r\n") };
}

/** What arrived before the end of the connection, orderly or not. */
async function readAll(readable: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of readable) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    const isHungUp = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.BrokenPipe;
    if (!isHungUp) throw error;
  }
  return text;
}
