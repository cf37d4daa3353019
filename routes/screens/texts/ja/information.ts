/** The long texts of the pages that stand in where the institution has none of its own. */
import type { InformationSection, InformationTexts } from "../../information_page.tsx";
import type { Institution } from "../../settings.ts";
import { common } from "./common.ts";
import { links } from "./links.ts";

const LINKS_PAGE = { href: "/links", text: links.name };

/** API利用規定 */
export function termsPage({ name, termsVersion }: Institution): InformationTexts {
  return {
    title: common.terms,
    sections: [
      {
        heading: "サービスの内容",
        paragraphs: [
          `API連携認証は、お客様の同意に基づき、${name}にあるお客様の普通預金口座の情報（残高・入出金明細、口座の名義（カナ）・店番・口座番号）を、お客様がご利用になるアプリの提供事業者に提供するための手続きです。`,
          "アプリの提供事業者が、この手続きによってお客様の口座から出金や振込を行うことはできません。",
        ],
      },
      {
        heading: "ご利用いただける口座",
        paragraphs: ["キャッシュカードが発行されている、お客様ご本人名義の普通預金口座です。"],
      },
      {
        heading: "お客様の責任",
        paragraphs: [
          "アプリおよびその提供事業者が信頼できるかどうかは、お客様ご自身でご判断ください。アプリのご利用には、その提供事業者の利用規約が適用されます。",
          "暗証番号は、本人認証のためだけに使用し、アプリの提供事業者には開示しません。",
        ],
      },
      {
        heading: "許可の期間と取り消し",
        paragraphs: [
          "許可は、認可画面に表示した期間が過ぎると終了します。期間内でも、アプリや「連携の確認・解除」のページで、または当信用組合の窓口へのお申し出により、取り消せます。",
          "アプリを削除（アンインストール）しても、許可は取り消されません。",
        ],
      },
      {
        heading: "個人情報の取扱い",
        paragraphs: [
          "入力いただいたお名前は操作の記録のために、メールアドレスは完了のお知らせを送るために使用し、他の目的には使用しません。",
        ],
      },
      { heading: "規定の版", paragraphs: [links.termsVersion(termsVersion)] },
    ],
  };
}

/** よくあるご質問 */
export function faqPage({ name, mailDomain }: Institution): InformationTexts {
  return {
    title: common.faq,
    sections: [...beforeFaq(name), ...lockFaq(), ...afterFaq(mailDomain)],
  };
}

function beforeFaq(name: string): readonly InformationSection[] {
  return [
    {
      heading: "届け出ている電話番号が分かりません。",
      paragraphs: [`${name}の窓口にお問い合わせください。`],
    },
    {
      heading: "サービスを利用できない時間はありますか。",
      paragraphs: ["次の時間は、ご利用いただけません。"],
      list: [
        "毎月第1・第3月曜日の2:00〜6:00",
        "毎月第2・第4日曜日の23:40〜翌0:10",
        "毎月第2・第4日曜日の前日の23:50〜翌7:00",
        "毎月第2・第4日曜日の前々日の23:40〜翌0:10",
        "1月1日〜3日の0:00〜8:00、19:00〜24:00",
        "毎日0時から1分程度、4時から数分程度",
        "システムメンテナンスの間",
      ],
    },
  ];
}

function lockFaq(): readonly InformationSection[] {
  return [
    {
      heading: "「お取扱いができなくなりました。」と表示されました。",
      paragraphs: [
        "本人認証情報の誤りが規定の回数に達したため、当日のAPI連携認証を停止しました。翌日0時に自動的に解除されます。そのときがサービス時間外であれば、サービスの再開後（通常は0時01分）からご利用いただけます。",
      ],
    },
    {
      heading: "「理由コードはB84です。」と表示されました。",
      paragraphs: [
        "API連携認証を停止している間に、もう一度お手続きをされたときに表示されます。停止は翌日0時に自動的に解除されますので、サービスの再開後（通常は0時01分）に、最初からお手続きください。",
        "お手続きにお心当たりがない場合は、すぐにお問合せ窓口へお電話ください。",
      ],
    },
    {
      heading: "API連携認証が停止されると、ATMでの出金もできなくなりますか。",
      paragraphs: [
        "いいえ。停止されるのはAPI連携認証だけです。出金など他のお取引や、すでに連携しているアプリのご利用に影響はありません。",
      ],
    },
  ];
}

function afterFaq(mailDomain: string): readonly InformationSection[] {
  return [
    {
      heading: "どのアプリと連携しているかを確認したり、連携を解除したりできますか。",
      paragraphs: [
        "はい。次のページから、ご本人であることを確認のうえ、いつでもご確認・解除いただけます。",
      ],
      link: LINKS_PAGE,
    },
    {
      heading: "完了のメールが届きません。",
      paragraphs: [
        `迷惑メールの設定で、当信用組合からのメール（@${mailDomain}）を受信できるかをご確認ください。お急ぎの場合は窓口にお問い合わせください。`,
      ],
    },
    {
      heading: "お名前やメールアドレスを間違えて入力しました。",
      paragraphs: [
        "お名前は操作の記録、メールアドレスは完了のお知らせだけに使用します。完了後に修正いただく必要はありません。",
      ],
    },
    {
      heading: "いつの明細まで照会できますか。",
      paragraphs: [
        "約3か月分の明細を照会できます。アプリに取り込んだ明細をいつまで見られるかは、アプリの提供事業者にお問い合わせください。",
      ],
    },
    {
      heading: "アプリを削除したり、スマートフォンを買い替えたりした場合は、どうなりますか。",
      paragraphs: [
        "アプリを削除しても、認可期間の間は連携が続きます。機種変更の際の引き継ぎは、アプリによって異なります。アプリの提供事業者にお問い合わせください。",
      ],
    },
  ];
}

/** お問い合わせ先 */
export function contactPage({ name }: Institution): InformationTexts {
  return {
    title: common.contact,
    sections: [{ heading: name, paragraphs: [], link: LINKS_PAGE }],
  };
}
