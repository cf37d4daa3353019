/** `backup`, `restore`: everything that lasts, in one file. */
import { BackupFault, type BackupFaultReason } from "../../../adapters/libsql/backup.ts";
import { UnavailableError } from "../../../domain/errors.ts";
import { markGrantEnded } from "../../../domain/grant/grant_snapshot.ts";
import type { GrantId } from "../../../domain/ids.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Command, Restorer, RestoringCommand } from "../command.ts";
import { Refusal } from "../faults.ts";
import { parseEndedGrants } from "../log_file.ts";
import { checkSecrets, endRestoredGrants, logRestore } from "../restored_stores.ts";

const ALIVE_TIMEOUT_MILLIS = 2000;
const PORTION = 100;

/** The commands. */
export const BACKUP_COMMANDS: readonly Command[] = [{
  name: "backup",
  arguments: ["FILE"],
  options: {},
  summary: "データベースを新しいファイルへ控える（稼働中でもよい。上書きはしない）",
  changes: true,
  async run({ gateway, positional }) {
    const path = positional["FILE"] ?? "";
    await explained(() => gateway.backUp(path));
    return { entry: { id: path, at: formatJst(gateway.clock.now()) } };
  },
}];

/**
 * Grants that were ended after the backup are active in it. So all active ones are ended, unless the
 * operator says which ones were ended since (docs/runbook.md).
 */
export const RESTORE: RestoringCommand = {
  restoring: true,
  name: "restore",
  arguments: ["FILE"],
  options: { "ended-grants": "FILE" },
  summary:
    "控えを、まだ何もない場所へ戻す（有効な連携はすべて終わらせる。--ended-grants があれば、" +
    "その中の連携だけ）",
  changes: true,
  async run(call) {
    const { restorer, files, positional, options } = call;
    const path = positional["FILE"] ?? "";
    await refuseBesideGateway(restorer);
    const list = options["ended-grants"];
    const ids = list === undefined ? "all" : await parseEndedGrants(files.lines(list));
    const report = await explained(() =>
      restorer.restore(path, async (stores) => {
        const latest = await checkSecrets(stores, restorer.vault, call.now);
        const grants = await endRestoredGrants(stores, call, ids);
        await logRestore(stores, call, { subject: path, ended: String(grants.ended.length) });
        return { latest, ...grants };
      })
    );
    await tellEnded(call, report.ended);
    return {
      entry: {
        id: restorer.databaseUrl,
        latestLogEntry: report.latest === undefined ? undefined : formatJst(report.latest),
        endedGrants: report.ended.length,
        activeGrants: report.active,
        unknownGrants: report.unknown,
      },
    };
  },
};

/** What a running gateway writes from now on would not be in what is restored. */
async function refuseBesideGateway({ issuer, fetch }: Restorer): Promise<void> {
  const signal = AbortSignal.timeout(ALIVE_TIMEOUT_MILLIS);
  const url = new URL("/healthz", issuer);
  const isAlive = await fetch(new Request(url, { signal })).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
  if (isAlive) throw new Refusal(`${issuer} でゲートウェイが動いています。すべて止めてください`);
}

/** Resource calls look at copies that live for an hour at most, in a store that may have stayed. */
async function tellEnded(
  { open, now, attempt }: Parameters<RestoringCommand["run"]>[0],
  ended: readonly GrantId[],
): Promise<void> {
  if (ended.length === 0) return;
  try {
    await using gateway = await open();
    const marks = ended.map((id) => markGrantEnded(id, now));
    for (let start = 0; start < marks.length; start += PORTION) {
      await gateway.stores.ephemeral.run({ now, attempt }, marks.slice(start, start + PORTION));
    }
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    throw new Refusal(
      `復元は完了しましたが、連携の終了を ${error.dependency} に記せません。` +
        "1時間たってからゲートウェイを起動してください",
    );
  }
}

const EXPLANATIONS: Readonly<Record<BackupFaultReason, string>> = {
  target_exists: "書き込む先にすでに何かがあります。上書きはしません",
  damaged: "控えのファイルがないか、壊れています",
  unknown_schema: "控えのファイルは、このプログラムのものでないか、新しい版のものです",
};

async function explained<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BackupFault) throw new Refusal(EXPLANATIONS[error.reason]);
    throw error;
  }
}
