/** A request that is in flight for as long as a test wants: the server waits for its body. */
import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";

/** See {@link holdRequest}. */
export interface HeldRequest {
  /** Sends the body and answers with what came back. */
  finish(): Promise<Response>;
}

/**
 * Sends a request but for its body, and resolves when the server has asked for the body
 * (RFC 9110, 10.1.1), so that its handler is surely at work.
 */
export async function holdRequest(request: Request): Promise<HeldRequest> {
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = {
    ...Object.fromEntries(request.headers),
    "content-length": body.length,
    "expect": "100-continue",
  };
  const outgoing = httpRequest(request.url, { method: request.method, headers, agent: false });
  outgoing.flushHeaders();
  await once(outgoing, "continue");
  return {
    async finish() {
      const answered = once(outgoing, "response");
      outgoing.end(body);
      const [response]: IncomingMessage[] = await answered;
      if (response === undefined) throw new Error("no answer came");
      return await toResponse(response);
    },
  };
}

async function toResponse(incoming: IncomingMessage): Promise<Response> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return new Response(new Blob(chunks), { status: incoming.statusCode ?? 0, headers });
}
