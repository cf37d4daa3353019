/** `notice …`: mails that are not yet sent. */
import type { NoticeOutbox } from "../../../domain/notice/notice.ts";
import { formatJst } from "../../../domain/time.ts";
import type { Command } from "../command.ts";
import { Refusal } from "../faults.ts";

const LIMIT = 1000;

/** The commands. */
export const NOTICE_COMMANDS: readonly Command[] = [
  {
    name: "notice list",
    arguments: [],
    options: {},
    summary: "未送信のメール（古い順、1000件まで）",
    changes: false,
    async run({ gateway }) {
      const notices = await gateway.stores.notices.listUnsent(LIMIT);
      return {
        entries: notices.map((notice) => ({
          id: notice.id,
          to: notice.to && maskAddress(notice.to),
          subject: notice.subject,
          createdAt: formatJst(notice.createdAt),
          attempts: notice.attempts,
          nextAttemptAt: formatJst(notice.nextAttemptAt),
          lastFault: notice.lastFault,
        })),
      };
    },
  },
  {
    name: "notice resend",
    arguments: ["ID"],
    options: {},
    summary: "未送信のメールを、待ち時間をおかずに送り直す",
    changes: true,
    async run({ gateway: { stores: { notices } }, positional, now }) {
      const { id, lastFault } = await findUnsent(notices, positional["ID"]);
      await notices.postpone(id, now, lastFault ?? "resend");
      return { entry: { id, nextAttemptAt: formatJst(now) } };
    },
  },
  {
    name: "notice discard",
    arguments: ["ID"],
    options: {},
    summary: "送れないメールをあきらめる（宛先と本文は消える。お客さまには別の方法で連絡）",
    changes: true,
    async run({ gateway: { stores: { notices } }, positional, now }) {
      const { id } = await findUnsent(notices, positional["ID"]);
      await notices.discard(id, now);
      return { entry: { id } };
    },
  },
];

async function findUnsent(notices: NoticeOutbox, id = "") {
  const notice = (await notices.listUnsent(LIMIT)).find((candidate) => candidate.id === id);
  if (notice === undefined) throw new Refusal(`未送信のメール ${id} はありません`);
  return notice;
}

/** Enough to tell addresses apart when a customer calls. */
function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, 1)}***${address.slice(at)}`;
}
