/** Runs the modules of a plan, one after another. */
import type { ConfiguredPlan } from "./configuration.ts";
import { type ModuleInfo, type PlannedModule, type SuiteApi, SuiteError } from "./suite_api.ts";

/** Time, as far as a run needs it; milliseconds. */
export interface Timing {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** How a module, or a plan that could not be made, ended. */
export interface Outcome {
  readonly module: string;
  /** The suite's word (`PASSED`, `WARNING`, …), `INTERRUPTED`, or ours: `TIMEOUT`, `ERROR`. */
  readonly result: string;
  /** Where to read on. */
  readonly url?: string;
  /** What did not hold. */
  readonly reasons: readonly string[];
}

const POLL_MILLIS = 1000;
/** A run takes hours; a suite that does not answer for a moment does not end it. */
const POLL_ATTEMPTS = 5;
/** The longest modules wait for a request or a code to expire. */
const MODULE_TIMEOUT_MILLIS = 600_000;

/** Makes the plan in the suite and runs it; answers as modules end. */
export async function* runPlan(
  api: SuiteApi,
  timing: Timing,
  { planName, variant, configuration }: ConfiguredPlan,
): AsyncGenerator<Outcome, void> {
  let created;
  try {
    created = await api.createPlan(planName, variant, configuration);
  } catch (error) {
    yield failed(planName, error);
    return;
  }
  if (created.modules.length === 0) {
    yield { module: planName, result: "ERROR", reasons: ["the plan has no modules"] };
  }
  for (const module of created.modules) yield await runModule(api, timing, created.id, module);
}

async function runModule(
  api: SuiteApi,
  timing: Timing,
  planId: string,
  planned: PlannedModule,
): Promise<Outcome> {
  const module = planned.testModule;
  try {
    const id = await api.startModule(planId, planned);
    const url = `${api.address}/log-detail.html?log=${encodeURIComponent(id)}`;
    const result = await waitForResult(api, timing, id);
    const reasons = result === "PASSED" ? [] : await readReasons(api, id);
    return { module, result, url, reasons };
  } catch (error) {
    return failed(module, error);
  }
}

async function waitForResult(api: SuiteApi, timing: Timing, id: string): Promise<string> {
  const endsAt = timing.now() + MODULE_TIMEOUT_MILLIS;
  while (timing.now() < endsAt) {
    const { status, result } = await inform(api, timing, id);
    if (status === "INTERRUPTED") return status;
    // The result is written a moment after the status.
    if (status === "FINISHED" && result && result !== "UNKNOWN") return result;
    await timing.wait(POLL_MILLIS);
  }
  return "TIMEOUT";
}

async function inform(
  api: SuiteApi,
  timing: Timing,
  id: string,
  attempts: number = POLL_ATTEMPTS,
): Promise<ModuleInfo> {
  try {
    return await api.moduleInfo(id);
  } catch (error) {
    if (attempts === 1) throw error;
    await timing.wait(POLL_MILLIS);
    return await inform(api, timing, id, attempts - 1);
  }
}

async function readReasons(api: SuiteApi, id: string): Promise<readonly string[]> {
  try {
    const entries = await api.moduleLog(id);
    return entries
      .filter(({ result }) => ["FAILURE", "WARNING", "REVIEW"].includes(result ?? ""))
      .map(({ result, src, msg }) => `${result} ${src ?? ""}: ${msg ?? ""}`);
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return [error.message];
  }
}

function failed(module: string, error: unknown): Outcome {
  if (!(error instanceof SuiteError)) throw error;
  return { module, result: "ERROR", reasons: [error.message] };
}
