/**
 * `deno task cold-start`: time from the start of a process to its first answer, and resident memory
 * then and after 100,000 requests, or as many as are named; alone with its files, and at the edge.
 */
import * as oauth from "oauth4webapi";
import type { App, Tokens } from "../support/app.ts";
import { link, registerApp } from "../support/black_box.ts";
import { linkAt } from "../support/deployed_walk.ts";
import { type DeployedGateway, type Deployment, openDeployment } from "../support/deployment.ts";
import { DEPLOYMENT_ISSUER } from "../support/deployment_settings.ts";
import { type GatewayPlace, openGatewayPlace } from "../support/gateway_process.ts";
import { printRows } from "./print_table.ts";
import { quantile } from "./statistics.ts";

const STARTS = 15;
const REQUESTS = Number(Deno.args[0] ?? 100_000);
/** Memory is looked at after such shares of the requests. */
const MARKS = [0.1, 0.25, 0.5, 0.75, 1];
const AT_ONCE = 8;
/** So that no limit is met. */
const SETTINGS = {
  KAKEHASHI_RESOURCE_CALLS_PER_GRANT_PER_MINUTE: "300000",
  KAKEHASHI_RESOURCE_CALLS_PER_CLIENT_PER_MINUTE: "600000",
  KAKEHASHI_PROTOCOL_CALLS_PER_CLIENT_PER_MINUTE: "600000",
};

/** A process that has answered its first request. */
interface Started {
  readonly pid: number;
  readonly millis: number;
  /** Processor time until then, which depends less on what else the machine does. */
  readonly cpuMillis: number;
  readonly megabytes: number;
}

/** An app with a link, and what it does with it. */
class Use {
  /** How many requests found the gateway or its neighbours busy, or the service closed. */
  refused = 0;

  constructor(private readonly app: App, private tokens: Tokens) {}

  async once(number: number): Promise<void> {
    const status = await this.#send(number).catch((error: unknown) => {
      // How oauth4webapi tells of an answer that is none of the protocol's.
      const answer = error instanceof oauth.OperationProcessingError ? error.cause : undefined;
      if (!(answer instanceof Response)) throw error;
      return answer.status;
    });
    if (status === 503) this.refused += 1;
    else if (status >= 400) throw new Error(`answered ${status}`);
  }

  async #send(number: number): Promise<number> {
    if (number % 10 === 0) {
      await this.app.push();
      return 201;
    }
    if (number % 10 === 1) {
      this.tokens = await this.app.refresh(this.tokens.refreshToken);
      return 200;
    }
    const response = await this.app.call(this.tokens.accessToken, "/accounts");
    await response.body?.cancel();
    return response.status;
  }
}

await using place = await openGatewayPlace(SETTINGS);
await using deployment = await openDeployment({ settings: SETTINGS, isUntouched: true });
await measure("alone, with the sandbox", () => startAlone(place), {
  use: async () => {
    await using gateway = await place.start();
    const app = await registerApp(place, { algorithm: "EdDSA" });
    return await useMuch(gateway.pid, app, await link(place, app));
  },
});
await measure("at the edge", () => startAtEdge(deployment), {
  use: async () => {
    await using gateway = await deployment.start();
    const app = await deployment.makeApp(gateway.fetch, "bench");
    await deployment.registerApp(app);
    const tokens = await linkAt(deployment, app, gateway.fetch);
    return await useMuch(gateway.process.pid, app, tokens);
  },
});

async function measure(
  name: string,
  start: () => Promise<{ readonly started: Started; end(): Promise<unknown> }>,
  { use }: { use(): Promise<readonly string[][]> },
): Promise<void> {
  const measured: Started[] = [];
  // The first one makes schema and keys, and fills caches of the machine.
  for (let starts = 0; starts <= STARTS; starts++) {
    const { started, end } = await start();
    if (starts > 0) measured.push(started);
    await end();
  }
  const all = (what: "millis" | "cpuMillis" | "megabytes") => measured.map((one) => one[what]);
  const [fastest, median, slowest] = [0, 0.5, 1].map((share) =>
    quantile(all("millis"), share).toFixed(0)
  );
  console.log(`\nGateway ${name}:\n`);
  printRows([
    ["what", "value"],
    [`start to first answer, median of ${STARTS}`, `${median} ms`],
    ["fastest and slowest", `${fastest}–${slowest} ms`],
    ["processor time until then, median", `${quantile(all("cpuMillis"), 0.5).toFixed(0)} ms`],
    ["resident memory then, median", `${quantile(all("megabytes"), 0.5).toFixed(0)} MB`],
    ...await use(),
  ]);
}

async function startAlone(place: GatewayPlace) {
  const begun = performance.now();
  const gateway = await place.start();
  await answerOf(fetch(`${place.issuer}/readyz`));
  const started = await readStarted(gateway.pid, begun);
  return { started, end: () => gateway.stop() };
}

async function startAtEdge(deployment: Deployment) {
  const begun = performance.now();
  const gateway: DeployedGateway = await deployment.start();
  await answerOf(gateway.fetch(new Request(`${DEPLOYMENT_ISSUER}/readyz`)));
  const started = await readStarted(gateway.process.pid, begun);
  return { started, end: () => gateway.stop() };
}

async function answerOf(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answered ${response.status}`);
}

/** Of ten requests one pushes, one refreshes, eight read; memory is looked at on the way. */
async function useMuch(pid: number, app: App, tokens: Tokens): Promise<readonly string[][]> {
  const rows: string[][] = [];
  const begun = performance.now();
  const use = new Use(app, tokens);
  let done = 0;
  for (const mark of MARKS.map((share) => share * REQUESTS)) {
    const work = async () => {
      while (done < mark) await use.once(done++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const megabytes = (await residentMegabytes(pid)).toFixed(0);
    rows.push([`resident memory after ${mark.toLocaleString("en")} requests`, `${megabytes} MB`]);
    console.error(rows.at(-1)?.join(": "));
  }
  const rate = REQUESTS / (performance.now() - begun) * 1000;
  rows.push(["of them answered 503", String(use.refused)]);
  rows.push(["requests a second, client on the same machine", rate.toFixed(0)]);
  return rows;
}

/** As the kernel tells it (proc_pid_status(5)). */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function readStarted(pid: number, begun: number): Promise<Started> {
  const millis = performance.now() - begun;
  return {
    pid,
    millis,
    cpuMillis: await processorMillis(pid),
    megabytes: await residentMegabytes(pid),
  };
}

/** Fields 14 and 15 in hundredths of a second, as the kernel tells them (proc_pid_stat(5)). */
async function processorMillis(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
