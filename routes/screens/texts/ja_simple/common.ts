/** やさしい日本語. Words that stand on the cash card stay as they are, with their reading. */
import { common as japanese } from "../ja/common.ts";
import type { Texts } from "../catalogue.ts";
import { clock, moment } from "./numbers.ts";

/** See the Japanese texts. */
export const messages: Texts["messages"] = {
  "missing-input": "まだ 書（か）いていない ところか、えらんでいない ところが あります。",
  "malformed-input": "まちがいが あります。",
  "account-not-eligible": "この口座（こうざ）は 使（つか）えません。",
  "authentication-failed":
    "書（か）いたことが 合（あ）っていません。よく見（み）て、もういちど 書（か）いてください。",
  "locked":
    "今日（きょう）は もう 使（つか）えません。くわしいことは 窓口（まどぐち）に 聞（き）いてください。",
  "already-locked":
    "今（いま）は 使（つか）えません。くわしいことは 窓口（まどぐち）に 聞（き）いてください。理由（りゆう）の番号（ばんごう）は B84 です。",
  "closed": "今（いま）の時間（じかん）は 使（つか）えません。",
  "busy": "今（いま）は こんでいます。すこし 待（ま）ってから、もういちど してください。",
  "system-error":
    "今（いま）は 使（つか）えません。急（いそ）ぐ人（ひと）は、窓口（まどぐち）に 聞（き）いてください。",
  "core-banking-unavailable":
    "今（いま）は このサービスを 使（つか）えません。急（いそ）ぐ人（ひと）は、窓口（まどぐち）に 聞（き）いてください。",
  "call-pending":
    "信用組合（しんようくみあい）に 知（し）らせてある 電話（でんわ）からの 電話を 待（ま）っています。",
  "call-arrived":
    "あなたの電話（でんわ）が とどきました。「確定（かくてい）する」を 押（お）してください。",
  "call-withheld":
    "番号（ばんごう）を 知（し）らせない 電話（でんわ）が とどきました。これでは できません。番号の 前（まえ）に 「186」をつけて、もういちど 電話してください。",
  "call-other-number":
    "ちがう番号（ばんごう）から 電話（でんわ）が とどきました。信用組合（しんようくみあい）に 知（し）らせてある 電話から かけてください。",
  "call-timeout":
    "120秒（びょう）が すぎました。今（いま）から 電話（でんわ）しても できません。最初（さいしょ）から もういちど してください。",
  "aborted": "とちゅうで やめました。",
  "link-ended":
    "つなぐのを やめました。アプリは もう この口座（こうざ）のことを 見（み）ることが できません。",
  "link-unknown": "そのアプリは つながっていません。もう 終（お）わっているかもしれません。",
  "links-left": "アプリを 見（み）るのを 終（お）わりました。つながっているアプリは そのままです。",
  "links-expired": "時間（じかん）が すぎました。最初（さいしょ）から してください。",
  "expired": "時間（じかん）が すぎました。アプリから もういちど 始（はじ）めてください。",
  "finished": "ぜんぶ 終（お）わりました。アプリに 戻（もど）ってください。",
  "unknown-link": "このリンクは 使（つか）えません。アプリから もういちど 始（はじ）めてください。",
  "other-browser":
    "これは 別（べつ）のブラウザで 始（はじ）めたものです。始めたブラウザで 続（つづ）けてください。このリンクを 知（し）らない人（ひと）は、この画面（がめん）を 閉（と）じてください。",
  "form-refused":
    "うまく 受（う）けとれませんでした。画面（がめん）を もういちど 開（ひら）いてください。",
  "app-unavailable": "今（いま）は このアプリと つなぐことが できません。",
};

/** See the Japanese texts. */
export const advice: Texts["advice"] = {
  locked: [
    "何回（なんかい）も まちがえたので、今日（きょう）は 使（つか）えません。上（うえ）の時間（じかん）が すぎたら、もういちど 始（はじ）めてください。",
    "お金（かね）を 引（ひ）き出（だ）すことなど、ほかのことは できます。もう つながっているアプリも 使（つか）えます。",
    "あなたが していないときは、すぐに 窓口（まどぐち）に 電話（でんわ）してください。",
  ],
  closed: [
    "また 使（つか）えるようになったら、続（つづ）きから できます。時間（じかん）が すぎたときは、もういちど 始（はじ）めてください。",
  ],
  busy: ["1分（ぷん）くらい 待（ま）ってから、もういちど してください。"],
  "system-error": [
    "もういちど してください。",
    "電話（でんわ）で 聞（き）くときは、上（うえ）の番号（ばんごう）を 言（い）ってください。",
  ],
  aborted: [
    "口座（こうざ）のことは、アプリに 知（し）らせません。",
    "また つなぐときは、アプリから もういちど 始（はじ）めてください。",
  ],
  expired: ["口座（こうざ）のことは、アプリに 知（し）らせません。"],
  finished: [
    "アプリに 戻（もど）れないときは、アプリを 開（ひら）いて、つながっているか 見（み）てください。",
    "あなたが していないときは、すぐに 窓口（まどぐち）に 電話（でんわ）してください。",
  ],
  "unknown-link": [
    "このリンクを 知（し）らない人（ひと）は、何（なに）も 書（か）かないで、この画面（がめん）を 閉（と）じてください。",
  ],
  "other-browser": ["わからないときは、もういちど 始（はじ）めてください。"],
  "form-refused": ["できないときは、もういちど 始（はじ）めてください。"],
  "app-unavailable": ["くわしいことは、アプリの会社（かいしゃ）に 聞（き）いてください。"],
};

/** See the Japanese texts. */
export const faults: Texts["faults"] = {
  missing: "ここを かならず 入（い）れてください。",
  different: "2つの メールアドレスが ちがいます。",
};

/** See the Japanese texts. */
export const malformed: Texts["malformed"] = {
  branchCode: "店番（みせばん）は 3つの数字（すうじ）です。",
  accountType: "科目（かもく）を えらんでください。",
  accountNumber: "口座番号（こうざばんごう）は 7つまでの数字（すうじ）です。",
  name: "名前（なまえ）は カタカナで 書（か）いてください。48文字（もじ）までです。",
  birthYear: "生（う）まれた日（ひ）を 正（ただ）しく 書（か）いてください。",
  birthMonth: "月（つき）を えらんでください。",
  birthDay: "生（う）まれた日（ひ）を 正（ただ）しく 書（か）いてください。",
  phoneNumber:
    "電話（でんわ）を かけられる番号（ばんごう）を 書（か）いてください。10か11の数字（すうじ）です。0120などの番号は 使（つか）えません。",
  email: "メールアドレスを 正（ただ）しく 書（か）いてください。64文字（もじ）までです。",
  emailConfirmation:
    "メールアドレスを 正（ただ）しく 書（か）いてください。64文字（もじ）までです。",
  pin: "暗証番号（あんしょうばんごう）は 4つの数字（すうじ）です。",
  agree: "ここを かならず えらんでください。",
};

/** See the Japanese texts. */
export const labels: Texts["labels"] = {
  branchCode: "店番（みせばん）",
  accountType: "科目（かもく）",
  accountNumber: "口座番号（こうざばんごう）",
  name: "名前（なまえ）",
  birthYear: "生（う）まれた年（とし）",
  birthMonth: "生（う）まれた月（つき）",
  birthDay: "生（う）まれた日（ひ）",
  phoneNumber: "電話番号（でんわばんごう）",
  email: "メールアドレス",
  emailConfirmation: "メールアドレス (もういちど)",
  pin: "暗証番号（あんしょうばんごう）",
  agree: "API利用規定（りようきてい）",
};

/** See the Japanese texts. */
export const common: Texts["common"] = {
  title: (name) => `API連携認証（れんけいにんしょう） (${name})`,
  languages: "ことば",
  errorTitle: "エラー",
  required: "[かならず]",
  ok: "OK",
  next: "次（つぎ）へ",
  abort: "やめる",
  returnToApp: "アプリに 戻（もど）る",
  retry: "もういちど する",
  linking: (app) => `${app}と つなぐ 手（て）つづき`,
  operator: (name) => `アプリの会社（かいしゃ）：${name}`,
  screenId: japanese.screenId,
  progress: (step, steps) => `${steps}つの うち ${step}つめ`,
  terms: "API利用規定（りようきてい）(きまり)",
  faq: "よくある しつもん",
  contact: "聞（き）きたいとき",
  desk: "窓口（まどぐち）",
  hours: ({ phoneHoursSimple }) => phoneHoursSimple,
  copyright: japanese.copyright,
  usableFrom: (from) => `${from}から 使（つか）えます。`,
  incident: (id) => `聞（き）くときの番号（ばんごう）：${id}`,
  moment,
  clock,
};

/** See the Japanese texts. */
export const pages: Texts["pages"] = {
  abort: "とちゅうで やめました",
  error: "API連携認証（れんけいにんしょう）",
  linkBack: "画面（がめん）を 開（ひら）く",
  inputKept: "書（か）いたことは なくなりません。",
};
