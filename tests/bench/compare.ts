/**
 * The same flow over HTTP against the gateway and against oidc-provider, each in a process of its
 * own: what the server spends, whatever the app and the browser spend.
 */
import { App, type PendingLink } from "../support/app.ts";
import { consent as walkThroughScreens } from "../support/gateway.ts";
import { HtmlBrowser } from "../support/html_browser.ts";

/** Processor time of a server for one request of each kind, in milliseconds. */
export type ServerCosts = ReadonlyMap<string, number>;

type Algorithm = "ES256" | "EdDSA";

const WARM_UP_ROUNDS = 40;
const ROUNDS = 60;

/** What differs between the servers. */
export interface Target {
  readonly command: Deno.Command;
  /** Where the claims about the customer are read, with a token and a proof. */
  readonly userinfoPath: string;
  /** The customer's way from the app's link back to the app. */
  consent(issuer: string, pending: PendingLink): Promise<URL>;
}

/** The gateway by this Deno. */
export function gatewayTarget(): Target {
  const args = ["run", "--allow-all", import.meta.resolve("./servers/gateway.ts")];
  return {
    command: new Deno.Command(Deno.execPath(), { args, stdout: "piped" }),
    userinfoPath: "/userinfo",
    consent: (issuer, pending) => walkThroughScreens(new HtmlBrowser(issuer, send), pending),
  };
}

/** Runs the flow against a server and tells what it spent on each kind of request. */
export async function measureServer(target: Target, algorithm: Algorithm): Promise<ServerCosts> {
  await using server = await startServer(target.command);
  const { issuer } = server;
  const app = await App.create({
    issuer,
    clientId: "test-app",
    redirectUri: "https://app.example/callback",
    scope: "openid accounts transactions",
    fetcher: send,
    algorithm,
  });
  const body = JSON.stringify(await app.registration());
  await send(new Request(`${issuer}/__client`, { method: "POST", body }));
  await runPhases(target, server, app, WARM_UP_ROUNDS);
  return await runPhases(target, server, app, ROUNDS);
}

async function runPhases(
  target: Target,
  { issuer, cpuMillis }: Server,
  app: App,
  rounds: number,
): Promise<ServerCosts> {
  const costs = new Map<string, number>();
  const phase = async <Result>(name: string, work: (round: number) => Promise<Result>) => {
    const before = await cpuMillis();
    const results = await repeat(rounds, work);
    costs.set(name, (await cpuMillis() - before) / rounds);
    return results;
  };
  const toOpen = await phase("push a request", () => app.push());
  await phase("open the interaction", (round) => open(toOpen[round]));
  const links = await repeat(rounds, async () => {
    const pending = await app.push();
    return { pending, cameBackWith: await target.consent(issuer, pending) };
  });
  await new Promise((resolve) => setTimeout(resolve, BACKGROUND_MILLIS));
  const tokens = await phase("exchange a code", async (round) => {
    const { pending, cameBackWith } = at(links, round);
    return await app.finish(pending, cameBackWith);
  });
  await phase("refresh", async (round) => await app.refresh(at(tokens, round).refreshToken));
  await phase("read userinfo", async (round) => {
    const response = await app.call(at(tokens, round).accessToken, target.userinfoPath);
    await response.body?.cancel();
  });
  return costs;
}

/** Lets what the screens left for the background be done before the next phase. */
const BACKGROUND_MILLIS = 1500;

async function open(pending: PendingLink | undefined): Promise<void> {
  const response = await send(new Request(pending?.url ?? "", { redirect: "manual" }));
  await response.body?.cancel();
  if (response.status !== 303) throw new Error(`opening answered ${response.status}`);
}

async function repeat<Result>(
  rounds: number,
  work: (round: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let round = 0; round < rounds; round++) results.push(await work(round));
  return results;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}

interface Server extends AsyncDisposable {
  readonly issuer: string;
  /** What its process has spent so far. */
  readonly cpuMillis: () => Promise<number>;
}

/** A server prints its issuer as soon as it can be asked. */
async function startServer(command: Deno.Command): Promise<Server> {
  const process = command.spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream());
  let output = "";
  for await (const text of lines.values({ preventCancel: true })) {
    output += text;
    if (output.includes("\n")) break;
  }
  // A server that logs must not find its output closed.
  const drained = lines.pipeTo(new WritableStream());
  const issuer = output.trim();
  return {
    issuer,
    async cpuMillis() {
      const { user, system } = await (await send(new Request(`${issuer}/__cpu`))).json();
      return (user + system) / 1000;
    },
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await process.status;
      await drained;
    },
  };
}

async function send(request: Request): Promise<Response> {
  return await fetch(request);
}
