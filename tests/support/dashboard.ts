/** The dashboard in `docs/`, held against the metrics that a gateway sent. */
import { z } from "zod";
import type { CollectedMetric } from "./otlp_collector.ts";

/** Labels that Prometheus or its functions make, not the gateway. */
const LABELS_OF_PROMETHEUS = ["le"];

const PATH = new URL("../../docs/dashboard.json", import.meta.url);

/** As far as it asks for metrics. */
const DASHBOARD = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

/** All queries of the dashboard. */
export async function readQueries(): Promise<readonly string[]> {
  const { panels } = DASHBOARD.parse(JSON.parse(await Deno.readTextFile(PATH)));
  return panels.flatMap(({ targets }) => targets).map(({ expr }) => expr);
}

/** The names and labels in a query that no metric has. */
export function findUnknown(query: string, metrics: Iterable<CollectedMetric>): readonly string[] {
  const known = new Map([...metrics].flatMap(prometheusSeries));
  const names = query.match(/\b(?:kakehashi|http_server|v8js_memory)_\w+/g) ?? [];
  const labels = new Set([
    ...names.flatMap((name) => [...known.get(name) ?? []]),
    ...LABELS_OF_PROMETHEUS,
  ]);
  return [
    ...names.filter((name) => !known.has(name)),
    ...labelsIn(query).filter((label) => !labels.has(label)),
  ];
}

function labelsIn(query: string): readonly string[] {
  const grouped = [...query.matchAll(/\b(?:by|ignoring|on) \(([^)]*)\)/g)]
    .flatMap(([, list]) => list?.split(",") ?? []);
  const selected = [...query.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) =>
    label ?? ""
  );
  return [...grouped, ...selected].map((label) => label.trim());
}

/**
 * The time series that Prometheus makes of a metric, with their labels
 * (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
 */
function prometheusSeries(
  { name, unit, kind, points }: CollectedMetric,
): readonly (readonly [string, ReadonlySet<string>])[] {
  const suffix: Readonly<Record<string, string>> = { s: "_seconds", By: "_bytes" };
  const base = name.replaceAll(".", "_") + (suffix[unit] ?? "");
  const labels = new Set(
    points.flatMap(({ attributes }) => Object.keys(attributes)).map((key) =>
      key.replaceAll(".", "_")
    ),
  );
  const endings = {
    counter: ["_total"],
    sum: [""],
    gauge: [""],
    histogram: ["_bucket", "_count", "_sum"],
  };
  return endings[kind].map((ending) => [base + ending, labels]);
}
