/**
 * A deployment without a sandbox: any number of gateways, each a process, on Redis and libSQL over
 * their remote protocols, with core banking, telephony and mail around them. They are started by the
 * very command of the service in `docs/deploy/`, so with its permissions and no others. It is noon
 * of a working day, whenever the tests run, so that the service is open.
 */
import { createSandboxBank } from "../../sandbox/bank/bank.ts";
import { signEvent } from "../../sandbox/phone/telephony_event.ts";
import { App, type AppOptions } from "./app.ts";
import { serveBridge } from "./bridge_server.ts";
import {
  DEPLOYMENT_ISSUER,
  DEPLOYMENT_SECRETS,
  deploymentSettings,
  readServiceCommand,
} from "./deployment_settings.ts";
import { ChildProcess, type Ending, repositoryPath, takeFreePorts } from "./gateway_process.ts";
import { startHrana, type TestLibsql } from "./hrana_bridge.ts";
import { startMailService, type TestMailService } from "./mail_service.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import { aheadOfNoonMillis, startClockProxy } from "./shifted_stores.ts";

/** A gateway of a deployment; `await using` kills it. */
export interface DeployedGateway extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Sends a request to the issuer, as a proxy in front would hand it on. */
  fetch(request: Request): Promise<Response>;
  stop(): Promise<Ending>;
}

/** See the head of this file; `await using` ends everything but the gateways. */
export interface Deployment extends AsyncDisposable {
  readonly redis: TestRedis;
  readonly database: TestLibsql;
  readonly mail: TestMailService;
  /** The time of the gateways, in milliseconds. */
  now(): number;
  /** Starts a gateway and waits for its report. */
  start(): Promise<DeployedGateway>;
  /** Starts one, with other settings, that is expected to end by itself. */
  startInVain(settings: Readonly<Record<string, string>>): Promise<Ending>;
  /** Runs the operator's command line with `--json`; throws unless it was done. */
  operate(words: readonly string[], input?: string): Promise<Record<string, unknown>[]>;
  /** Makes an app, whose requests go the given way. */
  makeApp(fetcher: AppOptions["fetcher"], clientId: string): Promise<App>;
  registerApp(app: App): Promise<void>;
  /** The telephony provider's report of a call, to be sent to a gateway. */
  reportCall(callerNumber: string, destinationNumber: string): Promise<Request>;
}

/** Starts the neighbours, and no gateway yet. */
export async function openDeployment(): Promise<Deployment> {
  const ahead = aheadOfNoonMillis(Date.now());
  const now = () => Date.now() + ahead;
  await using parts = new AsyncDisposableStack();
  const redis = parts.use(await startRedis());
  const database = parts.use(await startHrana());
  const mail = parts.use(await startMailService());
  const bank = await createSandboxBank({ now, secret: DEPLOYMENT_SECRETS.bank });
  const settings = deploymentSettings({
    redis: { ...redis, url: parts.use(await startClockProxy(redis.url, ahead)).url },
    database: { ...database, url: parts.use(await startClockProxy(database.url, ahead)).url },
    bank: { url: parts.use(await serveBridge(bank.fetch)).url, publicJwk: bank.publicJwk },
    mail,
  });
  const site = { settings, preload: `--preload=${edgeHost(ahead)}` };
  const operate = (words: readonly string[], input?: string) => runOperator(site, words, input);
  const kept = parts.move();
  return {
    redis,
    database,
    mail,
    now,
    start: () => startGateway(site),
    startInVain: async (changes) => {
      const { process } = await spawnGateway({ ...site, changes });
      return await process.ended;
    },
    operate,
    makeApp: (fetcher, clientId) => makeApp({ fetcher, clientId, now }),
    async registerApp(app) {
      const document = JSON.stringify(await app.registration());
      await operate(["client", "add", "-", "--reason", "test"], document);
    },
    reportCall: (callerNumber, destinationNumber) => {
      const occurredAt = Temporal.Instant.fromEpochMilliseconds(now()).toString();
      const event = { eventId: crypto.randomUUID(), occurredAt, callerNumber, destinationNumber };
      const url = new URL("/telephony/events", DEPLOYMENT_ISSUER);
      return signEvent(url, event, DEPLOYMENT_SECRETS.telephony, now());
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Site {
  readonly changes?: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly preload: string;
}

function edgeHost(ahead: number): string {
  return new URL(`./edge_host.ts?ahead=${ahead}`, import.meta.url).href;
}

/** Its permissions are by the settings without the changes. */
async function spawnGateway({ settings, changes, preload }: Site) {
  const [port] = takeFreePorts();
  const [command = "", ...words] = await readServiceCommand(port, settings);
  const script = repositoryPath(words.pop() ?? "");
  const process = new ChildProcess(
    [command, "--config", repositoryPath("deno.json"), preload, ...words, script],
    Deno.cwd(),
    { ...settings, ...changes, KAKEHASHI_LISTEN: `127.0.0.1:${port}` },
  );
  await process.write("");
  return { process, origin: `http://127.0.0.1:${port}` };
}

async function startGateway(site: Site): Promise<DeployedGateway> {
  const { process, origin } = await spawnGateway(site);
  await process.line("Kakehashi   issuer");
  return {
    process,
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      return fetch(new Request(new URL(pathname + search, origin), request));
    },
    stop: () => process.end("SIGTERM"),
    [Symbol.asyncDispose]: async () => void await process.end("SIGKILL"),
  };
}

async function runOperator(
  { settings, preload }: Site,
  words: readonly string[],
  input = "",
): Promise<Record<string, unknown>[]> {
  const process = new ChildProcess(
    [
      ...["run", "--config", repositoryPath("deno.json"), preload, "--allow-net", "--allow-env"],
      ...["--allow-read", repositoryPath("tools/operator/main.ts"), ...words, "--json"],
    ],
    Deno.cwd(),
    settings,
  );
  await process.write(input);
  const { code, output, faults } = await process.ended;
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${faults}`);
  const answer: Record<string, unknown> | Record<string, unknown>[] = JSON.parse(output);
  return [answer].flat();
}

function makeApp(options: Pick<AppOptions, "fetcher" | "clientId"> & { now(): number }) {
  return App.create({
    issuer: DEPLOYMENT_ISSUER,
    redirectUri: "https://app.example/callback",
    scope: "accounts transactions",
    algorithm: "EdDSA",
    ...options,
  });
}
