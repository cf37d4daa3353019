/** Every Japanese text of the screens, in one place. The exact ones are the operating manual's. */
import type { Fault, Field } from "../../domain/interaction/forms.ts";

/** Ids of what a screen can have to say; `data-message` in the page. */
export type MessageId = keyof typeof MESSAGES;

/** What the screens say. */
export const MESSAGES = {
  "missing-input": "入力されていない項目があります。",
  "malformed-input": "入力内容に誤りがあります。",
  "account-not-eligible": "ご指定の口座は、本サービスではお取り扱いできません。",
  "authentication-failed":
    "本人認証情報が誤っています。本人認証項目をご確認のうえ、再度入力して下さい。",
  "locked": "お取扱いができなくなりました。詳しくは本サービスのお問合せ窓口へご照会下さい。",
  "already-locked":
    "ただ今お取扱いできません。詳しくは本サービスのお問合せ窓口へご照会下さい。 理由コードはB84です。",
  "closed": "ただ今の時間はサービスを行っていません。 ご了承下さい。",
  "busy": "ただ今受付が混雑しておりますので、しばらくしてからご利用下さい。",
  "system-error":
    "調整のため連絡ができなくなりました。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。",
  "core-banking-unavailable":
    "ご指定のサービスはただ今お取扱できません。 なお、お急ぎの場合は本サービスのお問合せ窓口へご照会下さい。",
  "call-pending": "認証中（認証着信待ち）",
  "call-arrived": "着信を確認しました。「確定する」ボタンを押してください。",
  "call-withheld":
    "番号非通知のお電話がありました。非通知では認証できません。「186」をつけておかけ直しください。",
  "call-other-number":
    "お届け出電話番号以外からのお電話がありました。お届け出電話番号からおかけください。",
  "call-timeout":
    "120秒が経過したため、お電話と「確定する」は無効となりました。恐れ入りますが、最初から操作してください。",
  "aborted": "API連携認証を中止しました。",
  "link-ended": "連携を解除しました。アプリは、この口座の情報を取得できなくなりました。",
  "link-unknown": "指定された連携はありません。すでに終了している場合があります。",
  "links-left": "連携の確認・解除を終了しました。",
  "links-expired": "お手続きの有効時間が過ぎました。恐れ入りますが、最初からやり直してください。",
  "expired":
    "お手続きの有効時間が過ぎました。恐れ入りますが、アプリから最初からやり直してください。",
  "finished": "このお手続きは完了しています。アプリの画面にお戻りください。",
  "unknown-link": "このリンクは無効です。恐れ入りますが、アプリから最初からやり直してください。",
  "other-browser":
    "このお手続きは別のブラウザで始められています。お手続きを始めたブラウザで続けてください。お心当たりのないリンクから開いた場合は、そのまま画面を閉じてください。",
  "form-refused":
    "画面の情報を確認できませんでした。恐れ入りますが、お手続きの画面を開き直してください。",
  "app-unavailable": "このアプリとの連携は、現在ご利用いただけません。",
} as const;

/** Beside a faulty field. */
export function faultText(field: Field, fault: Fault): string {
  if (fault === "missing") return "必ず入力して下さい。";
  if (fault === "different") return "メールアドレスが一致していません。";
  return MALFORMED[field];
}

const MALFORMED: Readonly<Record<Field, string>> = {
  branchCode: "店番は3桁の数字で入力して下さい。",
  accountType: "科目を選択して下さい。",
  accountNumber: "口座番号は7桁以内の数字で入力して下さい。",
  name: "お名前はカタカナで、変換後48文字以内で入力して下さい。",
  birthYear: "正しい生年月日を入力して下さい。",
  birthMonth: "月を選択して下さい。",
  birthDay: "日を選択して下さい。",
  phoneNumber: "電話をかけられる10桁または11桁の電話番号を入力して下さい。",
  email: "メールアドレスは半角64文字以内で正しく入力して下さい。",
  emailConfirmation: "メールアドレスは半角64文字以内で正しく入力して下さい。",
  pin: "暗証番号は4桁の数字で入力して下さい。",
  agree: "必ず入力して下さい。",
};

/** Common to all screens. */
export const COMMON = {
  title: (name: string) => `API連携認証 (${name})`,
  errorTitle: "エラー",
  required: "[必須]",
  ok: "OK",
  next: "次へ",
  abort: "中止する",
  returnToApp: "連携元画面へ",
  retry: "もう一度試す",
  linking: (app: string) => `${app}との連携手続き`,
  operator: (name: string) => `アプリの提供事業者：${name}`,
  screenId: (id: string) => `画面ID : ${id}`,
  progress: (step: number, steps: number) => `手順 ${step} / ${steps}`,
  terms: "API利用規定",
  faq: "よくあるご質問",
  contact: "お問い合わせ先",
  desk: "お問合せ窓口",
  copyright: (holder: string) => `Copyright © ${holder} All Rights Reserved.`,
  usableFrom: (moment: string) => `${moment} からご利用いただけます。`,
  incident: (id: string) => `お問合せ番号：${id}`,
} as const;

/** ① */
export const ACCOUNT = {
  name: "ご利用口座情報入力",
  disclaimerTitle: "免責事項",
  disclaimer: (operator: string) => [
    `本機能は、お客様の金融情報を${operator}に提供するものです。`,
    "API利用規定（画面下部のリンクからご確認いただけます）に同意いただいたうえで、お客様ご自身の責任においてご利用ください。",
  ],
  cautionTitle: "注意事項",
  caution: [
    "当信用組合を装ったメールやSMSにご注意ください。",
    "当信用組合が、メール等で暗証番号等の入力をお願いすることは絶対にありません。不審なメール等には返信せず、リンク先も開かないでください。",
  ],
  closingSoon: (from: string, until: string) =>
    `${from}から${until}まで、サービスを停止します。それまでにお手続きが終わらないときは、再開後に続きから、またはアプリから最初からやり直してください。`,
  request: (institution: string) => [
    `${institution}をご利用いただき、ありがとうございます。`,
    "ご利用口座のキャッシュカードをお手元にご用意のうえ、口座情報を入力してください。",
  ],
  branchCode: "店番",
  branchCodeHint: "(半角数字3桁)",
  branchCodeExample: "例) 001",
  accountType: "科目",
  ordinaryDeposit: "普通預金",
  accountNumber: "口座番号",
  accountNumberHint: "(半角数字)",
  accountNumberExample: "例) 1234567",
} as const;

/** ② */
export const CUSTOMER = {
  name: "お客様情報入力",
  lead: ["本人確認を行います。", "お名前、生年月日、電話番号を入力してください。"],
  accountTitle: "ご利用口座情報",
  account: (branch: string, number: string) => `店番 ${branch} 普通預金 ${number}`,
  correctAccount: "口座情報を訂正する",
  holderTitle: "お客様情報の入力",
  holderName: "お名前",
  holderNameHint: "(半角カタカナ)",
  holderNameExample: "例) ﾃﾞ-ﾀ ﾊﾅｺ （ひらがな・全角カタカナでも入力できます）",
  birthDate: "生年月日",
  birthDateHint: "(半角数字)",
  westernYear: "西暦",
  year: "年",
  month: "月",
  day: "日",
  unselected: "--",
  eraHelp: "西暦・和暦の早見表",
  era: (year: number, era: string) => `西暦${year}年 ＝ ${era}`,
  phoneTitle: "電話番号",
  phoneLead: [
    "当信用組合にお届けいただいている電話番号を入力してください。",
    "(入力された電話番号から、当信用組合が指定する「認証先電話番号」に電話をかけていただきます。)",
  ],
  phoneNumber: "電話番号",
  phoneNumberHint: "(半角数字ハイフン無し)",
  emailTitle: "メールアドレス",
  emailLead: "認可操作後に完了のお知らせを送信するメールアドレスを入力してください。",
  email: "メールアドレス",
  emailHint: "(半角英数字記号)",
  emailConfirmation: "メールアドレス (確認用)",
  emailConfirmationLead: "確認のため2回入力してください",
} as const;

/** ③ */
export const PHONE = {
  name: "電話番号の確認",
  heading: "電話番号での認証を行います",
  numberTitle: "お届け先電話番号",
  number: "電話番号",
  decide: "電話番号の決定",
} as const;

/** ④ */
export const CALL = {
  name: "電話番号認証",
  heading: "電話番号認証",
  lead: [
    "電話番号での認証を行います。お届け出電話番号から認証先電話番号にお電話ください。",
    "電話番号認証完了後、「確定する」ボタンを押してください。",
  ],
  from: "発信元",
  fromLabel: "お届け出電話番号",
  to: "発信先",
  toLabel: "認証先電話番号 (通話料無料)",
  with186: (number: string) => `「186」をつけて電話する (186${number})`,
  with186Hint: "いつも番号非通知でかけるお客様は、こちらからおかけください。",
  qr: "スマートフォンで読み取って電話する",
  qrLabel: (number: string) => `${number} に電話をかけるためのQRコード`,
  noticeTitle: "注意",
  notices: [
    "本画面が表示されてから120秒以内に、お電話ください。",
    "電話番号が非通知設定になっている場合は認証できません。設定を解除するか、「186」をつけておかけください。",
    "呼出音が鳴らない場合は、再度お電話ください。",
    "電話番号のおかけ間違いがないようにご注意ください。",
    "2〜3コール後、自動で電話が切れ、認証完了します。アナウンスは流れません。",
    "スマートフォンをご利用の方は、通話が終わりましたら、このブラウザの画面にお戻りください。",
  ],
  remaining: (seconds: number) => `残り ${seconds} 秒`,
  remainingTemplate: "残り {seconds} 秒",
  announcementTemplate: "残り{seconds}秒です。",
  confirm: "確定する",
  restart: "最初からやり直す",
} as const;

/** ⑤ */
export const PIN = {
  name: "キャッシュカード暗証番号認証",
  heading: "キャッシュカード暗証番号",
  lead: "キャッシュカード暗証番号での認証を行います。",
  pin: "キャッシュカードの暗証番号",
  pinHint: "(半角数字4桁)",
} as const;

/** ⑥ */
export const CONSENT = {
  name: "情報連携認可",
  asks: (operator: string) => `${operator} が以下の許可を求めています。`,
  app: "連携先のアプリ",
  operator: "アプリの提供事業者",
  registration: (number: string) => `電子決済等代行業者登録番号：${number}`,
  account: "対象の口座",
  maskedAccount: (account: string) => `普通預金 ${account}`,
  period: "認可期間",
  days: (days: number) => `${days}日`,
  fromTo: (from: string, to: string) => `${from} から ${to} まで`,
  periodHint: "この期間は、あらためて認証することなくアプリをご利用いただけます。",
  withdrawal: "取り消すには",
  withdrawalHow: (phone: string) =>
    `アプリで連携を解除するか、お問合せ窓口（${phone}）へお申し出ください。いつでも取り消せます。`,
  termsVersion: (version: string) => `（${version}版）`,
  noticeTitle: "ご注意",
  notices: (operator: string) => [
    "次に進む前に、連携先のサイトが信頼できるかどうかを、お客様ご自身で判断してください。",
    `「許可する」を押すと、お客様は${operator}の利用規約のもとでサービスの利用を続けることになります。`,
    "お客様が入力された暗証番号等の認証情報が、連携先に開示されることはありません。連携先との通信は暗号化されています。",
    "この許可は、当信用組合へご連絡いただくことでも取り消せます。",
  ],
  agreementLead: "当信用組合のAPI利用規定に従って、連携先にお客様の金融情報を提供します。",
  agree: "当信用組合のAPI利用規定を確認し、同意します。",
  allow: "許可する",
  deny: "拒否する",
} as const;

/** What each requested permission means. */
export const PERMISSIONS = {
  all: {
    name: "口座情報・明細情報へのアクセス",
    meaning: "お客様の口座の資産情報（残高・入出金明細）へのアクセスを許可します。",
  },
  accounts: {
    name: "口座情報へのアクセス",
    meaning: "お客様の口座の資産情報（残高）へのアクセスを許可します。",
  },
  transactions: {
    name: "明細情報へのアクセス",
    meaning: "お客様の口座の資産情報（入出金明細）へのアクセスを許可します。",
  },
  openid: {
    name: "お客様の識別",
    meaning: "このアプリだけに通用する、お客様の識別番号を提供します。お名前等は含みません。",
  },
} as const;

/** Other pages. */
export const PAGES = {
  abort: "API連携認証の中止",
  error: "API連携認証",
  linkBack: "お手続きの画面を開く",
} as const;
