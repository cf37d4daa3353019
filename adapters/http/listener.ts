/**
 * Listening for requests: by `Deno.serve`, in clear or with TLS, or by `node:https`, because only it
 * can ask for client certificates. The two have no TLS sessions in common, as all listeners of
 * `node:https` in a process do: a session that began where no certificate was asked for must not go
 * on where one is wanted.
 */
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import { isAddressSound } from "./sound_address.ts";

/** What the listener knows of the connection that a request came by. */
export interface Connection {
  /** The peer, in the form in which `Deno.serve` tells it. */
  readonly remoteAddr: {
    /** Its IP address, without port. */
    readonly hostname: string;
  };
  /**
   * The certificate in DER whose private key the peer has proved to hold, on this connection or on
   * the one whose session it resumes. Nobody has looked at its contents.
   */
  readonly clientCertificate?: Uint8Array<ArrayBuffer>;
}

/** Answers requests; never rejects. */
export type Fetch = (request: Request, connection: Connection) => Response | Promise<Response>;

/** Where and how to listen. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** PEM texts; without them requests are taken in clear. */
  readonly tls?: TlsOptions;
}

/** TLS 1.2 and 1.3 with the cipher suites that FAPI 2.0 5.2.2 permits: rustls has no others. */
export interface TlsOptions {
  readonly certificate: string;
  readonly key: string;
  /**
   * Asks for certificates and takes any or none (RFC 8705): a handshake cannot know which apps are
   * registered. Browsers with certificates then ask their users to choose one.
   */
  readonly asksForCertificates?: boolean;
}

/** How long a handshake may take; who needs longer only holds a connection. */
const HANDSHAKE_MILLIS = 10_000;

/** A listener at work. */
export interface Listener {
  readonly hostname: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish for a while, then cuts them off. */
  close(graceMillis: number): Promise<void>;
}

/**
 * Starts listening; throws when the address is taken or not ours. Requests that are not clear about
 * where they go do not get to `fetch`.
 */
export function listen(fetch: Fetch, options: ListenOptions): Promise<Listener> {
  const answer: Fetch = (request, connection) =>
    isAddressSound(request) ? fetch(request, connection) : new Response(null, { status: 400 });
  return start(answer, options);
}

function start(fetch: Fetch, options: ListenOptions): Promise<Listener> {
  return options.tls?.asksForCertificates === true
    ? listenForCertificates(fetch, options, options.tls)
    : Promise.resolve(listenWithDeno(fetch, options));
}

function listenWithDeno(fetch: Fetch, options: ListenOptions): Listener {
  const abort = new AbortController();
  const inFlight = new RequestsInFlight(fetch);
  const server = Deno.serve(
    {
      hostname: options.hostname,
      port: options.port,
      signal: abort.signal,
      onListen: () => {},
      ...(options.tls && { cert: options.tls.certificate, key: options.tls.key }),
    },
    (request, { remoteAddr: { hostname } }) =>
      inFlight.answer(request, { remoteAddr: { hostname } }),
  );
  return {
    hostname: options.hostname,
    port: server.addr.port,
    async close(graceMillis) {
      const grace = Promise.withResolvers<"over">();
      const timer = setTimeout(() => grace.resolve("over"), graceMillis);
      if (await Promise.race([inFlight.finish(), grace.promise]) === "over") abort.abort();
      // Waits for answers on their way, but for ever if a TLS handshake is half done.
      await Promise.race([server.shutdown(), grace.promise]);
      clearTimeout(timer);
    },
  };
}

/**
 * The requests that are being answered. They have to be waited for, because `shutdown()` takes from
 * their handlers the bodies that are still on their way.
 */
class RequestsInFlight {
  readonly #answers = new Set<Promise<Response>>();
  #isFinishing = false;

  constructor(private readonly fetch: Fetch) {}

  async answer(request: Request, connection: Connection): Promise<Response> {
    if (this.#isFinishing) {
      return new Response(null, { status: 503, headers: { "Retry-After": "1" } });
    }
    const answer = Promise.try(() => this.fetch(request, connection));
    this.#answers.add(answer);
    return await answer.finally(() => this.#answers.delete(answer));
  }

  /** Takes no more requests and waits for those that there are. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await Promise.allSettled(this.#answers);
  }
}

async function listenForCertificates(
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
