/**
 * `deno task soak [SECONDS] [SEED] [forgetful]`: ten minutes and a seed by chance unless stated; see
 * docs/reliability.md.
 */
import { printReport } from "./report.ts";
import { soak } from "./soak.ts";

const [seconds = "610", seed = String(crypto.getRandomValues(new Uint16Array(1))[0]), variant] =
  Deno.args;
console.log(`seed ${seed}`);
const result = await soak({
  seed: Number(seed),
  isForgetful: variant === "forgetful",
  instances: 3,
  customers: 10,
  seconds: Number(seconds),
  calmSeconds: 10,
  finishSeconds: Math.min(90, Number(seconds)),
  settleSeconds: Math.min(200, Number(seconds)),
});
printReport(result);
const isSound = result.evidence.violations.length === 0 &&
  result.evidence.counted("walks not finished") === 0;
Deno.exit(isSound ? 0 : 1);
