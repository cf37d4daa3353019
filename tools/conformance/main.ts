/** `deno task conformance`: see docs/conformance.md. */
import { readConfig } from "../../config.ts";
import { openGateway } from "../operator/open_gateway.ts";
import { writeAll } from "../write_all.ts";
import { runConformance } from "./conformance.ts";
import { fetchInsecurely } from "./fetch_insecurely.ts";

Deno.exitCode = await runConformance(Deno.args, {
  timing: {
    now: () => Date.now(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  token: Deno.env.get("CONFORMANCE_TOKEN"),
  readConfig,
  openGateway,
  fetcher: (insecure) => insecure ? fetchInsecurely : (request) => fetch(request),
  write: (text) => writeAll(Deno.stdout, text),
  writeFault: (text) => writeAll(Deno.stderr, text),
});
