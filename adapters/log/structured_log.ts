/**
 * Log lines for machines: one JSON object a line. Callers pass named fields, so that nothing gets in
 * that nobody meant to write; there is no way to log a request or a body as a whole.
 */
import { toPrintableJson } from "../../domain/printable.ts";

/** How grave an event is. */
export type Severity = "info" | "warning" | "error";

/** The fields of a line; only plain values. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes log lines. */
export interface StructuredLog {
  write(severity: Severity, event: string, fields?: LogFields): void;
}

/** A log that writes to a sink, with times of a clock in milliseconds since the epoch. */
export function createStructuredLog(
  now: () => number,
  sink: (line: string) => void,
): StructuredLog {
  return {
    write(severity, event, fields = {}) {
      const time = Temporal.Instant.fromEpochMilliseconds(now()).toString();
      sink(toPrintableJson({ time, severity, event, ...fields }));
    },
  };
}

/** What may be said of a fault in a log line: its kind, its text, and where it came from. */
export function describeFault(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault };
  const cause = fault.cause instanceof Error
    ? `${fault.cause.name}: ${fault.cause.message}`
    : undefined;
  return {
    fault: fault.name,
    message: fault.message,
    ...(cause === undefined ? {} : { cause }),
    ...(fault.stack === undefined ? {} : { stack: fault.stack }),
  };
}
