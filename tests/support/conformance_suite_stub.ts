/** Stands in for the REST API of the OpenID Foundation's conformance suite. */

/** How a module behaves once it is started. */
export interface StubModule {
  readonly name: string;
  /** What it answers when asked, one after another; the last for ever. A number is an HTTP status. */
  readonly infos: readonly (number | { readonly status: string; readonly result?: string })[];
  readonly log?: readonly Readonly<Record<string, unknown>>[];
  /** The status of the answer to its start, when that fails. */
  readonly startStatus?: number;
}

/** A plan that was made. */
export interface StubPlan {
  readonly planName: string;
  readonly variant: Readonly<Record<string, string>>;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** A module that ends well after a while. */
export const PASSES: StubModule["infos"] = [
  { status: "CREATED" },
  { status: "RUNNING", result: "UNKNOWN" },
  { status: "FINISHED" },
  { status: "FINISHED", result: "PASSED" },
];

/** See the head of this file. */
export class ConformanceSuiteStub {
  readonly plans: StubPlan[] = [];
  /** The modules that were started, with the variants that were asked for. */
  readonly started: string[] = [];
  /** `Authorization` of each call. */
  readonly authorizations = new Set<string | null>();
  /** Statuses of plans that are not made, by the names of their aliases. */
  readonly refusedPlans = new Map<string, number>();
  readonly #runs: { readonly module: StubModule; asked: number }[] = [];

  constructor(private readonly modules: readonly StubModule[]) {}

  /** Answers a request to the API. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    this.authorizations.add(request.headers.get("authorization"));
    const id = pathname.split("/")[3];
    switch (`${request.method} ${pathname.split("/").slice(0, 3).join("/")}`) {
      case "POST /api/plan":
        return this.#makePlan(searchParams, await request.json());
      case "POST /api/runner":
        return this.#start(searchParams);
      case "GET /api/info":
        return this.#inform(Number(id));
      case "GET /api/log":
        return Response.json(this.#runs[Number(id)]?.module.log ?? []);
      default:
        return new Response("no such call", { status: 404 });
    }
  };

  #makePlan(query: URLSearchParams, configuration: Record<string, unknown>): Response {
    const refused = this.refusedPlans.get(String(configuration["alias"]));
    if (refused !== undefined) return new Response("not made", { status: refused });
    const variant = JSON.parse(query.get("variant") ?? "{}");
    this.plans.push({ planName: query.get("planName") ?? "", variant, configuration });
    const modules = this.modules.map(({ name }) => ({
      testModule: name,
      testSummary: "…",
      variant: { client_auth_type: variant.client_auth_type },
    }));
    return Response.json({ id: `plan-${this.plans.length}`, modules }, { status: 201 });
  }

  #start(query: URLSearchParams): Response {
    const module = this.modules.find(({ name }) => name === query.get("test"));
    if (module === undefined || query.get("plan") !== `plan-${this.plans.length}`) {
      return new Response("no such module", { status: 404 });
    }
    this.started.push(`${module.name} ${query.get("variant")}`);
    if (module.startStatus !== undefined) {
      return new Response("not started", { status: module.startStatus });
    }
    const id = String(this.#runs.push({ module, asked: 0 }) - 1);
    return Response.json({ id, name: module.name }, { status: 201 });
  }

  #inform(id: number): Response {
    const run = this.#runs[id];
    if (run === undefined) return new Response("no such module", { status: 404 });
    const info = run.module.infos[run.asked] ?? run.module.infos.at(-1);
    run.asked += 1;
    return typeof info === "number"
      ? new Response("a fault", { status: info })
      : Response.json({ testId: id, ...info });
  }
}
