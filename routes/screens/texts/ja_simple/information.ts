/** The pages that stand in where the institution has none of its own, in やさしい日本語. */
import type { Texts } from "../catalogue.ts";
import type { InformationSection } from "../../information_page.tsx";
import { common } from "./common.ts";
import { links } from "./links.ts";

const LINKS_PAGE = { href: "/links", text: links.name };

/** API利用規定 */
export const termsPage: Texts["termsPage"] = ({ name, termsVersion }) => ({
  title: common.terms,
  sections: [
    {
      heading: "このページについて",
      paragraphs: [
        "わかりやすく 書（か）いた せつめいです。正（ただ）しい きまりは 日本語（にほんご）の ページに あります。",
      ],
    },
    {
      heading: "どんなサービスか",
      paragraphs: [
        `あなたが いいと 言（い）ったら、${name}に ある あなたの普通預金（ふつうよきん）の お金（かね）のこと（残高（ざんだか）と 明細（めいさい））と、名前（なまえ） (カタカナ)、店番（みせばん）、口座番号（こうざばんごう）を、アプリの会社（かいしゃ）に 知（し）らせます。`,
        "アプリの会社が お金を 出（だ）したり 送（おく）ったりすることは できません。",
      ],
    },
    {
      heading: "使（つか）える口座（こうざ）",
      paragraphs: [
        "キャッシュカードが ある、あなたの名前（なまえ）の 普通預金（ふつうよきん）です。",
      ],
    },
    {
      heading: "自分（じぶん）で 決（き）めてください",
      paragraphs: [
        "アプリと その会社（かいしゃ）を 信（しん）じていいか、自分で 考（かんが）えてください。アプリを 使（つか）うときは、その会社の きまりが あります。",
        "暗証番号（あんしょうばんごう）は、あなたが 本人（ほんにん）か たしかめるためだけに 使います。アプリの会社には 知（し）らせません。",
      ],
    },
    {
      heading: "いつまで。やめたいとき",
      paragraphs: [
        "画面（がめん）に 出（で）ている日（ひ）まで つながります。その前（まえ）に やめたいときは、アプリか「つながっているアプリを 見（み）る・やめる」のページで やめるか、信用組合（しんようくみあい）に 言（い）ってください。",
        "アプリを 消（け）しても、つながったままです。",
      ],
    },
    {
      heading: "あなたの情報（じょうほう）",
      paragraphs: [
        "名前（なまえ）は 記録（きろく）のため、メールアドレスは メールを 送（おく）るためだけに 使（つか）います。ほかのことには 使いません。",
      ],
    },
    { heading: "いつの きまりか", paragraphs: [links.termsVersion(termsVersion)] },
  ],
});

/** よくあるご質問 */
export const faqPage: Texts["faqPage"] = ({ name, mailDomain }) => ({
  title: common.faq,
  sections: [...before(name), ...LOCKS, ...after(mailDomain)],
});

function before(name: string): readonly InformationSection[] {
  return [
    {
      heading:
        "信用組合（しんようくみあい）に 知（し）らせた 電話番号（でんわばんごう）が わかりません。",
      paragraphs: [`${name}の 窓口（まどぐち）に 聞（き）いてください。`],
    },
    {
      heading: "使（つか）えない時間（じかん）が ありますか。",
      paragraphs: ["つぎの時間（じかん）は 使（つか）えません。"],
      list: [
        "毎月（まいつき） 1番目（ばんめ）と 3番目の 月曜日（げつようび）の 2:00〜6:00",
        "毎月 2番目と 4番目の 日曜日（にちようび）の 23:40〜0:10",
        "毎月 2番目と 4番目の 日曜日の 前（まえ）の日（ひ）の 23:50〜7:00",
        "毎月 2番目と 4番目の 日曜日の 二日（ふつか）前（まえ）の 23:40〜0:10",
        "1月（がつ） 1日から 3日までの 0:00〜8:00と 19:00〜24:00",
        "毎日（まいにち） 0時（じ）から 1分（ぷん）くらいと、4時から 数分（すうふん）",
        "サービスを なおすとき",
      ],
    },
  ];
}

const LOCKS: readonly InformationSection[] = [
  {
    heading: "「今日（きょう）は もう 使（つか）えません。」と 出（で）ました。",
    paragraphs: [
      "何回（なんかい）も まちがえたので、今日は アプリと つなぐことが できません。画面（がめん）に 出（で）た時間（じかん）に、また できるようになります。",
    ],
  },
  {
    heading: "「理由（りゆう）の番号（ばんごう）は B84 です。」と 出（で）ました。",
    paragraphs: [
      "今日（きょう）は もう できないのに、もういちど したときに 出（で）ます。夜（よる）の 0時（じ）が すぎて、サービスが また 始（はじ）まったら (いつもは 0時（じ）01分（ぷん）から)、もういちど してください。",
      "あなたが していないときは、すぐに 窓口（まどぐち）に 電話（でんわ）してください。",
    ],
  },
  {
    heading: "お金（かね）を ATMで 出（だ）すことも できませんか。",
    paragraphs: [
      "できます。アプリと つなぐことだけが できません。もう つながっているアプリも 使（つか）えます。",
    ],
  },
];

function after(mailDomain: string): readonly InformationSection[] {
  return [
    {
      heading:
        "どのアプリと つながっているか、見（み）ることが できますか。やめることが できますか。",
      paragraphs: [
        "できます。次（つぎ）のページで、本人（ほんにん）か たしかめてから、いつでも できます。",
      ],
      link: LINKS_PAGE,
    },
    {
      heading: "メールが 来（き）ません。",
      paragraphs: [
        `信用組合（しんようくみあい）の メールは @${mailDomain}から 来（き）ます。来（く）るように なっているか、見（み）てください。急（いそ）ぐときは、窓口（まどぐち）に 聞（き）いてください。`,
      ],
    },
    {
      heading: "名前（なまえ）や メールアドレスを まちがえました。",
      paragraphs: [
        "名前は 記録（きろく）のため、メールアドレスは メールを 送（おく）るためだけに 使（つか）います。なおさなくて いいです。",
      ],
    },
    {
      heading: "いつまでの 明細（めいさい）を 見（み）られますか。",
      paragraphs: [
        "だいたい 3か月（げつ）です。アプリの中（なか）で いつまで 見られるかは、アプリの会社（かいしゃ）に 聞（き）いてください。",
      ],
    },
    {
      heading:
        "アプリを 消（け）したり、電話（でんわ）を 買（か）いかえたりしたら、どうなりますか。",
      paragraphs: [
        "アプリを 消しても、決（き）めた日（ひ）まで つながっています。新（あたら）しい電話で どうするかは、アプリの会社（かいしゃ）に 聞（き）いてください。",
      ],
    },
  ];
}

/** お問い合わせ先 */
export const contactPage: Texts["contactPage"] = ({ name }) => ({
  title: common.contact,
  sections: [{ heading: name, paragraphs: [], link: LINKS_PAGE }],
});
