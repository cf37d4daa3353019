/** Judges the outcomes of a run and prints them. */
import { MODULE_PREFIX } from "./browser_steps.ts";
import type { Outcome } from "./run_plan.ts";

/** Modules that the suite leaves out with a gateway like ours, and why that is right. */
const RIGHTLY_SKIPPED: Readonly<Record<string, string>> = {
  [`${MODULE_PREFIX}test-claims-parameter-identity-claims`]:
    "the gateway has no claims about persons to offer (docs/adr/0013)",
};

/** Whether an outcome is what we want. */
export function isGood({ module, result }: Outcome): boolean {
  return result === "PASSED" || (result === "SKIPPED" && module in RIGHTLY_SKIPPED);
}

/** The lines about an outcome. */
export function describeOutcome({ module, result, url, reasons }: Outcome): string {
  const skipped = result === "SKIPPED" ? RIGHTLY_SKIPPED[module] : undefined;
  const details = result === "PASSED" ? [] : [skipped, url, ...reasons];
  return [
    `  ${result.padEnd(12)}${module}`,
    ...details.filter((detail) => detail !== undefined).map((detail) =>
      `  ${" ".repeat(12)}${detail}`
    ),
  ].join("\n");
}

/** The results of all plans, a line each, and below the modules that are not as they should be. */
export function summarize(results: ReadonlyMap<string, readonly Outcome[]>): string {
  const width = Math.max(...[...results.keys()].map((plan) => plan.length)) + 2;
  const plans = [...results].map(([plan, outcomes]) => plan.padEnd(width) + count(outcomes));
  const bad = [...results].flatMap(([plan, outcomes]) =>
    outcomes
      .filter((outcome) => !isGood(outcome))
      .map(({ module, result }) => `${plan.padEnd(width)}${result} ${module}`)
  );
  return ["", ...plans, "", ...bad, `${bad.length} not passed`].join("\n");
}

function count(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, ({ result }) => result);
  return [...counts].map(([result, { length }]) => `${result} ${length}`).join(", ");
}
