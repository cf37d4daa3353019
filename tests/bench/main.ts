/**
 * `deno task bench`: what each request costs on embedded stores, beside a handler that only makes
 * and checks signatures; then the same flow over HTTP, beside oidc-provider.
 */
import { makeTempDir } from "../support/temp_dir.ts";
import { BareHandler } from "./bare_handler.ts";
import { gatewayTarget, measureServer, type ServerCosts } from "./compare.ts";
import { measureRequests } from "./measure_requests.ts";
import { oidcProviderTarget, prepareOidcProvider } from "./oidc_provider.ts";
import { printComparison, printSummaries } from "./print_table.ts";
import type { Summary } from "./statistics.ts";

const ALGORITHMS = ["ES256", "EdDSA"] as const;
type Algorithm = typeof ALGORITHMS[number];

for (const algorithm of ALGORITHMS) {
  const summaries = await measureRequests(algorithm);
  console.log(`\nIn one process, apps that sign with ${algorithm}:\n`);
  printSummaries(summaries, await measureBare(algorithm, summaries));
}
await using folder = await makeTempDir();
const unavailable = await prepareOidcProvider(folder.path);
if (unavailable === undefined) {
  for (const algorithm of ALGORITHMS) {
    const others = await measureServer(oidcProviderTarget(folder.path), algorithm);
    console.log(`\nOver HTTP, CPU ms of the server, apps that sign with ${algorithm}:\n`);
    printComparison(await measureServer(gatewayTarget(), algorithm), others);
  }
} else {
  console.log(`\nNot compared with oidc-provider: ${unavailable}`);
}

/** Each number of signatures is measured once. */
async function measureBare(
  algorithm: Algorithm,
  summaries: readonly Summary[],
): Promise<ServerCosts> {
  const handler = await BareHandler.create(algorithm);
  const measured = new Map<string, Promise<number>>();
  const byName = new Map<string, number>();
  for (const { name, cost } of summaries) {
    const kind = `${cost.signed} ${cost.verified}`;
    const cpuMillis = measured.get(kind) ?? handler.measure(cost);
    measured.set(kind, cpuMillis);
    byName.set(name, await cpuMillis);
  }
  return byName;
}
