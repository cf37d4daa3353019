/** `deno task conformance`: prints what the suite needs, or has it test the gateway. */
import type { Config } from "../../config.ts";
import type { Gateway } from "../operator/command.ts";
import { describeClients } from "./client_documents.ts";
import { type ConfiguredPlan, configurePlan } from "./configuration.ts";
import type { Environment } from "./environment.ts";
import { AUTHORITY, type Handout, openMaterial, writeHandout } from "./files.ts";
import type { Material } from "./material.ts";
import { HELP, type Options, parseOptions, UsageError } from "./options.ts";
import { needsCertificates, type Plan, PLANS } from "./plans.ts";
import { registerClients } from "./register_clients.ts";
import { describeOutcome, isGood, summarize } from "./report.ts";
import { type Outcome, runPlan, type Timing } from "./run_plan.ts";
import { SuiteApi } from "./suite_api.ts";

/** What surrounds a run. */
export interface Surroundings {
  readonly timing: Timing;
  /** The suite's API token. */
  readonly token: string | undefined;
  /** The gateway's configuration; throws when it is at fault. */
  readConfig(): Config;
  openGateway(config: Config): Promise<Gateway & AsyncDisposable>;
  /** Reaches the suite. */
  fetcher(insecure: boolean): (request: Request) => Promise<Response>;
  readonly write: (text: string) => void;
  readonly writeFault: (text: string) => void;
}

/** A gateway at work learns of a registration within 5 seconds. */
const REGISTRATION_MILLIS = 6000;

/** Runs; answers with the exit code: 0 all passed, 1 not all, 2 wrong usage. */
export async function runConformance(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(words);
    if (options !== undefined) return await run(options, surroundings);
    surroundings.write(`${HELP}\n`);
    return 0;
  } catch (error) {
    surroundings.writeFault(`${error instanceof Error ? error.message : error}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: Options, surroundings: Surroundings): Promise<0 | 1> {
  const config = surroundings.readConfig();
  const plans = PLANS.filter(({ id }) => options.plans.includes(id));
  const material = await openMaterial(options.keys, surroundings.timing.now());
  const environment = await findEnvironment(options, config, material);
  if (!environment.issuer.startsWith("https:")) {
    surroundings.writeFault("The suite wants an issuer with https (KAKEHASHI_ISSUER, --issuer).\n");
  }
  const handout = makeHandout(environment, plans, material);
  if (options.out !== undefined) await writeHandout(options.out, handout);
  if (options.suite === undefined) {
    if (options.out === undefined) surroundings.write(`${JSON.stringify(handout, null, 2)}\n`);
    return 0;
  }
  checkCertificates(config, plans);
  {
    await using gateway = await surroundings.openGateway(config);
    await registerClients(gateway, handout.clients);
  }
  await surroundings.timing.wait(REGISTRATION_MILLIS);
  const { token, fetcher } = surroundings;
  const api = new SuiteApi(options.suite, token, fetcher(options.insecure));
  return await runAll(api, handout.plans, surroundings);
}

async function findEnvironment(
  options: Options,
  { issuer: configured, clientCertificates }: Config,
  material: Material,
): Promise<Environment> {
  const issuer = options.issuer ?? configured;
  const own = options.issuer === undefined ? clientCertificates?.origin : undefined;
  const authorities = clientCertificates?.authoritiesFile;
  if (authorities !== undefined) await checkAuthority(authorities, options, material);
  return {
    issuer,
    mtlsOrigin: options.mtlsOrigin ?? own ?? issuer,
    suiteBase: options.base,
    alias: options.alias,
    certificateMethod: authorities === undefined
      ? "self_signed_tls_client_auth"
      : "tls_client_auth",
  };
}

async function checkAuthority(file: string, { keys }: Options, { authority }: Material) {
  const withoutSpace = (text: string) => text.replaceAll(/\s/g, "");
  if (withoutSpace(await Deno.readTextFile(file)).includes(withoutSpace(authority))) return;
  throw new Error(
    `${file} (KAKEHASHI_CLIENT_CA) lacks the test clients' authority: ` +
      `append ${keys}/${AUTHORITY} and start the gateway again`,
  );
}

function makeHandout(
  environment: Environment,
  plans: readonly Plan[],
  material: Material,
): Handout {
  return {
    plans: plans.map((plan) => configurePlan(environment, plan, material)),
    clients: plans.flatMap((plan) => describeClients(environment, plan, material)),
  };
}

function checkCertificates({ clientCertificates }: Config, plans: readonly Plan[]): void {
  const affected = plans.filter(needsCertificates).map(({ id }) => id);
  if (clientCertificates !== undefined || affected.length === 0) return;
  throw new Error(
    "The gateway learns no certificates of apps (KAKEHASHI_CLIENT_CERTIFICATES). " +
      `Change that, or leave these plans out with --plan: ${affected.join(", ")}`,
  );
}

async function runAll(
  api: SuiteApi,
  plans: readonly ConfiguredPlan[],
  { timing, write }: Surroundings,
): Promise<0 | 1> {
  const results = new Map<string, Outcome[]>();
  for (const plan of plans) {
    write(`${plan.id} (${plan.planName})\n`);
    const outcomes: Outcome[] = [];
    results.set(plan.id, outcomes);
    for await (const outcome of runPlan(api, timing, plan)) {
      outcomes.push(outcome);
      write(`${describeOutcome(outcome)}\n`);
    }
  }
  write(`${summarize(results)}\n`);
  const all = [...results.values()].flat();
  return all.every(isGood) ? 0 : 1;
}
