/** A listener that asks for client certificates, by `node:https`; see `listener.ts`. */
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import type { Connection, Fetch, Listener, ListenOptions, TlsOptions } from "./listener.ts";

/** How long a handshake may take; who needs longer only holds a connection. */
const HANDSHAKE_MILLIS = 10_000;

/** Starts it; throws when the address is taken or not ours. */
export async function listenForCertificates(
  fetch: Fetch,
  options: ListenOptions,
  tls: TlsOptions,
): Promise<Listener> {
  const handle = getRequestListener(
    (request, { incoming }) => fetch(request, describeConnection(incoming.socket)),
    // A Response of its own making would be none to `Deno.serve`, which listens for the sandbox.
    { overrideGlobalObjects: false },
  );
  const server = createServer({
    cert: tls.certificate,
    key: tls.key,
    minVersion: "TLSv1.2",
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MILLIS,
  }, handle);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.hostname, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return { hostname: options.hostname, port, close: (grace) => closeHttps(server, sockets, grace) };
}

/**
 * Never asks the socket whether the certificate is `authorized`: on a resumed session it says so of
 * certificates that it did not authorize before.
 */
function describeConnection(socket: Socket): Connection {
  const remoteAddr = { hostname: socket.remoteAddress ?? "" };
  const der = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
  return der === undefined
    ? { remoteAddr }
    : { remoteAddr, clientCertificate: new Uint8Array(der) };
}

/** `closeAllConnections()` knows none whose handshake is half done: hence the sockets. */
async function closeHttps(
  server: Server,
  sockets: ReadonlySet<Socket>,
  graceMillis: number,
): Promise<void> {
  const cutOff = setTimeout(() => sockets.forEach((socket) => socket.destroy()), graceMillis);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cutOff);
}
