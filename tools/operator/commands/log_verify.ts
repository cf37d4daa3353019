/** `log verify`, `log head`: whether the operation log is as it was sealed. */
import { readLogRecords } from "../../../domain/audit/log_record.ts";
import { readStatement } from "../../../domain/audit/log_statement.ts";
import type {
  LogFault,
  LogFaultKind,
  LogTrust,
  LogVerdict,
} from "../../../domain/audit/log_verdict.ts";
import { verifyLog } from "../../../domain/audit/verify_log.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Answer, Arguments, Call, Command, Files, Gateway } from "../command.ts";
import { Refusal } from "../faults.ts";
import { parseHeads, parseRecords } from "../log_file.ts";

const EXPLANATIONS: Readonly<Record<LogFaultKind, string>> = {
  edited: "記録の内容が、封印したときと違います",
  missing: "記録が削除されています",
  repeated: "同じ位置の記録が2つあります（挿入）",
  reordered: "記録の順序が入れ替えられています",
  unlinked: "前の記録につながりません（挿入、または前の記録の差し替え）",
  forged: "詳細が、このゲートウェイで暗号化されたものではありません",
  truncated: "署名された末尾までの記録がありません（末尾の削除）",
  rewritten: "署名されたハッシュと違います（この範囲の記録とハッシュが書き換えられています）",
  badSignature: "署名が正しくないか、別の位置のものです",
  foreignKey: "別の鍵で署名されています",
  unsigned: "封印された記録に署名がありません",
  misplaced: "あるはずのない位置にあります（順序の入れ替え、または挿入）",
  unreadable: "記録として読めない行です",
  cutOff: "書き出しが途中で切れています",
};

/** The commands. */
export const LOG_VERIFY_COMMANDS: readonly Command[] = [
  {
    name: "log verify",
    arguments: ["FILE?"],
    options: { head: "FILE" },
    summary:
      "操作ログの改ざん、削除、入れ替えを調べる（FILEは log export の出力。--head は別に保管した末尾の署名）",
    changes: false,
    runOffline(call) {
      const path = call.positional["FILE"];
      return path === undefined ? undefined : verifyFile(path, call);
    },
    run: verifyDatabase,
  },
  {
    name: "log head",
    arguments: [],
    options: {},
    summary: "封印の末尾の署名を表示する（別の場所に保管する）",
    changes: false,
    run: async ({ gateway }) => ({ entry: await readHead(gateway) }),
  },
];

async function verifyFile(
  path: string,
  { files, options }: Arguments & { readonly files: Files },
): Promise<Answer> {
  const trust = await readTrust(files, options["head"]);
  return describe(await verifyLog(parseRecords(files.lines(path)), trust), trust);
}

/** With the gateway's secret it can also be told who has encrypted the details. */
async function verifyDatabase({ gateway, files, options }: Call): Promise<Answer> {
  const { stores, vault } = gateway;
  const trust: LogTrust = {
    ...await readTrust(files, options["head"]),
    kid: await readKid(gateway),
    isLive: true,
    isOurs: ({ id, sealedDetails }) =>
      vault.open("log", id, sealedDetails).then(() => true, () => false),
  };
  return describe(await verifyLog(readLogRecords(stores.sealedLog), trust), trust);
}

/** No key has this thumbprint: before the first sealing there is nothing that could be signed. */
async function readKid({ stores }: Gateway): Promise<string> {
  return (await stores.logKeys.read())?.kid ?? "none";
}

async function readTrust(files: Files, path: string | undefined): Promise<LogTrust> {
  return path === undefined ? {} : { heads: await parseHeads(files.lines(path)) };
}

async function readHead(gateway: Gateway) {
  const stored = await gateway.stores.sealedLog.readHead();
  if (stored === undefined) throw new Refusal("まだ何も封印されていません");
  const head = await readStatement("head", stored.signed);
  if (head === undefined || head.kid !== await readKid(gateway)) {
    throw new Refusal("末尾の署名が正しくありません（log verify で調べてください）");
  }
  const { kind: _, at, ...members } = head;
  return { id: `head-${head.position}`, ...members, at: formatJst(at) };
}

function describe(verdict: LogVerdict, trust: LogTrust): Answer {
  const { fault, after, last, head, kid, compared, ...counts } = verdict;
  const isSealed = last > after;
  return {
    failed: fault !== undefined,
    entry: {
      id: "operation-log",
      result: fault === undefined ? "sound" : "faulty",
      ...(fault && describeFault(fault)),
      ...counts,
      first: isSealed ? after + 1 : undefined,
      last: isSealed ? last : undefined,
      signedAt: head && formatJst(head.at),
      headHash: head?.hash,
      kid: kid === "none" ? undefined : kid,
      keptHeads: trust.heads && `${compared} of ${trust.heads.length} compared`,
    },
  };
}

function describeFault({ kind, position, until, line, entryId }: LogFault) {
  return { fault: kind, explanation: EXPLANATIONS[kind], position, until, line, entryId };
}
