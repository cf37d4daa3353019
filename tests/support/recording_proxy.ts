/** Stands in front of a store's server: keeps what it was sent, and can break. */
import { serveBridge } from "./bridge_server.ts";

/** See the head of this file; `await using` stops it. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  /** The bodies of all requests. */
  readonly bodies: readonly string[];
  /** While it is broken it answers every request with an error that quotes the request. */
  isBroken: boolean;
}

/** Starts a proxy on a free port. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const bodies: string[] = [];
  const bridge = await serveBridge(async (request) => {
    const body = await request.text();
    bodies.push(body);
    if (proxy.isBroken) return Response.json({ error: `ERR broken: ${body}` }, { status: 400 });
    const { pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.delete("content-length");
    const { method } = request;
    return await fetch(new URL(pathname, target), {
      method,
      headers,
      ...(body !== "" && { body }),
    });
  });
  const proxy: RecordingProxy = {
    url: bridge.url,
    bodies,
    isBroken: false,
    [Symbol.asyncDispose]: () => bridge.stop(),
  };
  return proxy;
}
