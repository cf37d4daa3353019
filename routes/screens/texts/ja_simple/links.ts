/** The customer's own page, and the receipt, in やさしい日本語. */
import type { Texts } from "../catalogue.ts";
import { minutes } from "./numbers.ts";

/** See the Japanese texts. */
export const links: Texts["links"] = {
  name: "つながっているアプリを 見（み）る・やめる",
  procedure: "つながっているアプリを 見（み）る・やめる",
  endingName: "つなぐのを やめる",
  leadTitle: "ここで できること",
  lead: [
    "あなたの口座（こうざ）と つながっているアプリを 見ることが できます。つなぐのを やめることも できます。新（あたら）しく アプリに 知（し）らせることは ありません。",
    "あなたが 本人（ほんにん）か、つないだときと 同（おな）じように たしかめます。口座（こうざ）、電話（でんわ）、キャッシュカードの暗証番号（あんしょうばんごう）を 使（つか）います。",
  ],
  start: "次（つぎ）へ",
  again: "もういちど 最初（さいしょ）から 見（み）る",
  aborted: "つながっているアプリは そのままです。なにも 変（か）わっていません。",
  account: (account) => `普通預金（ふつうよきん） ${account}と つながっているアプリ`,
  shownFor: (count) =>
    `安全（あんぜん）のため、${
      minutes(count)
    }の あいだだけ この画面（がめん）を 見（み）ることが できます。`,
  activeTitle: "今（いま） つながっているアプリ",
  overTitle: "終（お）わったもの (90日（にち）のあいだ)",
  none: "今（いま）、この口座（こうざ）と つながっているアプリは ありません。",
  unknownApp: "もう 登録（とうろく）がない アプリ",
  app: "アプリの名前（なまえ）",
  operator: "アプリの会社（かいしゃ）",
  permissions: "見（み）ていいもの",
  permissionsThen: "見（み）ることが できたもの",
  from: "いつから",
  until: "いつまで",
  untilThen: "いつまでの 予定（よてい）だったか",
  lastUse: "アプリが 最後（さいご）に 見（み）た時間（じかん）",
  neverUsed: "まだ ありません。",
  over: "つなぐのが 終（お）わった時間（じかん）",
  expired: (moment) => `${moment} (時間（じかん）が すぎました)`,
  ended: (moment, reason) => `${moment} (${reason})`,
  reasons: {
    revoked_by_app: "アプリが やめました",
    revoked_by_customer: "あなたが やめました",
    revoked_by_operator: "信用組合（しんようくみあい）が やめました",
    code_reuse: "安全（あんぜん）のために やめました",
    unknown: "やめました",
  },
  end: "つなぐのを やめる",
  endOf: (app) => `つなぐのを やめる：${app}`,
  question: (app) => `${app}と つなぐのを やめます。いいですか。`,
  consequences: [
    "やめると、アプリは すぐに この口座（こうざ）のことを 見（み）ることが できなくなります。",
    "アプリが もう 見たものは 消（き）えません。アプリの会社（かいしゃ）に 聞（き）いてください。",
    "また つなぐときは、アプリから 始（はじ）めてください。",
  ],
  endNow: "つなぐのを やめる",
  keep: "やめないで 戻（もど）る",
  leave: "この画面（がめん）を 閉（と）じる",
  receipt: "つないだことの 控（ひか）え",
  receiptLink: "控（ひか）えを 見（み）る (印刷（いんさつ）できます)",
  receiptOf: (app) => `${app}の 控（ひか）えを 見（み）る (印刷（いんさつ）できます)`,
  receiptHint: "ブラウザで 印刷（いんさつ）したり、PDFにしたり できます。",
  institution: "信用組合（しんようくみあい）の名前（なまえ）",
  accountTitle: "口座（こうざ）",
  terms: "API利用規定（りようきてい）(きまり)",
  termsVersion: (version) => `${version}のもの`,
  procedureNumber: "手（て）つづきの番号（ばんごう）",
  withdrawal: "やめたいとき",
  withdrawalHow: (url, phone) =>
    `「つながっているアプリを 見（み）る・やめる」のページ (${url})で やめるか、窓口（まどぐち） (${phone})に 言（い）ってください。`,
  printedAt: "これを 作（つく）った時間（じかん）",
};
