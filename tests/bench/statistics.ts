/** Sums up measurements. */
import type { Cost } from "../support/cost_meter.ts";
import type { MeteredRequest } from "../support/metered_gateway.ts";

/** What requests of one kind took. */
export interface Summary {
  readonly name: string;
  readonly count: number;
  readonly medianMillis: number;
  /** 95 of 100 were at least as fast. */
  readonly p95Millis: number;
  /** The mean: single readings of the processor's clock are coarse. */
  readonly cpuMillis: number;
  /** Of most requests: the first ones after a change pay for the caches. */
  readonly cost: Readonly<Cost>;
}

/** Sums up requests by name, in the order of their first occurrence. */
export function summarise(requests: readonly MeteredRequest[]): readonly Summary[] {
  return [...Map.groupBy(requests, ({ name }) => name)].map(([name, group]) => {
    const costs = group.map(({ cost }) => cost);
    const millis = group.map((request) => request.millis);
    return {
      name,
      count: group.length,
      medianMillis: quantile(millis, 0.5),
      p95Millis: quantile(millis, 0.95),
      cpuMillis: group.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0) / group.length,
      cost: {
        database: quantile(costs.map((cost) => cost.database), 0.5),
        ephemeral: quantile(costs.map((cost) => cost.ephemeral), 0.5),
        signed: quantile(costs.map((cost) => cost.signed), 0.5),
        verified: quantile(costs.map((cost) => cost.verified), 0.5),
      },
    };
  });
}

/** The value below which that share of the values lies; throws an `Error` when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}
