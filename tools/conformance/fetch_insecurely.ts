/** For a suite on one's own machine, whose certificate nobody vouches for. */
import { request as send } from "node:https";
import { buffer } from "node:stream/consumers";

/** `fetch` over TLS without a look at the server's certificate; plain http is fetched as always. */
export async function fetchInsecurely(request: Request): Promise<Response> {
  if (new URL(request.url).protocol !== "https:") return await fetch(request);
  const body = new Uint8Array(await request.arrayBuffer());
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const outgoing = send(request.url, {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    rejectUnauthorized: false,
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
