/** The end of a start that failed. */
import { ConfigurationError } from "../config.ts";
import { UnavailableError } from "../domain/errors.ts";

const EXIT_CONFIGURATION = 78; // EX_CONFIG of sysexits.h
const EXIT_UNAVAILABLE = 69; // EX_UNAVAILABLE

/** Tells what is wrong in words where they help, and exits. */
export function exitUnstarted(error: unknown): never {
  if (error instanceof ConfigurationError) {
    console.error(`The gateway does not start: ${error.message}`);
    Deno.exit(EXIT_CONFIGURATION);
  }
  if (error instanceof UnavailableError) {
    console.error(`The gateway does not start: ${error.message}. ${causeOf(error)}`);
    Deno.exit(EXIT_UNAVAILABLE);
  }
  if (error instanceof Deno.errors.AddrInUse) {
    console.error(
      "The gateway does not start: the address is in use. Is it running already? " +
        "KAKEHASHI_LISTEN and KAKEHASHI_SANDBOX_LISTEN choose others.",
    );
    Deno.exit(EXIT_UNAVAILABLE);
  }
  console.error("The gateway does not start:", error);
  Deno.exit(1);
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : "";
}
