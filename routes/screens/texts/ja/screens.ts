/** The six screens. Labels, headings and notices are the operating manual's. */

/** ① */
export const account = {
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
    `${from}から${until}まで、サービスを停止します。それまでにお手続きが終わらないときは、再開後に続きから進めるか、最初からお手続きください。`,
  request: (institution: string) => [
    `${institution}をご利用いただき、ありがとうございます。`,
    "ご利用口座のキャッシュカードをお手元にご用意のうえ、口座情報を入力してください。",
  ],
  backAtStart: "最初の画面に戻りました。",
  cardHelp: "店番と口座番号は、カードのどこに書いてありますか",
  cardPicture: "キャッシュカードの図。左側に店番3桁、その右に口座番号7桁が書いてあります。",
  cardBranch: "店番",
  cardAccount: "口座番号",
  branchCode: "店番",
  branchCodeHint: "(半角数字3桁)",
  branchCodeExample: "例) 001",
  accountType: "科目",
  ordinaryDeposit: "普通預金",
  accountNumber: "口座番号",
  accountNumberHint: "(半角数字)",
  accountNumberExample: "例) 1234567",
};

/** ② */
export const customer = {
  name: "お客様情報入力",
  /** The manual's, whether or not the email address is asked for too. */
  lead: (
    _asksEmail: boolean,
  ) => ["本人確認を行います。", "お名前、生年月日、電話番号を入力してください。"],
  accountTitle: "ご利用口座情報",
  account: (branch: string, number: string) => `店番 ${branch} 普通預金 ${number}`,
  correctAccount: "口座情報を訂正する",
  checkAccount: "店番・口座番号をお確かめください。",
  checkHolder: "生年月日と電話番号をご確認ください。",
  holderTitle: "お客様情報の入力",
  holderName: "お名前",
  holderNameHint: "(半角カタカナ)",
  holderNameExample: "例) ﾃﾞ-ﾀ ﾊﾅｺ （ひらがな・全角カタカナでも入力できます）",
  birthDate: "生年月日",
  birthDateHint: "(半角数字)",
  birthDateExample: "例) 1964 （「昭和39」「S39」などの和暦は、西暦に直します）",
  westernYear: "西暦",
  year: "年",
  month: "月",
  day: "日",
  unselected: "--",
  eraHelp: "西暦・和暦の早見表",
  eraRange: (era: string, years: string, first: number, last: number) =>
    `${era}${years}年 ＝ 西暦${first}〜${last}年`,
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
};

/** ③ */
export const phone = {
  name: "電話番号の確認",
  heading: "電話番号での認証を行います",
  numberTitle: "お届け先電話番号",
  number: "電話番号",
  decide: "電話番号の決定",
  ahead: "次の画面が表示されてから120秒以内にお電話いただきます。お電話をお手元にご用意ください。",
};

/** ④ */
export const call = {
  name: "電話番号認証",
  lead: [
    "電話番号での認証を行います。お届け出電話番号から認証先電話番号にお電話ください。",
    "電話番号認証完了後、「確定する」ボタンを押してください。",
  ],
  from: "発信元",
  fromLabel: "お届け出電話番号",
  to: "発信先",
  toLabel: "認証先電話番号 (通話料無料)",
  with186: (number: string) => `186をつけて電話する (186 ${number})`,
  with186Hint: "いつも番号非通知でかけるお客様は、こちらからおかけください。",
  qr: "スマートフォンで読み取って電話する",
  qrForOtherPhone: "別の電話機で読み取って電話する",
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
  untilLabel: "お電話と「確定する」の受付",
  until: (hour: string, minute: string, second: string) => `${hour}時${minute}分${second}秒まで`,
  announcementTemplate: "残り{seconds}秒です。",
  pressToCall: "番号を押すと、電話がかかります。",
  dialByPhone: "お届け出電話番号の電話機からおかけください。",
  dial186: "この番号の前に「186」をつけておかけください。",
  stepsTitle: "お電話の流れ",
  steps: [
    "上の番号に電話をかける",
    "呼出音が2〜3回鳴る",
    "自動で電話が切れる",
    "この画面に戻る",
    "「確定する」を押す",
  ],
  pendingHelp: "下の番号にお電話のうえ、もう一度「確定する」を押してください。",
  step186: "上の番号の前に「186」をつけて電話をかける",
  withheldHelp:
    "下の「186をつけて電話する」ボタンを押すと、番号を通知しておかけになれます。番号を手で押す場合は、はじめに186を押してください。",
  otherNumberHelp: (desk: string) =>
    `下の「発信元」に表示されている番号の電話機からおかけください。その電話機が手元にない場合は、中止して、お問合せ窓口（${desk}）へお問い合わせください。`,
  connectionCut:
    "この画面の通信が切れています。お電話はそのままおかけいただけます。つながると、自動で確認を続けます。",
  confirm: "確定する",
  restart: "最初からやり直す",
};

/** ⑤ */
export const pin = {
  name: "キャッシュカード暗証番号認証",
  heading: "キャッシュカード暗証番号",
  lead: "キャッシュカード暗証番号での認証を行います。",
  pin: "キャッシュカードの暗証番号",
  pinHint: "(半角数字4桁)",
  checkPin: "キャッシュカードの暗証番号をご確認ください。",
};

/** ⑥ */
export const consent = {
  name: "情報連携認可",
  asks: (operator: string) => `${operator} が以下の許可を求めています。`,
  app: "連携先のアプリ",
  operator: "アプリの提供事業者",
  registration: (number: string) => `電子決済等代行業者登録番号：${number}`,
  account: "対象の口座",
  maskedAccount: (account: string) => `普通預金 ${account}`,
  period: "認可期間",
  days: (days: number) => `${days}日`,
  fromTo: (from: string, to: string) => `${from}から${to}まで`,
  periodHint: "この期間は、あらためて認証することなくアプリをご利用いただけます。",
  withdrawal: "取り消すには",
  withdrawalHow: (phone: string) =>
    `アプリ、または下の「連携の確認・解除」のページで解除するか、お問合せ窓口（${phone}）へお申し出ください。いつでも取り消せます。`,
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
};

/** What `accounts` lets an app read beside the balance. */
const HOLDER = "口座の名義（カナ）・店番・口座番号も含みます。";

/** What each requested permission means, and what it includes that its name does not say. */
export const permissions = {
  all: {
    name: "口座情報・明細情報へのアクセス",
    meaning: "お客様の口座の資産情報（残高・入出金明細）へのアクセスを許可します。",
    includes: HOLDER,
  },
  accounts: {
    name: "口座情報へのアクセス",
    meaning: "お客様の口座の資産情報（残高）へのアクセスを許可します。",
    includes: HOLDER,
  },
  transactions: {
    name: "明細情報へのアクセス",
    meaning: "お客様の口座の資産情報（入出金明細）へのアクセスを許可します。",
  },
  openid: {
    name: "お客様の識別",
    meaning:
      "このアプリだけに通用する、お客様の識別番号を提供します。この番号自体にお名前等は含まれません。",
  },
};
