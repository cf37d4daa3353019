/**
 * `deno task overload`: a gateway in a process of its own, under three times the load that it can
 * serve. In less than a minute.
 */
import { HttpConnections } from "./overload/http_connections.ts";
import { type LoadSummary, sendClosed, sendOpen, type Spread } from "./overload/load.ts";
import { keepOnProcessor } from "./overload/own_processor.ts";
import { type MakeRequests, prepareMix } from "./overload/request_mix.ts";
import { printRows } from "./print_table.ts";

/** As the configuration's default; the server for comparisons turns nobody away otherwise. */
const OVERLOAD_DELAY_MILLIS = "2";
const WORKERS = 8;
/** More than ever wait for an answer at a time. */
const CONNECTIONS = 256;
/** Until the compiler has seen everything often enough. */
const WARMING_UP = 6000;
/** More than a fast machine serves in the time that there is. */
const MOST_REQUESTS = 30_000;

const most = await withGateway([], measureMost);
await withGateway([OVERLOAD_DELAY_MILLIS], (load) => overload(load, most));
Deno.exit();

/** A gateway's address, and requests for it. */
interface Load {
  readonly issuer: string;
  readonly connections: HttpConnections;
  readonly makeRequests: MakeRequests;
}

/** Runs a gateway with these arguments, as far as possible on a processor of its own. */
async function withGateway<T>(args: string[], measure: (load: Load) => Promise<T>): Promise<T> {
  const file = import.meta.resolve("./servers/gateway.ts");
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", file, ...args],
    stdout: "piped",
  }).spawn();
  try {
    const issuer = await readIssuer(server.stdout);
    const isApart = await keepOnProcessor(server.pid, 0) && await keepOnProcessor(Deno.pid, 1);
    if (!isApart) console.log("The sender disturbs the gateway: they have no processor each.");
    using connections = new HttpConnections(Number(new URL(issuer).port));
    return await measure({ issuer, connections, makeRequests: await prepareMix(issuer) });
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

/** What a gateway that turns nobody away serves at most, in requests a second. */
async function measureMost({ connections, makeRequests }: Load): Promise<LoadSummary> {
  await sendClosed(connections, await makeRequests(WARMING_UP), WORKERS);
  return await sendClosed(connections, await makeRequests(WARMING_UP), WORKERS);
}

async function overload(
  { issuer, connections, makeRequests }: Load,
  most: LoadSummary,
): Promise<void> {
  const capacity = most.servedPerSecond;
  await connections.open(CONNECTIONS);
  const open = async (perSecond: number, seconds: number) => {
    const count = Math.min(MOST_REQUESTS, Math.ceil(perSecond * seconds));
    return await sendOpen(connections, await makeRequests(count), perSecond);
  };
  await open(capacity / 2, WARMING_UP / (capacity / 2));
  await open(capacity * 3, 1);
  const calm = await open(capacity * 0.15, 6);
  const before = await readMemory(issuer);
  const first = await open(capacity * 3, 6);
  const between = await readMemory(issuer);
  const second = await open(capacity * 3, 6);
  const after = await readMemory(issuer);
  const later = await open(capacity * 0.15, 2);
  printLoads({
    [`${WORKERS} at a time, nobody refused`]: most,
    "a seventh of that": calm,
    "three times that": first,
    "three times that, again": second,
    "a seventh, afterwards": later,
  });
  const ratio = Math.max(first.served.p99, second.served.p99) / calm.served.p99;
  console.log(`\np99 of those who are served, overloaded ÷ calm: ${ratio.toFixed(1)}`);
  console.log(
    `Live heap / resident memory in MB before, between, after: ${
      [before, between, after].join(", ")
    }`,
  );
}

function printLoads(loads: Readonly<Record<string, LoadSummary>>): void {
  const tell = ({ count, p50, p99 }: Spread) =>
    count === 0 ? ["0", "", ""] : [`${count}`, p50.toFixed(1), p99.toFixed(1)];
  const rows = Object.entries(loads).map(([name, load]) => [
    name,
    load.sentPerSecond.toFixed(0),
    load.servedPerSecond.toFixed(0),
    ...tell(load.served),
    ...tell(load.refused),
    `${load.broken}`,
  ]);
  const head = ["load", "sent/s", "served/s", "served", "p50 ms", "p99 ms"];
  printRows([[...head, "refused", "p50 ms", "p99 ms", "broken"], ...rows]);
}

/** Memory of the server, in MB. */
async function readMemory(issuer: string): Promise<string> {
  const { liveHeap, resident } = await (await fetch(`${issuer}/__memory`)).json();
  return `${Math.round(liveHeap / 1e6)} / ${Math.round(resident / 1e6)}`;
}

/** The server prints its issuer as soon as it can be asked. */
async function readIssuer(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const lines = output.pipeThrough(new TextDecoderStream());
  let text = "";
  for await (const part of lines.values({ preventCancel: true })) {
    text += part;
    if (text.includes("\n")) break;
  }
  // A server that logs must not find its output closed.
  void lines.pipeTo(new WritableStream());
  return text.trim();
}
