/**
 * Deliberately broken stores, to show that the check of histories finds what is wrong with them. They
 * break Redis' answers at the wire, so nothing of the product is changed.
 */
import { z } from "zod";
import type { Operation } from "../../../domain/store/ephemeral_store.ts";
import type { Carry } from "../wire.ts";

const Evaluation = z.tuple([z.string(), z.string(), z.number(), z.string()]);

interface Run {
  readonly now: number;
  readonly attempt: string;
  readonly operations: readonly Operation[];
}

/** A store that makes each run another way; everything else passes. */
function breakRuns(
  breaking: (run: Run, pass: (run: Run) => Promise<Response>) => Promise<Response>,
): Carry {
  return async (body, pass) => {
    const evaluation = Evaluation.safeParse(JSON.parse(body));
    if (!evaluation.success) return await pass(body);
    const [command, script, keys, argument] = evaluation.data;
    return await breaking(
      JSON.parse(argument),
      (run) => pass(JSON.stringify([command, script, keys, JSON.stringify(run)])),
    );
  };
}

/** A store that does not recognise who sends a command again. */
export function forgetAttempts(): Carry {
  return breakRuns((run, pass) => pass({ ...run, attempt: crypto.randomUUID() }));
}

/** A store that looks whether something was redeemed, and then notes that it is. */
export function redeemInTwoSteps(): Carry {
  const redeemed = new Set<string>();
  return breakRuns(async (run, pass) => {
    const redeems = run.operations.filter(({ verb }) => verb === "redeem");
    const keys = redeems.map((operation) => JSON.stringify("at" in operation && operation.at));
    if (keys.length === 0 || keys.some((key) => redeemed.has(key))) return await pass(run);
    const operations = run.operations.map((operation) =>
      operation.verb === "redeem" ? { ...operation, verb: "require" as const } : operation
    );
    const response = await pass({ ...run, operations });
    for (const key of keys) redeemed.add(key);
    const noted = await pass({ ...run, attempt: crypto.randomUUID(), operations: redeems });
    await noted.body?.cancel();
    return response;
  });
}
