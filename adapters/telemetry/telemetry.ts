/**
 * Measurements and traces by OpenTelemetry's API, which Deno itself implements (`OTEL_DENO`). What is
 * measured under which name is told in `docs/monitoring.md`. Labels have few values, all of them from
 * the program: never anything that came in with a request.
 */
import {
  type Attributes,
  type Context,
  type Histogram,
  metrics,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import type { NewOperationLogEntry } from "../../domain/audit/operation_log.ts";
import { UnavailableError } from "../../domain/errors.ts";

const SCOPE = "kakehashi";
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CALL_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const DELAY_BOUNDS = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

/** A request and its answer as they are counted. */
interface CountedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Values that are asked for whenever the collector is to be told; each with its labels. */
export type Reading = readonly (readonly [value: number, labels?: Attributes])[];

/** One for a process. */
export class Telemetry {
  readonly #tracer = trace.getTracer(SCOPE);
  readonly #meter = metrics.getMeter(SCOPE);
  readonly #requests = this.#createHistogram("kakehashi.request.duration", REQUEST_BOUNDS);
  readonly #calls = this.#createHistogram("kakehashi.dependency.duration", CALL_BOUNDS);
  readonly #eventDelays = this.#createHistogram("kakehashi.call.event.delay", DELAY_BOUNDS);
  readonly #steps = this.#meter.createCounter("kakehashi.steps", { unit: "{step}" });
  readonly #callerCalls = this.#meter.createCounter("kakehashi.calls", { unit: "{call}" });
  readonly #lockouts = this.#meter.createCounter("kakehashi.lockouts", { unit: "{lockout}" });
  readonly #logLines = this.#meter.createCounter("kakehashi.log.lines", { unit: "{line}" });

  /** Puts a request under a span of its own and counts it. */
  async observe(serve: () => Promise<CountedRequest>): Promise<void> {
    await this.#tracer.startActiveSpan(
      "request",
      { kind: SpanKind.SERVER },
      sampledRoot(),
      async (span) => {
        const { method, route, status, seconds } = await serve();
        const labels = {
          "http.request.method": method,
          "http.route": route,
          "http.response.status_code": status,
        };
        span.updateName(`${method} ${route}`);
        span.setAttributes(labels);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        this.#requests.record(seconds, labels);
      },
    );
  }

  /** Times a call of a store or a neighbour, and puts it under a span. */
  async time<Result>(
    dependency: string,
    operation: string,
    call: () => Promise<Result>,
  ): Promise<Result> {
    const begun = performance.now();
    const note = (span: Span, result: "ok" | "unavailable" | "fault") => {
      const labels = { dependency, operation, result };
      span.setAttributes(labels);
      if (result !== "ok") span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      this.#calls.record((performance.now() - begun) / 1000, labels);
    };
    const options = { kind: SpanKind.CLIENT };
    return await this.#tracer.startActiveSpan(
      `${dependency} ${operation}`,
      options,
      async (span) => {
        try {
          const result = await call();
          note(span, "ok");
          return result;
        } catch (error) {
          note(span, error instanceof UnavailableError ? "unavailable" : "fault");
          throw error;
        }
      },
    );
  }

  /** Counts what the operation log tells of: steps, calls and lockouts. */
  countEntry({ event, result }: Pick<NewOperationLogEntry, "event" | "result">): void {
    if (event === "call") return this.#callerCalls.add(1, { result });
    this.#steps.add(1, { event, result });
    if (result === "call_expected") this.#callerCalls.add(1, { result: "expected" });
    if (result === "locked") this.#lockouts.add(1);
  }

  /** Counts a line of the log for machines. */
  countLine(severity: string, event: string): void {
    this.#logLines.add(1, { severity, event });
  }

  /** How long after a call its event came from the telephony provider. */
  recordEventDelay(seconds: number): void {
    this.#eventDelays.record(seconds);
  }

  /** Registers a value that is looked up when it is needed; a look-up that fails gives none. */
  watch(
    name: string,
    unit: string,
    read: () => Reading | Promise<Reading>,
    onFault: (fault: unknown) => void,
  ): void {
    this.#meter.createObservableGauge(name, { unit }).addCallback(async (result) => {
      try {
        for (const [value, labels] of await read()) result.observe(value, labels);
      } catch (fault) {
        onFault(fault);
      }
    });
  }

  #createHistogram(name: string, explicitBucketBoundaries: number[]): Histogram {
    return this.#meter.createHistogram(name, { unit: "s", advice: { explicitBucketBoundaries } });
  }
}

/**
 * The sampler leaves out what has no sampled parent (see `config/telemetry.ts`), so our traces get
 * one that exists in name only.
 */
function sampledRoot(): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: randomHex(16),
    spanId: randomHex(8),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function randomHex(length: number): string {
  return crypto.getRandomValues(new Uint8Array(length)).toHex();
}
