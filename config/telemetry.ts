/**
 * What the gateway tells of its work. The settings of OpenTelemetry are those of Deno itself, which
 * reads them before we do; here they are only judged: some of them would let secrets out.
 */
import * as parse from "./parsers.ts";
import { SettingFault, type SettingParser, type SettingsReader } from "./reader.ts";

/** What is told: to a collector, and in the log. */
export interface TelemetrySettings {
  readonly metrics: boolean;
  readonly traces: boolean;
  /** Whether the log has a line for each request; this setting is ours. */
  readonly requestLog: boolean;
}

/** The sampler that leaves out every span that has no parent of ours. */
const SAMPLER = "parentbased_always_off";

/**
 * Deno makes a span of each request by itself, with the whole address in it, and what is in it
 * cannot be taken out again. In our addresses are request URIs and interactions. So its spans have
 * to be off, for good: with a propagator any caller could switch them on by a `traceparent`.
 */
export function readTelemetry(reader: SettingsReader): TelemetrySettings {
  const isDisabled = reader.withDefault("OTEL_SDK_DISABLED", flag, false);
  const isOn = reader.withDefault("OTEL_DENO", flag, false);
  const metrics = reader.withDefault("OTEL_DENO_METRICS", flag, isOn) && !isDisabled;
  const traces = reader.withDefault("OTEL_DENO_TRACING", flag, isOn) && !isDisabled;
  const sampler = reader.optional("OTEL_TRACES_SAMPLER", parse.text(100));
  const propagators = reader.optional("OTEL_PROPAGATORS", parse.text(100));
  if (traces && (sampler !== SAMPLER || propagators !== "none")) {
    reader.fault(
      `OTEL_TRACES_SAMPLER must be ${SAMPLER} and OTEL_PROPAGATORS must be none, or ` +
        "OTEL_DENO_TRACING false: otherwise secrets in addresses get into traces",
    );
  }
  const requestLog = reader.withDefault("KAKEHASHI_REQUEST_LOG", parse.oneOf(["on", "off"]), "on");
  return { metrics, traces, requestLog: requestLog === "on" };
}

/** As Deno reads it. */
const flag: SettingParser<boolean> = (text) => {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new SettingFault("must be true or false");
};
