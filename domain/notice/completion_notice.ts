/** The mail that tells a customer of a completed link. Japanese; no links, so that none can be imitated. */
import { maskAccount } from "../banking/account_number.ts";
import type { Client } from "../client/client.ts";
import type { Grant } from "../grant/grant.ts";
import { type EpochMillis, toJst } from "../time.ts";
import { drawMail, foreignText, type MailBlock } from "./mail_body.ts";
import type { NewNotice } from "./notice.ts";

/** The credit union, as the mail names it. */
export interface NoticeSender {
  readonly name: string;
  /** The desk to call, as it is shown. */
  readonly phone: string;
  /** When the desk answers. */
  readonly phoneHours: string;
}

/** The completion notice of a grant. The same grant always has the same notice. */
export function completionNotice(
  sender: NoticeSender,
  client: Pick<Client, "name" | "operatorName">,
  grant: Grant,
  to: string,
): NewNotice {
  const subject = `【${sender.name}】API連携認証が完了しました`;
  return {
    id: `completion-${grant.interactionId}`,
    createdAt: grant.grantedAt,
    to,
    subject,
    ...drawMail(subject, completionBlocks(sender, client, grant)),
  };
}

function completionBlocks(
  sender: NoticeSender,
  client: Pick<Client, "name" | "operatorName">,
  grant: Grant,
): readonly MailBlock[] {
  return [
    {
      kind: "paragraph",
      lines: [
        `${sender.name}をご利用いただき、ありがとうございます。`,
        "API連携認証のお手続きが完了しましたので、お知らせします。",
      ],
    },
    {
      kind: "particulars",
      entries: [
        ["連携したアプリ", foreignText(client.name)],
        ["アプリの提供事業者", foreignText(client.operatorName)],
        ["対象の口座", `普通預金 ${maskAccount(grant.account)}`],
        ["お手続き日時", formatJapanese(grant.grantedAt)],
        ["認可期間", `${formatJapanese(grant.expiresAt)}まで`],
      ],
    },
    deskBlock(sender),
    {
      kind: "paragraph",
      lines: [
        "認可期間中、アプリの提供事業者が対象の口座の情報を照会できます。",
        "「連携の確認・解除」の画面で、いつでも確認・解除できます。",
        "アプリまたは上記の窓口でも解除できます。",
      ],
    },
    {
      kind: "small",
      lines: [
        "当信用組合がメールで暗証番号等をお尋ねすることは決してありません。",
        "このメールにリンクはありません。",
        "このメールは送信専用のため、ご返信いただいてもお答えできません。",
      ],
    },
  ];
}

function deskBlock({ name, phone, phoneHours }: NoticeSender): MailBlock {
  return {
    kind: "alert",
    heading: "お心当たりのないお客様へ",
    lines: [
      "お手続きをされていないときは、すぐに下記の窓口へお電話ください。",
      `${name} お問合せ窓口`,
      `電話 ${phone}`,
      `受付 ${phoneHours}`,
    ],
  };
}

/** A moment on a Japanese calendar and clock: `2026年4月15日 10時05分`. */
export function formatJapanese(at: EpochMillis): string {
  const { year, month, day } = toJst(at);
  return `${year}年${month}月${day}日 ${formatJapaneseClock(at)}`;
}

/** A time of the day: `10時05分`. */
export function formatJapaneseClock(at: EpochMillis): string {
  const { hour, minute } = toJst(at);
  return `${hour}時${String(minute).padStart(2, "0")}分`;
}
