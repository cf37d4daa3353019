/** The figures of a soak as tables of Markdown. */
import { printRows } from "../bench/print_table.ts";
import { quantile } from "../bench/statistics.ts";
import type { Outcome } from "./evidence.ts";
import { FAULTS } from "./faults.ts";
import type { SoakResult } from "./soak.ts";

const OUTCOMES: readonly Outcome[] = ["done", "refused", "try again", "connection lost"];
const KINDS = ["par", "screen", "telephony", "token", "resource", "revoke"];

/** Prints them, and whatever must not be. */
export function printReport(result: SoakResult): void {
  const { evidence, figures, options } = result;
  console.log(
    `seed ${options.seed}, ${options.seconds} s, ${options.instances} instances, ` +
      `${options.customers} customers at once\n`,
  );
  printRows([["what", "count"], ...counts(result).map(([name, count]) => [name, String(count)])]);
  console.log("");
  printRows([
    ["requests", ...OUTCOMES],
    ...KINDS.map((kind) => [
      kind,
      ...OUTCOMES.map((outcome) => String(evidence.outcomes(kind, outcome))),
    ]),
    ["median ms", ...OUTCOMES.map((outcome) => millis(evidence.millisOf(outcome), 0.5))],
    ["p99 ms", ...OUTCOMES.map((outcome) => millis(evidence.millisOf(outcome), 0.99))],
    ["longest ms", ...OUTCOMES.map((outcome) => millis(evidence.millisOf(outcome), 1))],
  ]);
  console.log("");
  printRows([
    ["", "acknowledged", "stored"],
    ...figures.map(({ name, acknowledged, stored }) => [
      name,
      String(acknowledged),
      String(stored),
    ]),
  ]);
  console.log(`\n${evidence.violations.length} violations`);
  for (const violation of evidence.violations.slice(0, 50)) console.log(`- ${violation}`);
}

function counts({ evidence, fleet, ways, ...rest }: SoakResult): readonly [string, number][] {
  const counted = (...names: readonly string[]): [string, number][] =>
    names.map((name) => [name, evidence.counted(name)]);
  return [
    ...counted("walks done", "walks not finished", "walks begun anew"),
    ...counted("codes used up without an answer", "locked by tries that were killed"),
    ...counted(...FAULTS),
    ["starts in vain, a store being away", fleet.startsInVain],
    ["median start under load, ms", Math.round(quantile(fleet.startMillis, 0.5))],
    ...ways.flatMap(({ name, requests, lost }): [string, number][] => [
      [`requests to ${name}`, requests],
      [`answers of ${name} lost`, lost],
    ]),
    ...counted("calls reported twice", "consents pressed twice", "codes used again", "replays"),
    ...counted("double uses"),
    ["most wrong answers for one account", rest.mostGuesses],
    ["log entries sealed", rest.log.sealed],
    ["log entries not yet sealed", rest.log.unsealed],
    ["mails sent again, as the same mail", rest.repeatedMails],
    ["mails waiting at the end", rest.waitingMails],
  ];
}

function millis(values: readonly number[], share: number): string {
  return values.length === 0 ? "" : String(Math.round(quantile(values, share)));
}
