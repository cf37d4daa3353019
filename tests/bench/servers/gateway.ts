/** The gateway over HTTP, for comparison with `oidc_provider.mjs`. */
import process from "node:process";
import { listen } from "../../../adapters/http/listener.ts";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { addClient } from "../../../domain/client/manage_clients.ts";
import { measureLiveHeap } from "../../support/collect_garbage.ts";
import { openTestGateway, type TestGateway } from "../../support/gateway.ts";

/** Enough numbers for all calls of a run; each serves one call of a customer at a time. */
const POOL = Array.from({ length: 200 }, (_, index) => `0120000${100 + index}`);

// The issuer names the port, which is known only once somebody listens.
const opening = Promise.withResolvers<TestGateway>();
const listener = await listen(async (request, connection) => {
  // Taken apart only here: the gateway is what is measured.
  const pathname = request.url.includes("/__") ? new URL(request.url).pathname : "";
  if (pathname === "/__cpu") return Response.json(process.cpuUsage());
  if (pathname === "/__memory") return Response.json(measureMemory());
  if (pathname === "/__client") return await register(await opening.promise, await request.json());
  return await (await opening.promise).gateway.fetch(request, connection);
}, { hostname: "127.0.0.1", port: 0 });
const issuer = `http://127.0.0.1:${listener.port}`;
const settings = {
  KAKEHASHI_ISSUER: issuer,
  KAKEHASHI_DESTINATION_NUMBERS: POOL.join(),
  KAKEHASHI_OVERLOAD_DELAY_MS: Deno.args[0] ?? "10000",
};
const opened = await openTestGateway({ settings });
opening.resolve(opened);
Deno.addSignalListener("SIGTERM", async () => {
  await opened[Symbol.asyncDispose]();
  Deno.exit();
});
console.log(issuer);

function measureMemory() {
  return { liveHeap: measureLiveHeap(), resident: Deno.memoryUsage().rss };
}

async function register({ gateway }: TestGateway, document: unknown): Promise<Response> {
  const verdict = await checkClientDocument(document);
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.faults));
  await addClient(gateway.storage.stores.clients, verdict.registration, gateway.clock.now());
  return Response.json({});
}
