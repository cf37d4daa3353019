/** Whether somebody else has requests traced, whatever our configuration says: some hosts do so. */
import { propagation, trace, TraceFlags } from "@opentelemetry/api";

/**
 * Whether spans of Deno's own making, with whole addresses in them, are recorded, or would be when a
 * caller asks for it. A sampler that takes only some of them may escape notice.
 */
export function tracesAddresses(): boolean {
  const span = trace.getTracer("kakehashi").startSpan("probe", { root: true });
  const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled || (span.isRecording() && propagation.fields().length > 0);
}
