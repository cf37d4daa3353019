/** Writes measurements as tables of Markdown. */
import type { ServerCosts } from "./compare.ts";
import type { Summary } from "./statistics.ts";

const COLUMNS = [
  "request",
  "median ms",
  "p95 ms",
  "CPU ms",
  "signatures alone",
  "ephemeral",
  "database",
  "signed",
  "checked",
];

/** @param bare processor time of a handler with the same signatures, in ms, by the request's name */
export function printSummaries(summaries: readonly Summary[], bare: ServerCosts): void {
  printRows([
    COLUMNS,
    ...summaries.map(({ name, medianMillis, p95Millis, cpuMillis, cost }) => [
      name,
      medianMillis.toFixed(2),
      p95Millis.toFixed(2),
      cpuMillis.toFixed(2),
      (bare.get(name) ?? 0).toFixed(2),
      ...[cost.ephemeral, cost.database, cost.signed, cost.verified].map(String),
    ]),
  ]);
}

/** The ratio is what counts: the times depend on the machine. */
export function printComparison(ours: ServerCosts, others: ServerCosts): void {
  const rows = Array.from(ours, ([name, cpuMillis]) => {
    const other = others.get(name) ?? NaN;
    return [name, cpuMillis.toFixed(2), other.toFixed(2), (cpuMillis / other).toFixed(2)];
  });
  printRows([["request", "gateway", "oidc-provider", "ratio"], ...rows]);
}

/** Columns under each other, the first row their heads; all but the first column to the right. */
export function printRows([head = [], ...rows]: readonly (readonly string[])[]): void {
  const rule = head.map((_, column) => column === 0 ? ":--" : "--:");
  const all = [head, rule, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? "";
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(`| ${cells.join(" | ")} |`);
  }
}
