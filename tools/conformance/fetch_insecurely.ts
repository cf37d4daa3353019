/** For a suite on one's own machine, whose certificate nobody vouches for. */
import { request as send } from "node:http";
import { connect } from "node:tls";
import { buffer } from "node:stream/consumers";

/** `fetch` over TLS without a look at the server's certificate; plain http is fetched as always. */
export async function fetchInsecurely(request: Request): Promise<Response> {
  const { protocol, host, hostname, port, pathname, search } = new URL(request.url);
  if (protocol !== "https:") return await fetch(request);
  const body = new Uint8Array(await request.arrayBuffer());
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const outgoing = send({
    path: pathname + search,
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), host },
    createConnection: () =>
      connect({
        host: hostname.replace(/^\[|\]$/g, ""),
        port: Number(port || 443),
        rejectUnauthorized: false,
      }),
    signal: request.signal,
  }, (incoming) => {
    const status = incoming.statusCode ?? 502;
    buffer(incoming).then(
      (bytes) => resolve(new Response(Uint8Array.from(bytes), { status })),
      reject,
    );
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return await promise;
}
