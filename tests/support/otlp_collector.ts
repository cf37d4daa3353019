/**
 * An OpenTelemetry collector as far as a test needs one: takes OTLP over HTTP in JSON
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp) and keeps all of it.
 */
import { z } from "zod";
import { serveBridge } from "./bridge_server.ts";

const attributes = z.array(z.object({
  key: z.string(),
  value: z.record(z.string(), z.unknown()),
})).transform((list) =>
  Object.fromEntries(list.map(({ key, value }) => [key, String(Object.values(value)[0])]))
);

const point = z.object({
  attributes,
  asInt: z.coerce.number().optional(),
  asDouble: z.number().optional(),
  count: z.coerce.number().optional(),
  sum: z.number().optional(),
});

const points = z.object({ dataPoints: z.array(point) });

const metricsExport = z.object({
  resourceMetrics: z.array(z.object({
    scopeMetrics: z.array(z.object({
      scope: z.object({ name: z.string() }),
      metrics: z.array(z.object({
        name: z.string(),
        unit: z.string(),
        sum: points.extend({ isMonotonic: z.boolean() }).optional(),
        gauge: points.optional(),
        histogram: points.optional(),
      })),
    })),
  })),
});

const spansExport = z.object({
  resourceSpans: z.array(z.object({
    scopeSpans: z.array(z.object({
      scope: z.object({ name: z.string() }),
      spans: z.array(z.object({
        traceId: z.string(),
        name: z.string(),
        /** 2: server, 3: client. */
        kind: z.number(),
        attributes,
        status: z.object({ code: z.number() }),
      })),
    })),
  })),
});

/** The latest state of a metric. */
export interface CollectedMetric {
  readonly scope: string;
  readonly name: string;
  readonly unit: string;
  /** `sum`: one that can fall. */
  readonly kind: "counter" | "sum" | "gauge" | "histogram";
  readonly points: readonly z.output<typeof point>[];
}

/** A span as it arrived. */
export interface CollectedSpan {
  readonly scope: string;
  readonly traceId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: { readonly code: number };
}

/** See the head of this file; `await using` stops it. */
export interface OtlpCollector extends AsyncDisposable {
  /** Settings with which a process of Deno sends it everything, soon and safely. */
  readonly settings: Readonly<Record<string, string>>;
  /** What came in, by the last part of the path: `metrics`, `traces`, `logs`. */
  bodies(kind: "metrics" | "traces" | "logs"): readonly string[];
  /** By their names. */
  readonly metrics: ReadonlyMap<string, CollectedMetric>;
  readonly spans: readonly CollectedSpan[];
  /** Resolves when a condition holds after something came in. */
  until(condition: () => boolean): Promise<void>;
}

/** Starts a collector on a free port. */
export async function startCollector(): Promise<OtlpCollector> {
  const received: { readonly path: string; readonly body: string }[] = [];
  const metrics = new Map<string, CollectedMetric>();
  const spans: CollectedSpan[] = [];
  let news = Promise.withResolvers<void>();
  const bridge = await serveBridge(async (request) => {
    const { pathname: path } = new URL(request.url);
    const body = await request.text();
    received.push({ path, body });
    try {
      if (path === "/v1/metrics") keepMetrics(metrics, body);
      if (path === "/v1/traces") spans.push(...readSpans(body));
      news.resolve();
      news = Promise.withResolvers();
    } catch (error) {
      news.reject(error);
    }
    return Response.json({});
  });
  return {
    settings: settingsFor(bridge.url),
    bodies: (kind) => received.filter(({ path }) => path === `/v1/${kind}`).map(({ body }) => body),
    metrics,
    spans,
    async until(condition) {
      while (!condition()) await news.promise;
    },
    [Symbol.asyncDispose]: () => bridge.stop(),
  };
}

function settingsFor(url: string): Readonly<Record<string, string>> {
  return {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_TRACES_SAMPLER: "parentbased_always_off",
    OTEL_PROPAGATORS: "none",
    OTEL_METRIC_EXPORT_INTERVAL: "200",
    OTEL_BSP_SCHEDULE_DELAY: "100",
    OTEL_BLRP_SCHEDULE_DELAY: "100",
  };
}

function keepMetrics(metrics: Map<string, CollectedMetric>, body: string): void {
  const { resourceMetrics } = metricsExport.parse(JSON.parse(body));
  for (const { scope, metrics: found } of resourceMetrics.flatMap((part) => part.scopeMetrics)) {
    for (const { name, unit, sum, gauge, histogram } of found) {
      const kind = gauge ? "gauge" : histogram ? "histogram" : sum?.isMonotonic ? "counter" : "sum";
      const { dataPoints } = gauge ?? histogram ?? sum ?? { dataPoints: [] };
      metrics.set(name, { scope: scope.name, name, unit, kind, points: dataPoints });
    }
  }
}

function readSpans(body: string): readonly CollectedSpan[] {
  const { resourceSpans } = spansExport.parse(JSON.parse(body));
  return resourceSpans.flatMap((part) => part.scopeSpans)
    .flatMap(({ scope, spans }) => spans.map((span) => ({ ...span, scope: scope.name })));
}
