/** Whether addresses get into traces is seen in Deno itself, not only in the environment. */
import assert from "node:assert/strict";

const PROBE = import.meta.resolve("../../adapters/telemetry/probe.ts");
const SCRIPT = `import { tracesAddresses } from "${PROBE}"; console.log(tracesAddresses());`;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const OFF = "parentbased_always_off";

/** What the probe says in a process with these settings; nobody is told of its spans. */
async function probe(settings: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", CONFIG, SCRIPT],
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: "console", ...settings },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

const CASES: readonly (readonly [string, Readonly<Record<string, string>>, boolean])[] = [
  ["nothing is traced", {}, false],
  ["all is traced", { OTEL_DENO: "true" }, true],
  ["all is traced, whoever asks", { OTEL_DENO: "true", OTEL_PROPAGATORS: "none" }, true],
  ["callers decide", { OTEL_DENO: "true", OTEL_TRACES_SAMPLER: OFF }, true],
  [
    "only our own spans are traced",
    { OTEL_DENO: "true", OTEL_TRACES_SAMPLER: OFF, OTEL_PROPAGATORS: "none" },
    false,
  ],
  ["only metrics are sent", { OTEL_DENO: "true", OTEL_DENO_TRACING: "false" }, false],
];

for (const [what, settings, expected] of CASES) {
  Deno.test(`tracesAddresses() is ${expected} where ${what}`, async () => {
    assert.equal(await probe(settings), String(expected));
  });
}
