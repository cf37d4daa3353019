import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";

/** A server of a test on 127.0.0.1; `await using` stops it. */
export interface BridgeServer extends AsyncDisposable {
  readonly url: string;
  /** Requests that arrived so far: the round trips of whoever talks to this server. */
  requestCount(): number;
  /** Carries out the next `count` requests, but drops the connection instead of answering. */
  loseAnswers(count: number): void;
  stop(): Promise<void>;
}

/**
 * Serves `handle` on a free port. Node's server is used because it, unlike `Deno.serve`, can drop
 * a connection without an answer, which is the fault that makes clients repeat a command.
 */
export async function serveBridge(
  handle: (request: Request) => Promise<Response>,
): Promise<BridgeServer> {
  let requests = 0;
  let losses = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const lost = losses > 0;
    if (lost) losses -= 1;
    answer(handle, incoming, lost ? undefined : outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const stop = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requestCount: () => requests,
    loseAnswers: (count) => losses = count,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse | undefined,
): Promise<void> {
  const response = await handle(await toRequest(incoming));
  if (outgoing === undefined) {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : new Blob(chunks);
  return new Request(new URL(incoming.url ?? "/", "http://127.0.0.1"), { method, headers, body });
}
