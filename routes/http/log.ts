/** The port to the log lines for machines. */

/** Writes log lines; callers pass named fields and never secrets or personal data. */
export interface Log {
  write(
    severity: "info" | "warning" | "error",
    event: string,
    fields?: Readonly<Record<string, string | number | boolean | undefined>>,
  ): void;
}
