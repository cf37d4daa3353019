/** Starts the gateway by the environment, and ends it on SIGINT or SIGTERM. */
import { ConfigurationError, readConfig } from "./config.ts";
import { startUpReport } from "./composition/report.ts";
import { type RunningGateway, serve } from "./composition/serve.ts";
import { everyMinuteByHost } from "./adapters/schedule/host_schedule.ts";
import { UnavailableError } from "./domain/errors.ts";

const EXIT_CONFIGURATION = 78; // EX_CONFIG of sysexits.h
const EXIT_UNAVAILABLE = 69; // EX_UNAVAILABLE
/** What still goes on after the end may do so for as long. */
const LINGERING_MILLIS = 5000;

const started = Promise.withResolvers<RunningGateway>();
everyMinuteByHost("background jobs", async () => (await started.promise).gateway.runJobs());

try {
  const config = readConfig();
  const running = await serve(config);
  started.resolve(running);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log("ending: requests in flight finish first");
    await running.stop();
    end(0);
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  for (const line of startUpReport(config)) console.log(line);
} catch (error) {
  explain(error);
}

/** Tells what is wrong in words where they help, and ends. */
function explain(error: unknown): void {
  if (error instanceof ConfigurationError) {
    console.error(`The gateway does not start: ${error.message}`);
    return end(EXIT_CONFIGURATION);
  }
  if (error instanceof UnavailableError) {
    console.error(`The gateway does not start: ${error.message}. ${causeOf(error)}`);
    return end(EXIT_UNAVAILABLE);
  }
  if (error instanceof Deno.errors.AddrInUse) {
    console.error(
      "The gateway does not start: the address is in use. Is it running already? " +
        "KAKEHASHI_LISTEN and KAKEHASHI_SANDBOX_LISTEN choose others.",
    );
    return end(EXIT_UNAVAILABLE);
  }
  console.error("The gateway does not start:", error);
  end(1);
}

/**
 * Lets the process end by itself, as nothing goes on any more: `Deno.exit()` waits for ever for an
 * export to a collector that is under way (Deno 2.9.6), and is only for what should not go on but does.
 */
function end(code: number): void {
  Deno.exitCode = code;
  Deno.unrefTimer(setTimeout(() => Deno.exit(), LINGERING_MILLIS));
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : "";
}
