/** Runs a gateway under `deno serve`, which listens by itself, with `--parallel` in several threads. */
import { type Fetch, refuseUnsound } from "../adapters/http/listener.ts";
import { RequestsInFlight } from "../adapters/http/requests_in_flight.ts";
import { pause } from "../adapters/schedule/pause.ts";
import { joinThreads } from "../adapters/schedule/thread_roll.ts";
import { tracesAddresses } from "../adapters/telemetry/probe.ts";
import { type Config, ConfigurationError } from "../config.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { GRACE_MILLIS } from "./serve.ts";

/** `deno serve` does not tell when an answer has left the process: it gets so long. */
const FLUSH_MILLIS = 500;

/** A gateway in one of the threads. */
export interface ThreadGateway {
  readonly gateway: Gateway;
  readonly fetch: Fetch;
  /** Lets requests in flight finish, and ends the process with the last thread that has. */
  stop(): Promise<void>;
}

/** Opens the gateway of this thread. Throws when it must not or cannot run. */
export async function serveThread(config: Config): Promise<ThreadGateway> {
  refuseOwnListeners(config);
  const roll = joinThreads(() => Deno.exit(0));
  const gateway = await openGateway(config);
  if (tracesAddresses()) gateway.log.write("error", "telemetry.unsafe");
  const inFlight = new RequestsInFlight(refuseUnsound(gateway.fetch));
  return {
    gateway,
    fetch: (request, connection) => inFlight.answer(request, connection),
    async stop() {
      gateway.endStreams();
      const grace = AbortSignal.timeout(GRACE_MILLIS);
      await Promise.race([inFlight.finish(), pause(GRACE_MILLIS, grace)]);
      await Promise.all([gateway.close(), pause(FLUSH_MILLIS, grace)]);
      roll.end();
    },
  };
}

/** What needs a listener of our own, or one process for all: mailbox and phone of the sandbox do. */
function refuseOwnListeners({ sandbox, tls }: Config): void {
  const faults = [
    ...(sandbox === undefined ? [] : ["the sandbox runs with `deno task start` only"]),
    ...(tls === undefined ? [] : ["KAKEHASHI_TLS_CERT: under `deno serve` a proxy ends TLS"]),
  ];
  if (faults.length > 0) throw new ConfigurationError(faults);
}
