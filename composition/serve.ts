/** Runs a gateway: opens it, listens, and ends it in good order. */
import {
  listen,
  type Listener,
  type ListenOptions,
  type TlsOptions,
} from "../adapters/http/listener.ts";
import { tracesAddresses } from "../adapters/telemetry/probe.ts";
import type { Config } from "../config.ts";
import { type Gateway, openGateway } from "./gateway.ts";

/** Requests in flight get so long to finish. */
export const GRACE_MILLIS = 10_000;

/** A gateway that listens. */
export interface RunningGateway {
  readonly gateway: Gateway;
  /** Takes no more requests, ends streams, lets requests in flight finish, ends the jobs, closes the stores. */
  stop(): Promise<void>;
}

/** Starts a gateway. Throws when it must not or cannot run. */
export async function serve(config: Config): Promise<RunningGateway> {
  const tls = await readTls(config);
  const gateway = await openGateway(config);
  if (tracesAddresses()) gateway.log.write("error", "telemetry.unsafe");
  const listeners: Listener[] = [];
  const stop = async () => {
    gateway.endStreams();
    await Promise.all(listeners.map((listener) => listener.close(GRACE_MILLIS)));
    await gateway.close();
  };
  try {
    for (const options of listenOptions(config, tls)) {
      listeners.push(await listen(gateway.fetch, options));
    }
    const { sandbox } = gateway;
    if (sandbox !== undefined && config.sandbox !== undefined) {
      listeners.push(
        await listen((request) => sandbox.pages.fetch(request), config.sandbox.listen),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { gateway, stop };
}

/** One listener, or a second one for apps with certificates, so that browsers are not asked for any. */
function listenOptions(
  { listen, clientCertificates }: Config,
  tls: TlsOptions | undefined,
): readonly ListenOptions[] {
  if (tls === undefined) return [listen];
  if (clientCertificates?.source !== "listener") return [{ ...listen, tls }];
  const asking = { ...tls, asksForCertificates: true };
  return clientCertificates.listen === undefined
    ? [{ ...listen, tls: asking }]
    : [{ ...listen, tls }, { ...clientCertificates.listen, tls: asking }];
}

async function readTls({ tls }: Config): Promise<TlsOptions | undefined> {
  if (tls === undefined) return undefined;
  return {
    certificate: await Deno.readTextFile(tls.certificateFile),
    key: await Deno.readTextFile(tls.keyFile),
  };
}
