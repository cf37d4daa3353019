/** The part of the suite's REST API that a run needs. */
import { z } from "zod";

const CREATED_PLAN = z.object({
  id: z.string().min(1),
  modules: z.array(z.object({
    testModule: z.string().min(1),
    variant: z.record(z.string(), z.string()).nullish(),
  })),
});
const CREATED_MODULE = z.object({ id: z.string().min(1) });
const MODULE_INFO = z.object({ status: z.string(), result: z.string().nullish() });
const LOG = z.array(z.object({
  src: z.string().nullish(),
  msg: z.string().nullish(),
  result: z.string().nullish(),
}));

/** A plan that the suite made. */
export type CreatedPlan = z.infer<typeof CREATED_PLAN>;
/** A module of a plan. */
export type PlannedModule = CreatedPlan["modules"][number];
/** How a module stands. */
export type ModuleInfo = z.infer<typeof MODULE_INFO>;
/** An entry of a module's log. */
export type LogEntry = z.infer<typeof LOG>[number];

/** The suite did not answer, or not as it should. */
export class SuiteError extends Error {
  override readonly name = "SuiteError";
}

/** A call that takes longer is given up. */
const CALL_TIMEOUT_MILLIS = 60_000;

/** See the head of this file. All methods throw a {@link SuiteError}. */
export class SuiteApi {
  constructor(
    readonly address: string,
    private readonly token: string | undefined,
    private readonly fetcher: (request: Request) => Promise<Response>,
  ) {}

  /** Makes a plan with its configuration. */
  createPlan(
    planName: string,
    variant: Readonly<Record<string, string>>,
    configuration: unknown,
  ): Promise<CreatedPlan> {
    const query = new URLSearchParams({ planName, variant: JSON.stringify(variant) });
    return this.call(CREATED_PLAN, "POST", `/api/plan?${query}`, JSON.stringify(configuration));
  }

  /** Starts a module of a plan; answers with the id of this run of it. */
  async startModule(planId: string, { testModule, variant }: PlannedModule): Promise<string> {
    const query = new URLSearchParams({ test: testModule, plan: planId });
    if (variant) query.set("variant", JSON.stringify(variant));
    return (await this.call(CREATED_MODULE, "POST", `/api/runner?${query}`)).id;
  }

  /** Asks how a module stands. */
  moduleInfo(id: string): Promise<ModuleInfo> {
    return this.call(MODULE_INFO, "GET", `/api/info/${encodeURIComponent(id)}`);
  }

  /** Reads what a module wrote. */
  moduleLog(id: string): Promise<LogEntry[]> {
    return this.call(LOG, "GET", `/api/log/${encodeURIComponent(id)}`);
  }

  private async call<T>(
    shape: z.ZodType<T>,
    method: "GET" | "POST",
    path: string,
    body: string | null = null,
  ): Promise<T> {
    const name = `${method} ${path.split("?")[0]}`;
    const headers = new Headers({ "Content-Type": "application/json" });
    if (this.token !== undefined) headers.set("Authorization", `Bearer ${this.token}`);
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MILLIS);
    try {
      const request = new Request(this.address + path, { method, headers, body, signal });
      const response = await this.fetcher(request);
      const text = await response.text();
      if (!response.ok) throw new SuiteError(`HTTP ${response.status} ${text.slice(0, 300)}`);
      return shape.parse(JSON.parse(text));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SuiteError(`${name}: ${reason}`);
    }
  }
}
