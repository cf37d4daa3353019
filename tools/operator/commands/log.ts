/** `log …`: the operation log. */
import { accountReference } from "../../../domain/banking/account_reference.ts";
import type {
  OperationLog,
  OperationLogEntry,
  OperationLogFilter,
} from "../../../domain/audit/operation_log.ts";
import { readLogRecords } from "../../../domain/audit/log_record.ts";
import type { LogRange, SealedLog } from "../../../domain/audit/sealed_log.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Call, Command, Entry } from "../command.ts";
import { describeRecord } from "../log_file.ts";
import { parseAccount, parseTime } from "../parse_values.ts";
import { LOG_VERIFY_COMMANDS } from "./log_verify.ts";

const PORTION = 500;

const FILTERS = {
  account: "BRANCH-NUMBER",
  client: "ID",
  interaction: "ID",
  incident: "ID",
  from: "TIME",
  to: "TIME",
};

/** The commands. */
export const LOG_COMMANDS: readonly Command[] = [
  {
    name: "log search",
    arguments: [],
    options: FILTERS,
    summary: "操作ログを探す（古い順）",
    changes: false,
    async run(call) {
      return { entries: readAll(call.gateway.stores.operationLog, await readFilter(call)) };
    },
  },
  {
    name: "log export",
    arguments: [],
    options: { from: "TIME", to: "TIME" },
    summary:
      "操作ログを封印とともに、暗号化されたまま書き出す（1行に1件のJSON、--json では1つの配列）",
    changes: false,
    run: async (call) => ({
      entries: exportAll(call.gateway.stores.sealedLog, await readRange(call)),
    }),
  },
  ...LOG_VERIFY_COMMANDS,
];

async function* readAll(
  log: OperationLog,
  filter: Omit<OperationLogFilter, "limit" | "afterSequence">,
): AsyncGenerator<Entry> {
  let afterSequence = 0;
  for (;;) {
    const entries = await log.search({ ...filter, afterSequence, limit: PORTION });
    yield* entries.map(describe);
    afterSequence = entries.at(-1)?.sequence ?? afterSequence;
    if (entries.length < PORTION) return;
  }
}

async function* exportAll(log: SealedLog, range: LogRange): AsyncGenerator<Entry> {
  for await (const record of readLogRecords(log, range)) yield describeRecord(record);
}

async function readRange({ options: { from, to }, gateway }: Call): Promise<LogRange> {
  return await gateway.stores.sealedLog.findRange(
    from === undefined ? undefined : parseTime(from),
    to === undefined ? undefined : parseTime(to),
  );
}

async function readFilter(
  { options, gateway }: Call,
): Promise<Omit<OperationLogFilter, "limit" | "afterSequence">> {
  const { account, client, interaction, incident, from, to } = options;
  return {
    ...(account === undefined ? {} : {
      accountReference: await accountReference(gateway.vault, parseAccount(account)),
    }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(interaction === undefined ? {} : { interactionId: interaction }),
    ...(incident === undefined ? {} : { incidentId: incident }),
    ...(from === undefined ? {} : { from: parseTime(from) }),
    ...(to === undefined ? {} : { to: parseTime(to) }),
  };
}

function describe({ at, ...entry }: OperationLogEntry): Entry {
  return { ...entry, at: formatJst(at) };
}
