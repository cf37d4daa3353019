/** The end of the process, and of a start that failed. */
import { ConfigurationError } from "../config.ts";
import { UnavailableError } from "../domain/errors.ts";

const EXIT_CONFIGURATION = 78; // EX_CONFIG of sysexits.h
const EXIT_UNAVAILABLE = 69; // EX_UNAVAILABLE
/** What still goes on after the end may do so for as long. */
const LINGERING_MILLIS = 5000;

/**
 * Lets the process end by itself, as nothing goes on any more: `Deno.exit()` waits for ever for an
 * export to a collector that is under way (Deno 2.9.6), and is only for what should not go on but does.
 */
export function endProcess(code: number): void {
  Deno.exitCode = code;
  Deno.unrefTimer(setTimeout(() => Deno.exit(), LINGERING_MILLIS));
}

/** Tells why a start failed, in words where they help; answers with the exit code. */
export function explainFailedStart(error: unknown): number {
  if (error instanceof ConfigurationError) {
    console.error(`The gateway does not start: ${error.message}`);
    return EXIT_CONFIGURATION;
  }
  if (error instanceof UnavailableError) {
    console.error(`The gateway does not start: ${error.message}. ${causeOf(error)}`);
    return EXIT_UNAVAILABLE;
  }
  if (error instanceof Deno.errors.AddrInUse) {
    console.error(
      "The gateway does not start: the address is in use. Is it running already? " +
        "KAKEHASHI_LISTEN and KAKEHASHI_SANDBOX_LISTEN choose others.",
    );
    return EXIT_UNAVAILABLE;
  }
  console.error("The gateway does not start:", error);
  return 1;
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : "";
}
