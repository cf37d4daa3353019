/** How many calls are let through, and the fields that say so. */
import type { Caller } from "../../domain/token/authorize_resource_call.ts";
import {
  type Quota,
  quotaHit,
  type QuotaStanding,
  quotaStanding,
} from "../../domain/service/quota.ts";
import type { Hit, OperationResult } from "../../domain/store/ephemeral_store.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { ResourceProblem } from "./problem.ts";

/** Calls of the resource API in a minute. */
export interface CallLimits {
  readonly perClientPerMinute: number;
  readonly perGrantPerMinute: number;
}

/** The names of the policies on the wire. */
const POLICY_NAMES = ["client", "grant"] as const;

/** Counts and judges calls, for the client and for the grant. */
export class CallLimiter {
  readonly #quotas: readonly [client: Quota, grant: Quota];

  constructor(limits: CallLimits) {
    this.#quotas = [
      { name: "resource-client", limit: limits.perClientPerMinute, windowSeconds: 60 },
      { name: "resource-grant", limit: limits.perGrantPerMinute, windowSeconds: 60 },
    ];
  }

  /** The guards that count one call. */
  hits(caller: Caller, now: EpochMillis): readonly [Hit, Hit] {
    const [client, grant] = this.#quotas;
    return [quotaHit(client, caller.clientId, now), quotaHit(grant, caller.grantId, now)];
  }

  /** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10, 3 and 4). */
  fields(results: readonly OperationResult[], now: EpochMillis): Readonly<Record<string, string>> {
    const policies = this.#quotas.map(({ limit, windowSeconds }, index) =>
      `"${POLICY_NAMES[index]}";q=${limit};w=${windowSeconds}`
    );
    const standings = this.#standings(results, now).map((standing, index) =>
      standing && `"${POLICY_NAMES[index]}";r=${standing.remaining};t=${standing.resetSeconds}`
    );
    return {
      "RateLimit-Policy": policies.join(", "),
      "RateLimit": standings.filter((standing) => standing !== undefined).join(", "),
    };
  }

  /** What a caller is told whose call was not let through. */
  problem(results: readonly OperationResult[], now: EpochMillis): ResourceProblem {
    const refused = results.findIndex(({ status }) => status === "refused");
    const standing = this.#standings(results, now)[refused];
    return new ResourceProblem(
      "rate_limited",
      `The limit of ${standing?.quota.limit} calls a minute for each ${
        POLICY_NAMES[refused]
      } is reached`,
      { retryAfterSeconds: standing?.resetSeconds ?? 60 },
    );
  }

  #standings(
    results: readonly OperationResult[],
    now: EpochMillis,
  ): readonly (QuotaStanding | undefined)[] {
    return this.#quotas.map((quota, index) => {
      const result = results[index];
      return result && quotaStanding(quota, result, now);
    });
  }
}
