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
  type ServiceFile,
} from "./deployment_settings.ts";
import { ChildProcess, type Ending, repositoryPath, takeFreePorts } from "./gateway_process.ts";
import { startHrana, type TestLibsql } from "./hrana_bridge.ts";
import { startMailService, type TestMailService } from "./mail_service.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import { makeTempDir } from "./temp_dir.ts";
import { aheadOfNoonMillis, startClockProxy } from "./shifted_stores.ts";

/** A gateway of a deployment; `await using` kills it. */
export interface DeployedGateway extends AsyncDisposable {
  /** Where it listens. */
  readonly origin: string;
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
  /** Starts a gateway, by the command of that file, and waits for its report. */
  start(file?: ServiceFile): Promise<DeployedGateway>;
  /** Starts one, with other settings, that is expected to end by itself. */
  startInVain(
    settings: Readonly<Record<string, string>>,
    file?: ServiceFile,
  ): Promise<Ending>;
  /** Runs the operator's command line with `--json`; throws unless it was done. */
  operate(words: readonly string[], input?: string): Promise<Record<string, unknown>[]>;
  /** Makes an app, whose requests go the given way. */
  makeApp(fetcher: AppOptions["fetcher"], clientId: string): Promise<App>;
  registerApp(app: App): Promise<void>;
  /** The telephony provider's report of a call, to be sent to a gateway. */
  reportCall(callerNumber: string, destinationNumber: string): Promise<Request>;
}

/** What may differ from deployment to deployment. */
export interface DeploymentOptions {
  /** Settings beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Core banking answers only after it. */
  readonly beforeBank?: () => Promise<void>;
  /** As it is in production: the clock as it is, and nothing run before the gateway. For measuring. */
  readonly isUntouched?: boolean;
}

/** Starts the neighbours, and no gateway yet. */
export async function openDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const ahead = options.isUntouched ? 0 : aheadOfNoonMillis(Date.now());
  const now = () => Date.now() + ahead;
  await using parts = new AsyncDisposableStack();
  const redis = parts.use(await startRedis());
  const database = parts.use(await startHrana());
  const mail = parts.use(await startMailService());
  const bank = await createSandboxBank({ now, secret: DEPLOYMENT_SECRETS.bank });
  const bankServer = await serveBridge(async (request) => {
    await options.beforeBank?.();
    return await bank.fetch(request);
  });
  const shifted = async (url: string) =>
    options.isUntouched ? url : parts.use(await startClockProxy(url, ahead)).url;
  const settings = deploymentSettings({
    redis: { ...redis, url: await shifted(redis.url) },
    database: { ...database, url: await shifted(database.url) },
    bank: { url: parts.use(bankServer).url, publicJwk: bank.publicJwk },
    mail,
  });
  const site = {
    settings: { ...settings, ...options.settings },
    preload: options.isUntouched ? [] : [`--preload=${edgeHost(ahead)}`],
    folder: parts.use(await makeTempDir()).path,
  };
  const operate = (words: readonly string[], input?: string) => runOperator(site, words, input);
  const kept = parts.move();
  return {
    redis,
    database,
    mail,
    now,
    start: (file) => startGateway(site, file),
    startInVain: async (changes, file) => {
      const { process } = await spawnGateway({ ...site, changes }, file);
      return await process.ended;
    },
    operate,
    makeApp: (fetcher, clientId) => makeApp({ fetcher, clientId, now }),
    async registerApp(app) {
      const document = JSON.stringify(await app.registration());
      await operate(["client", "add", "-", "--reason", "test"], document);
    },
    reportCall: (from, to) => reportCall(from, to, now()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function reportCall(
  callerNumber: string,
  destinationNumber: string,
  now: number,
): Promise<Request> {
  const occurredAt = Temporal.Instant.fromEpochMilliseconds(now).toString();
  const event = { eventId: crypto.randomUUID(), occurredAt, callerNumber, destinationNumber };
  const url = new URL("/telephony/events", DEPLOYMENT_ISSUER);
  return signEvent(url, event, DEPLOYMENT_SECRETS.telephony, now);
}

interface Site {
  readonly changes?: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly preload: readonly string[];
  /** For files of the tests' own. */
  readonly folder: string;
}

function edgeHost(ahead: number): string {
  return new URL(`./edge_host.ts?ahead=${ahead}`, import.meta.url).href;
}

/** Its permissions are by the settings without the changes. */
async function spawnGateway(
  { settings, changes, preload, folder }: Site,
  file: ServiceFile = "kakehashi@.service",
) {
  const [port] = takeFreePorts();
  const [command = "", ...words] = await readServiceCommand(file, port, settings);
  const script = repositoryPath(words.pop() ?? "");
  const main = command === "serve" ? await wrap(script, preload, folder) : script;
  const process = new ChildProcess(
    [command, "--config", repositoryPath("deno.json"), ...preload, ...words, main],
    Deno.cwd(),
    { ...settings, ...changes, KAKEHASHI_LISTEN: `127.0.0.1:${port}` },
  );
  await process.write("");
  return { process, origin: `http://127.0.0.1:${port}` };
}

/** `deno serve --parallel` runs nothing before the main module, so a module of our own does. */
async function wrap(script: string, preload: readonly string[], folder: string): Promise<string> {
  const before = preload.map((flag) => `import "${flag.replace("--preload=", "")}";\n`).join("");
  const path = `${folder}/main.ts`;
  await Deno.writeTextFile(path, `${before}export { default } from "file://${script}";\n`);
  return path;
}

async function startGateway(site: Site, file?: ServiceFile): Promise<DeployedGateway> {
  const { process, origin } = await spawnGateway(site, file);
  // `deno serve` listens only after the report.
  await process.line(file === "threads.conf" ? "deno serve: Listening" : "Kakehashi   issuer");
  return {
    origin,
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
      ...["run", "--config", repositoryPath("deno.json"), ...preload, "--allow-net", "--allow-env"],
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
