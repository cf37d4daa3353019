/**
 * Listening for requests: by `Deno.serve`, in clear or with TLS, or by `node:https`, because only it
 * can ask for client certificates. The two have no TLS sessions in common, as all listeners of
 * `node:https` in a process do: a session that began where no certificate was asked for must not go
 * on where one is wanted.
 */
import { RequestsInFlight } from "./requests_in_flight.ts";
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
  return start(refuseUnsound(fetch), options);
}

/** Answers requests that are not clear about where they go with 400 (RFC 9112, 3.2). */
export function refuseUnsound(fetch: Fetch): Fetch {
  return (request, connection) =>
    isAddressSound(request) ? fetch(request, connection) : new Response(null, { status: 400 });
}

/** What asks for certificates is loaded only where that is wanted: at the edge it cannot work. */
async function start(fetch: Fetch, options: ListenOptions): Promise<Listener> {
  if (options.tls?.asksForCertificates !== true) return listenWithDeno(fetch, options);
  const { listenForCertificates } = await import("./certificate_listener.ts");
  return await listenForCertificates(fetch, options, options.tls);
}

/**
 * So many connections may wait to be taken, if the system lets them. One that finds no room is not told
 * so, and tries again only after a second (RFC 6298, 2.1); here it would be turned away in a moment.
 */
const BACKLOG = 4096;

function listenWithDeno(fetch: Fetch, options: ListenOptions): Listener {
  const abort = new AbortController();
  const inFlight = new RequestsInFlight(fetch);
  const server = Deno.serve(
    {
      hostname: options.hostname,
      port: options.port,
      signal: abort.signal,
      tcpBacklog: BACKLOG,
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
