/** What the server answers, as far as it has to be believed. */
import { UnavailableError } from "../../domain/errors.ts";
import type { OperationResult } from "../../domain/store/ephemeral_store.ts";

const STATUSES: ReadonlySet<unknown> = new Set(["done", "refused", "absent", "skipped"]);

/**
 * Reads the answer to a run of so many operations. Throws `UnavailableError` when it is none, for
 * example one of a proxy in between: whether the run took effect is not known then.
 */
export function readResults(answer: unknown, operations: number): OperationResult[] {
  const results = parse(answer);
  if (!Array.isArray(results) || results.length !== operations || !results.every(isResult)) {
    throw new UnavailableError("redis", { cause: new Error("an answer that is none to the run") });
  }
  return results;
}

/** Reads an answer that is a list of texts or numbers, as texts; throws like {@link readResults}. */
export function readList(answer: unknown): string[] {
  if (!Array.isArray(answer) || answer.some((item) => typeof item === "object")) {
    throw new UnavailableError("redis", { cause: new Error("an answer that is no list") });
  }
  return answer.map(String);
}

function isResult(result: unknown): result is OperationResult {
  return typeof result === "object" && result !== null && "status" in result &&
    STATUSES.has(result.status);
}

/** What cannot be read is not quoted: errors get into the log. */
function parse(answer: unknown): unknown {
  try {
    return JSON.parse(String(answer));
  } catch {
    return undefined;
  }
}
