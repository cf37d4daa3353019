/** The six screens, in やさしい日本語. */
import type { Texts } from "../catalogue.ts";
import { days, eras, minutes } from "./numbers.ts";

/** See the Japanese texts. */
export const account: Texts["account"] = {
  name: "あなたの口座（こうざ）",
  disclaimerTitle: "知（し）っておいてほしいこと",
  disclaimer: (operator) => [
    `あなたの お金（かね）のことを ${operator}に 知（し）らせます。`,
    "API利用規定（りようきてい） (きまり。画面（がめん）の下（した）に あります)を 読（よ）んで、いいと 思（おも）ったら 使（つか）ってください。自分（じぶん）で 決（き）めてください。",
  ],
  cautionTitle: "気（き）をつけてください",
  caution: [
    "信用組合（しんようくみあい）のふりをする メールや SMSに 気（き）をつけてください。",
    "信用組合が メールで 暗証番号（あんしょうばんごう）を 聞（き）くことは ありません。あやしいメールに 返事（へんじ）を しないでください。リンクも 開（ひら）かないでください。",
  ],
  closingSoon: (from, until) =>
    `${from}から ${until}まで 使（つか）えません。それまでに 終（お）わらないときは、また使えるようになってから 続（つづ）きを するか、最初（さいしょ）から してください。`,
  request: (institution) => [
    `${institution}を 使（つか）ってくれて、ありがとうございます。`,
    "キャッシュカードを 見（み）ながら 書（か）いてください。",
  ],
  backAtStart: "最初（さいしょ）の画面（がめん）に 戻（もど）りました。",
  cardHelp: "カードの どこに 書（か）いて ありますか",
  cardPicture:
    "キャッシュカードの 絵（え）。左（ひだり）に 店番（みせばん）3つ、右（みぎ）に 口座番号（こうざばんごう）7つの数字（すうじ）が あります。",
  cardBranch: "店番 みせばん",
  cardAccount: "口座番号 こうざばんごう",
  branchCode: "店番（みせばん）",
  branchCodeHint: "(3つの数字（すうじ）)",
  branchCodeExample: "例（れい） 001",
  accountType: "科目（かもく）",
  ordinaryDeposit: "普通預金（ふつうよきん）",
  accountNumber: "口座番号（こうざばんごう）",
  accountNumberHint: "(数字（すうじ）)",
  accountNumberExample: "例（れい） 1234567",
};

/** See the Japanese texts. */
export const customer: Texts["customer"] = {
  name: "あなたのこと",
  lead: (asksEmail) => [
    "あなたが 本人（ほんにん）か たしかめます。",
    `名前（なまえ）、生（う）まれた日（ひ）、電話番号（でんわばんごう）${
      asksEmail ? "、メールアドレス" : ""
    }を 書（か）いてください。`,
  ],
  accountTitle: "あなたの口座（こうざ）",
  account: (branch, number) => `店番（みせばん） ${branch} 普通預金（ふつうよきん） ${number}`,
  correctAccount: "口座（こうざ）を なおす",
  checkAccount: "店番（みせばん）と 口座番号（こうざばんごう）を よく見（み）てください。",
  checkHolder: "生（う）まれた日（ひ）と 電話番号（でんわばんごう）を よく見（み）てください。",
  holderTitle: "あなたのこと",
  holderName: "名前（なまえ）",
  holderNameHint: "(カタカナ)",
  holderNameExample: "例（れい） ﾃﾞ-ﾀ ﾊﾅｺ （ひらがなでも いいです）",
  birthDate: "生（う）まれた日（ひ）",
  birthDateHint: "(数字（すうじ）)",
  birthDateExample:
    "例（れい） 1964 （「昭和（しょうわ）39」と 書（か）くと、西暦（せいれき）に なおします）",
  westernYear: "西暦（せいれき）",
  year: "年（ねん）",
  month: "月（がつ）",
  day: "日（にち）",
  unselected: "--",
  eraHelp: "西暦（せいれき）と 昭和（しょうわ）・平成（へいせい）・令和（れいわ）の表（ひょう）",
  eraRange: (era, years, first, last) =>
    eras(`${era}${years}年 ＝ 西暦（せいれき）${first}〜${last}年`),
  era: (year, era) => eras(`西暦（せいれき）${year}年 ＝ ${era}`),
  phoneTitle: "電話番号（でんわばんごう）",
  phoneLead: [
    "信用組合（しんようくみあい）に 知（し）らせてある 電話番号（でんわばんごう）を 書（か）いてください。",
    "(あとで この電話（でんわ）から、画面（がめん）に 出（で）る番号（ばんごう）に 電話してください。)",
  ],
  phoneNumber: "電話番号（でんわばんごう）",
  phoneNumberHint: "(数字（すうじ）だけ。「-」は 書（か）きません)",
  emailTitle: "メールアドレス",
  emailLead: "終（お）わったら、このアドレスに メールを 送（おく）ります。",
  email: "メールアドレス",
  emailHint: "(英語（えいご）の文字（もじ）と 数字（すうじ）と 記号（きごう）)",
  emailConfirmation: "メールアドレス (もういちど)",
  emailConfirmationLead: "上（うえ）と 同（おな）じ アドレスを もういちど 書（か）いてください。",
};

/** See the Japanese texts. */
export const phone: Texts["phone"] = {
  name: "電話番号（でんわばんごう）を たしかめる",
  heading: "電話（でんわ）で たしかめます",
  numberTitle: "信用組合（しんようくみあい）に 知（し）らせてある 電話番号（でんわばんごう）",
  number: "電話番号（でんわばんごう）",
  decide: "この電話番号（でんわばんごう）で いい",
  ahead:
    "次（つぎ）の画面（がめん）が 出（で）てから、120秒（びょう）の あいだに 電話（でんわ）します。電話を 近（ちか）くに おいてください。",
};

/** See the Japanese texts. */
export const call: Texts["call"] = {
  name: "電話（でんわ）で たしかめる",
  lead: [
    "信用組合（しんようくみあい）に 知（し）らせてある 電話（でんわ）から、上（うえ）の番号（ばんごう）に 電話してください。",
    "電話が 終（お）わったら、「確定（かくてい）する」を 押（お）してください。",
  ],
  from: "この電話（でんわ）から",
  fromLabel: "信用組合（しんようくみあい）に 知（し）らせてある 電話番号（でんわばんごう）",
  to: "この番号（ばんごう）へ",
  toLabel: "電話（でんわ）する番号（ばんごう） (お金（かね）は かかりません)",
  with186: (number) => `186をつけて 電話（でんわ）する (186 ${number})`,
  with186Hint:
    "いつも 番号（ばんごう）を 知（し）らせないで 電話（でんわ）する人（ひと）は、これを 押（お）してください。",
  qr: "スマートフォンで 読（よ）んで 電話（でんわ）する",
  qrForOtherPhone: "ほかの電話（でんわ）で 読（よ）んで 電話（でんわ）する",
  qrLabel: (number) => `${number}に 電話（でんわ）する QRコード`,
  noticeTitle: "気（き）をつけてください",
  notices: [
    "この画面（がめん）が 出（で）てから 120秒（びょう）の あいだに 電話（でんわ）してください。",
    "番号（ばんごう）を 知（し）らせない 電話（でんわ）では できません。番号の 前（まえ）に 「186」をつけてください。",
    "音（おと）が 鳴（な）らないときは、もういちど 電話してください。",
    "番号を まちがえないでください。",
    "2回（かい）か 3回 鳴（な）ったら、電話は 自動（じどう）で 切（き）れます。あなたは 切らなくて いいです。声（こえ）は 聞（き）こえません。",
    "スマートフォンの人（ひと）は、電話が 終わったら、このブラウザの画面に 戻（もど）ってください。",
  ],
  remaining: (seconds) => `あと ${seconds} びょう`,
  remainingTemplate: "あと {seconds} びょう",
  until: (hour, minute, second) => `${hour}時（じ）${minutes(minute)}${second}秒（びょう）まで`,
  announcementTemplate: "あと {seconds} びょうです。",
  pressToCall: "番号（ばんごう）を 押（お）すと、電話（でんわ）が かかります。",
  dialByPhone:
    "信用組合（しんようくみあい）に 知（し）らせてある 電話（でんわ）から かけてください。",
  stepsTitle: "電話（でんわ）の しかた",
  steps: [
    "上（うえ）の番号（ばんごう）に 電話（でんわ）する",
    "音（おと）が 2回（かい）か 3回 鳴（な）る",
    "電話（でんわ）が 自動（じどう）で 切（き）れる (あなたは 切らなくて いいです)",
    "この画面（がめん）に 戻（もど）る",
    "「確定（かくてい）する」を 押（お）す",
  ],
  withheldHelp:
    "下（した）の 「186をつけて 電話（でんわ）する」を 押（お）してください。自分（じぶん）で 番号（ばんごう）を 押すときは、はじめに 186を 押してください。",
  otherNumberHelp: (desk) =>
    `下（した）に 書（か）いてある番号（ばんごう）の電話（でんわ）から かけてください。その電話が ない人（ひと）は、やめて、窓口（まどぐち） (${desk})に 電話してください。`,
  connectionCut:
    "この画面（がめん）の インターネットが 切（き）れています。電話（でんわ）は できます。つながったら、自動（じどう）で 続（つづ）けます。",
  confirm: "確定（かくてい）する",
  restart: "最初（さいしょ）から する",
};

/** See the Japanese texts. */
export const pin: Texts["pin"] = {
  name: "キャッシュカードの暗証番号（あんしょうばんごう）",
  heading: "キャッシュカードの暗証番号（あんしょうばんごう）",
  lead: "暗証番号（あんしょうばんごう）で、あなたが 本人（ほんにん）か たしかめます。",
  pin: "キャッシュカードの暗証番号（あんしょうばんごう）",
  pinHint: "(4つの数字（すうじ）)",
  checkPin: "キャッシュカードの暗証番号（あんしょうばんごう）を よく見（み）てください。",
};

/** See the Japanese texts. */
export const consent: Texts["consent"] = {
  name: "許可（きょか）",
  asks: (operator) => `${operator}が、これを していいか 聞（き）いています。`,
  app: "アプリ",
  operator: "アプリの会社（かいしゃ）",
  registration: (number) =>
    `電子決済等代行業者（でんしけっさいとうだいこうぎょうしゃ）の 登録番号（とうろくばんごう）：${number}`,
  account: "口座（こうざ）",
  maskedAccount: (account) => `普通預金（ふつうよきん） ${account}`,
  period: "いつまで",
  days,
  fromTo: (from, to) => `${from}から ${to}まで`,
  periodHint: "この あいだは、もういちど たしかめないで アプリを 使（つか）えます。",
  withdrawal: "やめたいとき",
  withdrawalHow: (phone) =>
    `アプリか、下（した）の「つながっているアプリを 見（み）る・やめる」のページで やめるか、窓口（まどぐち） (${phone})に 言（い）ってください。いつでも やめられます。`,
  termsVersion: (version) => `(${version})`,
  noticeTitle: "気（き）をつけてください",
  notices: (operator) => [
    "このアプリを 信（しん）じていいか、自分（じぶん）で 考（かんが）えてください。",
    `「許可（きょか）する」を 押（お）すと、${operator}の きまりで アプリを 使（つか）います。`,
    "あなたの暗証番号（あんしょうばんごう）などは、アプリに 知（し）らせません。アプリに 送（おく）るものは 暗号（あんごう）にします。",
    "信用組合（しんようくみあい）に 言（い）えば、いつでも やめられます。",
  ],
  agreementLead:
    "信用組合（しんようくみあい）の API利用規定（りようきてい） (きまり)の とおりに、あなたの お金（かね）のことを アプリに 知（し）らせます。",
  agree: "API利用規定（りようきてい）を 読（よ）みました。この きまりで いいです。",
  allow: "許可（きょか）する",
  deny: "許可（きょか）しない",
};

const HOLDER =
  "口座（こうざ）の人（ひと）の 名前（なまえ）(カタカナ)、店番（みせばん）、口座番号（こうざばんごう）も 入（はい）っています。";

/** See the Japanese texts. */
export const permissions: Texts["permissions"] = {
  all: {
    name: "口座（こうざ）と 明細（めいさい）を 見（み）ること",
    meaning:
      "アプリは、あなたの口座に お金（かね）が いくらあるか、いつ いくら 入（はい）って 出（で）たかを 見ることが できます。",
    includes: HOLDER,
  },
  accounts: {
    name: "口座（こうざ）を 見（み）ること",
    meaning: "アプリは、あなたの口座に お金（かね）が いくらあるかを 見ることが できます。",
    includes: HOLDER,
  },
  transactions: {
    name: "明細（めいさい）を 見（み）ること",
    meaning:
      "アプリは、あなたの口座に お金（かね）が いつ いくら 入（はい）って 出（で）たかを 見ることが できます。",
  },
  openid: {
    name: "あなたの番号（ばんごう）",
    meaning:
      "このアプリだけの、あなたの番号を 知（し）らせます。この番号を 見（み）ても、名前（なまえ）などは わかりません。",
  },
};
