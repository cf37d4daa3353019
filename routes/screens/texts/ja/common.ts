/** What the screens say, beside fields and on every page. The exact texts are the operating manual's. */
import {
  formatJapanese,
  formatJapaneseClock,
} from "../../../../domain/notice/completion_notice.ts";
import type { Institution } from "../../settings.ts";

/** By message id, `data-message` in the page. */
export const messages = {
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
  "links-left": "連携の確認・解除の画面を終了しました。解除していない連携は、そのまま続きます。",
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
};

/** What can be done now, on a page that is the end or stands in the way. */
export const advice = {
  locked: [
    "本人認証情報の誤りが規定の回数に達したため、お取扱いを停止しました。上記の時刻を過ぎましたら、最初からお手続きください。",
    "現金のお引き出しなど、ほかのお取引は、これまでどおりご利用いただけます。すでに連携しているアプリもご利用いただけます。",
    "入力されたお心当たりがない場合は、すぐにお問合せ窓口へお電話ください。",
  ],
  closed: [
    "再開後に続きから進められます。お手続きの有効時間が過ぎたときは、最初からお手続きください。",
  ],
  busy: ["1分ほど待ってから、もう一度お試しください。"],
  "system-error": [
    "もう一度お試しください。",
    "お電話の際は、上記のお問合せ番号をお伝えください。",
  ],
  aborted: [
    "口座の情報は、アプリに提供されません。",
    "あらためて連携するときは、アプリから最初からお手続きください。",
  ],
  expired: ["口座の情報は、アプリに提供されません。"],
  finished: [
    "アプリに戻れないときは、アプリを開き直して、連携の状態をご確認ください。",
    "お手続きにお心当たりがない場合は、すぐにお問合せ窓口へお電話ください。",
  ],
  "unknown-link": [
    "お心当たりのないリンクから開いた場合は、何も入力せずに、この画面を閉じてください。",
  ],
  "other-browser": [
    "お手続きを始めたブラウザが分からないときは、最初からやり直してください。",
  ],
  "form-refused": ["それでも進めないときは、最初からやり直してください。"],
  "app-unavailable": ["詳しくは、アプリの提供事業者にお問い合わせください。"],
};

/** Beside a field that is missing, or that differs from the one it repeats. */
export const faults = {
  missing: "必ず入力して下さい。",
  different: "メールアドレスが一致していません。",
};

/** Beside a field whose input cannot be right. */
export const malformed = {
  branchCode: "店番は3桁の数字で入力して下さい。",
  accountType: "科目を選択して下さい。",
  accountNumber: "口座番号は7桁以内の数字で入力して下さい。",
  name: "お名前はカタカナ48文字以内で入力して下さい。",
  birthYear: "正しい生年月日を入力して下さい。",
  birthMonth: "月を選択して下さい。",
  birthDay: "正しい生年月日を入力して下さい。",
  phoneNumber:
    "電話をかけられる10桁または11桁の電話番号を入力して下さい。0120などの番号は使えません。",
  email: "メールアドレスは半角64文字以内で正しく入力して下さい。",
  emailConfirmation: "メールアドレスは半角64文字以内で正しく入力して下さい。",
  pin: "暗証番号は4桁の数字で入力して下さい。",
  agree: "必ず入力して下さい。",
};

/** The fields, as the summary of the error dialog calls them. */
export const labels = {
  branchCode: "店番",
  accountType: "科目",
  accountNumber: "口座番号",
  name: "お名前",
  birthYear: "生年月日 (年)",
  birthMonth: "生年月日 (月)",
  birthDay: "生年月日 (日)",
  phoneNumber: "電話番号",
  email: "メールアドレス",
  emailConfirmation: "メールアドレス (確認用)",
  pin: "暗証番号",
  agree: "規定への同意",
};

/** Common to all screens. */
export const common = {
  title: (name: string) => `API連携認証 (${name})`,
  languages: "表示言語",
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
  hours: ({ phoneHours }: Institution) => phoneHours,
  copyright: (holder: string) => `Copyright © ${holder} All Rights Reserved.`,
  usableFrom: (moment: string) => `${moment}からご利用いただけます。`,
  incident: (id: string) => `お問合せ番号：${id}`,
  /** A moment on a Japanese calendar and clock. */
  moment: formatJapanese,
  /** The same without the day. */
  clock: formatJapaneseClock,
};

/** Other pages. */
export const pages = {
  abort: "API連携認証の中止",
  error: "API連携認証",
  linkBack: "お手続きの画面を開く",
  /** Where a form can be sent again as it was. */
  inputKept: "入力された内容は失われていません。",
};
