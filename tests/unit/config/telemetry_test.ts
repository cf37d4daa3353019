import assert from "node:assert/strict";
import { ConfigurationError, loadConfig } from "../../../config.ts";

const SAFE = { OTEL_TRACES_SAMPLER: "parentbased_always_off", OTEL_PROPAGATORS: "none" };
const OFF = { metrics: false, traces: false, requestLog: true };

Deno.test("nothing goes to a collector unless Deno is told to", () => {
  assert.deepEqual(loadConfig({}).telemetry, OFF);
  assert.deepEqual(loadConfig({ OTEL_DENO: "true", OTEL_SDK_DISABLED: "true" }).telemetry, OFF);
  assert.deepEqual(loadConfig({ KAKEHASHI_REQUEST_LOG: "off" }).telemetry.requestLog, false);
});

Deno.test("metrics and traces go to a collector together or alone", () => {
  const both = loadConfig({ ...SAFE, OTEL_DENO: "true" }).telemetry;
  assert.deepEqual(both, { ...OFF, metrics: true, traces: true });
  const metrics = loadConfig({ OTEL_DENO: "1", OTEL_DENO_TRACING: "0" }).telemetry;
  assert.deepEqual(metrics, { ...OFF, metrics: true });
  const traces = loadConfig({ ...SAFE, OTEL_DENO_TRACING: "true" }).telemetry;
  assert.deepEqual(traces, { ...OFF, traces: true });
});

const UNSAFE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "with Deno's own sampler": { OTEL_PROPAGATORS: "none" },
  "with a sampler that takes all": { ...SAFE, OTEL_TRACES_SAMPLER: "always_on" },
  "with Deno's own propagators": { OTEL_TRACES_SAMPLER: SAFE.OTEL_TRACES_SAMPLER },
  "with a propagator": { ...SAFE, OTEL_PROPAGATORS: "none,tracecontext" },
};

for (const [name, settings] of Object.entries(UNSAFE)) {
  Deno.test(`traces are refused ${name}: addresses would be in them`, () => {
    for (const on of ["OTEL_DENO", "OTEL_DENO_TRACING"]) {
      assert.throws(
        () => loadConfig({ ...settings, [on]: "true" }),
        (error) => error instanceof ConfigurationError && /get into traces/.test(error.message),
      );
    }
  });
}

Deno.test("a switch of Deno's that is neither on nor off is refused", () => {
  assert.throws(() => loadConfig({ OTEL_DENO: "yes" }), /OTEL_DENO must be true or false/);
});
