/** The mail that tells a customer of a completed link. Japanese; no links, so that none can be imitated. */
import { maskAccount } from "../banking/account_number.ts";
import type { Client } from "../client/client.ts";
import type { Grant } from "../grant/grant.ts";
import { type EpochMillis, toJst } from "../time.ts";
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
  return {
    id: `completion-${grant.interactionId}`,
    createdAt: grant.grantedAt,
    to,
    subject: `【${sender.name}】API連携認証が完了しました`,
    text: [
      `${sender.name}をご利用いただき、ありがとうございます。`,
      "API連携認証のお手続きが完了しましたので、お知らせします。",
      "",
      `連携したアプリ　　：${client.name}`,
      `アプリの提供事業者：${client.operatorName}`,
      `対象の口座　　　　：普通預金 ${maskAccount(grant.account)}`,
      `お手続き日時　　　：${formatJapanese(grant.grantedAt)}`,
      `認可期間　　　　　：${formatJapanese(grant.expiresAt)} まで`,
      "",
      "上記の期間、アプリの提供事業者が対象口座の情報を照会できます。",
      "連携を解除したいときは、アプリまたは下記の窓口にお申し出ください。",
      "",
      "■ このお手続きにお心当たりのないお客様は、すぐに下記の窓口へお電話ください。",
      `　${sender.name}　お問合せ窓口　${sender.phone}（${sender.phoneHours}）`,
      "",
      "※ 当信用組合がメールで暗証番号等をお尋ねすることは決してありません。",
      "※ このメールは送信専用です。ご返信いただいてもお答えできません。",
      "",
    ].join("\n"),
  };
}

/** A moment on a Japanese calendar and clock: `2026年4月15日 10時05分`. */
export function formatJapanese(at: EpochMillis): string {
  const { year, month, day, hour, minute } = toJst(at);
  return `${year}年${month}月${day}日 ${hour}時${String(minute).padStart(2, "0")}分`;
}
