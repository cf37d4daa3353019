/** How long things live and how much is let through. Upper bounds are those of FAPI 2.0. */
import * as parse from "./parsers.ts";
import type { SettingsReader } from "./reader.ts";

/** Lifetimes. */
export function readLifetimes(reader: SettingsReader) {
  const seconds = (name: string, least: number, most: number, fallback: number) =>
    reader.withDefault(name, parse.wholeNumber(least, most, "seconds"), fallback);
  return {
    /** At most 60 s (FAPI 2.0 Security Profile, 5.3.2.1). */
    codeSeconds: seconds("KAKEHASHI_CODE_SECONDS", 5, 60, 60),
    /** Less than 600 s (FAPI 2.0 Security Profile, 5.3.2.2). */
    requestUriSeconds: seconds("KAKEHASHI_REQUEST_URI_SECONDS", 5, 599, 60),
    accessTokenSeconds: seconds("KAKEHASHI_ACCESS_TOKEN_SECONDS", 30, 3600, 600),
    interactionSeconds: seconds("KAKEHASHI_INTERACTION_SECONDS", 180, 3600, 900),
    /** 認可期間 */
    grantDays: reader.withDefault("KAKEHASHI_GRANT_DAYS", parse.wholeNumber(1, 180, "days"), 30),
  };
}

/** Limits. A sandbox lets more through, so that nobody is held up while trying it out. */
export function readLimits(reader: SettingsReader, sandbox: boolean) {
  const count = (name: string, fallback: number, inSandbox = fallback) =>
    reader.withDefault(
      name,
      parse.wholeNumber(1, 10_000_000, "times"),
      sandbox ? inSandbox : fallback,
    );
  return {
    /** 規定回数: failed authentications of one account in a day that lock it. */
    failedAttempts: reader.withDefault(
      "KAKEHASHI_FAILED_ATTEMPT_LIMIT",
      parse.wholeNumber(1, 10, "attempts"),
      3,
    ),
    /** Failed tries on the screens ② and ⑤. */
    failuresPerInteraction: count("KAKEHASHI_FAILURES_PER_INTERACTION", 10, 20),
    failuresPerAddressPerHour: count("KAKEHASHI_FAILURES_PER_ADDRESS_PER_HOUR", 30, 1000),
    failuresPerClientPerHour: count("KAKEHASHI_FAILURES_PER_CLIENT_PER_HOUR", 1000, 10_000),
    /** Calls of one app to the protocol's endpoints, and of the resource API. */
    protocolCallsPerClientPerMinute: count(
      "KAKEHASHI_PROTOCOL_CALLS_PER_CLIENT_PER_MINUTE",
      6000,
      600_000,
    ),
    resourceCallsPerClientPerMinute: count(
      "KAKEHASHI_RESOURCE_CALLS_PER_CLIENT_PER_MINUTE",
      12_000,
      600_000,
    ),
    resourceCallsPerGrantPerMinute: count(
      "KAKEHASHI_RESOURCE_CALLS_PER_GRANT_PER_MINUTE",
      120,
      300_000,
    ),
  };
}

/** When a process has too much to do, and turns requests away. */
export function readAdmission(reader: SettingsReader) {
  return {
    /** Bounds the memory; a process whose turns are short takes so many. */
    maxInFlight: reader.withDefault(
      "KAKEHASHI_REQUESTS_IN_FLIGHT",
      parse.wholeNumber(1, 100_000, "requests"),
      1000,
    ),
    /** How long a turn of the event loop may last. */
    turnMillis: reader.withDefault(
      "KAKEHASHI_OVERLOAD_DELAY_MS",
      parse.wholeNumber(1, 10_000, "milliseconds"),
      2,
    ),
  };
}
