/** How much of something is let through in fixed windows of time, counted in the ephemeral store. */
import type { Hit, OperationResult } from "../store/ephemeral_store.ts";
import type { EpochMillis } from "../time.ts";

/** A limit on how often somebody may do something. */
export interface Quota {
  /** What is counted: a lower-case word of the counter's key. */
  readonly name: string;
  /** So often in one window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/** How a quota stands for somebody. */
export interface QuotaStanding {
  readonly quota: Quota;
  readonly remaining: number;
  /** Until the count returns to zero. */
  readonly resetSeconds: number;
}

/** The guard that counts one use by `id` and refuses those above the limit. */
export function quotaHit(quota: Quota, id: string, now: EpochMillis): Hit {
  const windowMillis = quota.windowSeconds * 1000;
  const window = Math.floor(now / windowMillis);
  return {
    verb: "hit",
    at: `rate:${quota.name}:${id}:${window}`,
    limit: quota.limit,
    expiresAt: (window + 1) * windowMillis,
  };
}

/** Until the count returns to zero. */
export function quotaResetSeconds({ windowSeconds }: Quota, now: EpochMillis): number {
  const windowMillis = windowSeconds * 1000;
  return Math.ceil((windowMillis - now % windowMillis) / 1000);
}

/** What the guard's result says; undefined when an earlier guard kept it from being counted. */
export function quotaStanding(
  quota: Quota,
  result: OperationResult,
  now: EpochMillis,
): QuotaStanding | undefined {
  if (result.status === "skipped" || result.status === "absent") return undefined;
  const resetSeconds = quotaResetSeconds(quota, now);
  const used = result.status === "refused" ? quota.limit : result.count ?? quota.limit;
  return { quota, remaining: Math.max(0, quota.limit - used), resetSeconds };
}
