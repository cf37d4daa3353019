/** The six screens, in English. Where a word stands on the cash card, it is given in Japanese too. */
import type { Texts } from "../catalogue.ts";

/** See the Japanese texts. */
export const account: Texts["account"] = {
  name: "Your account",
  disclaimerTitle: "Disclaimer",
  disclaimer: (operator) => [
    `This service provides your financial information to ${operator}.`,
    "Please use it at your own responsibility, after you have agreed to the API terms of use (linked at the bottom of the page).",
  ],
  cautionTitle: "Beware of fraud",
  caution: [
    "Beware of emails and text messages that pretend to come from our credit union.",
    "We never ask for a PIN by email or text message. Do not reply to suspicious messages, and do not open web addresses in them.",
  ],
  closingSoon: (from, until) =>
    `The service will be closed from ${from} until ${until}. If you do not finish before then, continue when it opens again, or start again from the beginning.`,
  request: (institution) => [
    `Thank you for banking with ${institution}.`,
    "Please have your cash card at hand, and enter your account details.",
  ],
  backAtStart: "We have taken you back to the beginning.",
  cardHelp: "Where are these numbers on the card?",
  cardPicture:
    "Drawing of a cash card. The branch number of 3 digits is on the left, the account number of 7 digits to the right of it.",
  cardBranch: "Branch (店番)",
  cardAccount: "Account (口座番号)",
  branchCode: "Branch number (店番)",
  branchCodeHint: "(3 digits)",
  branchCodeExample: "For example 001",
  accountType: "Type of account (科目)",
  ordinaryDeposit: "Ordinary deposit (普通預金)",
  accountNumber: "Account number (口座番号)",
  accountNumberHint: "(digits)",
  accountNumberExample: "For example 1234567",
};

/** The eras in Roman letters (modified Hepburn). */
const ROMAN: Readonly<Record<string, string>> = {
  令和: "Reiwa",
  平成: "Heisei",
  昭和: "Shōwa",
  大正: "Taishō",
  明治: "Meiji",
};

/** `昭和39年` is `Shōwa 39`. */
function romanEra(year: string): string {
  return `${ROMAN[year.slice(0, 2)]} ${year.slice(2, -1).replace("元", "1")}`;
}

/** See the Japanese texts. */
export const customer: Texts["customer"] = {
  name: "About you",
  lead: (asksEmail) => [
    "We will now confirm your identity.",
    asksEmail
      ? "Please enter your name, date of birth, phone number and email address."
      : "Please enter your name, date of birth and phone number.",
  ],
  accountTitle: "The account",
  account: (branch, number) => `Branch ${branch}, ordinary deposit ${number}`,
  correctAccount: "Correct the account",
  checkAccount: "Please check the branch number and the account number.",
  checkHolder: "Please check the date of birth and the phone number.",
  holderTitle: "About you",
  holderName: "Your name",
  holderNameHint: "(katakana)",
  holderNameExample: "For example ﾃﾞ-ﾀ ﾊﾅｺ (hiragana and full-width katakana also work)",
  birthDate: "Date of birth",
  birthDateHint: "(year, month, day)",
  birthDateExample: "For example 1964 (Japanese years such as S39 are converted)",
  westernYear: "(Western)",
  year: "Year",
  month: "Month",
  day: "Day",
  unselected: "--",
  eraHelp: "Western and Japanese years",
  eraRange: (era, years, first, last) =>
    `${ROMAN[era]} (${era}) ${years.replace("元", "1").replace("〜", "–")} = ${first}–${last}`,
  era: (year, era) =>
    `${year} = ${era.split("・").map((name) => `${romanEra(name)} (${name})`).join(", ")}`,
  phoneTitle: "Phone number",
  phoneLead: [
    "Please enter the phone number that is registered with our credit union.",
    "(You will be asked to call a number that we show, from this phone.)",
  ],
  phoneNumber: "Phone number",
  phoneNumberHint: "(digits without hyphens)",
  emailTitle: "Email address",
  emailLead: "We will send a notice to this address when linking is complete.",
  email: "Email address",
  emailHint: "(letters, digits and symbols)",
  emailConfirmation: "Email address (again)",
  emailConfirmationLead: "Please enter it again to make sure",
};

/** See the Japanese texts. */
export const phone: Texts["phone"] = {
  name: "Your phone number",
  heading: "We confirm your identity with a phone call",
  numberTitle: "The phone number registered with us",
  number: "Phone number",
  decide: "Use this phone number",
  ahead:
    "You will have 120 seconds to call from when the next screen is shown. Please have your phone at hand.",
};

/** See the Japanese texts. */
export const call: Texts["call"] = {
  name: "Phone call",
  lead: [
    "We confirm your identity with a phone call. Please call the number above from your registered phone.",
    "After the call, press “Confirm”.",
  ],
  from: "Call from",
  fromLabel: "Your registered phone number",
  to: "Call to",
  toLabel: "The number to call (free of charge)",
  with186: (number) => `Call with 186 in front (186 ${number})`,
  with186Hint: "For phones that always withhold their number.",
  qr: "Scan with a smartphone to call",
  qrForOtherPhone: "Scan with another phone to call",
  qrLabel: (number) => `QR code for calling ${number}`,
  noticeTitle: "Please note",
  notices: [
    "Please call within 120 seconds after this page is first shown.",
    "A withheld number cannot be verified. Switch withholding off, or dial 186 in front of the number.",
    "If it does not ring, please call again.",
    "Please take care to dial the right number.",
    "After 2 or 3 rings the call ends by itself; that is normal. There is no announcement.",
    "On a smartphone, please come back to this page in the browser after the call.",
  ],
  remaining: (seconds) => `${seconds} seconds left`,
  remainingTemplate: "{seconds} seconds left",
  untilLabel: "For the call and “Confirm” you have time",
  until: (hour, minute, second) => `until ${hour}:${minute}:${second} JST`,
  announcementTemplate: "{seconds} seconds left.",
  pressToCall: "Press the number to call.",
  dialByPhone: "Please call from your registered phone.",
  dial186: "Dial 186 in front of this number.",
  stepsTitle: "How the call goes",
  steps: [
    "Call the number above",
    "It rings 2 or 3 times",
    "The call ends by itself",
    "Come back to this page",
    "Press “Confirm”",
  ],
  pendingHelp: "When the call has ended, press “Confirm” again.",
  step186: "Call the number above with 186 in front",
  withheldHelp:
    "Press the button “Call with 186 in front” below, and your number will be shown. If you dial by hand, dial 186 first.",
  otherNumberHelp: (desk) =>
    `Please call from the phone whose number is shown under “Call from” below. If you do not have it at hand, cancel and contact our help desk on ${desk}.`,
  connectionCut:
    "The connection of this page is lost. You can still make the call; we will check when it is back.",
  confirm: "Confirm",
  restart: "Start again",
};

/** See the Japanese texts. */
export const pin: Texts["pin"] = {
  name: "Cash card PIN",
  heading: "Cash card PIN",
  lead: "We confirm your identity with the PIN of your cash card.",
  pin: "PIN of your cash card (暗証番号)",
  pinHint: "(4 digits)",
  checkPin: "Please check the PIN of your cash card.",
};

/** See the Japanese texts. */
export const consent: Texts["consent"] = {
  name: "Permission",
  asks: (operator) => `${operator} asks you to permit the following.`,
  app: "App",
  operator: "Provider of the app",
  registration: (number) => `Registered electronic payment agency (電子決済等代行業者): ${number}`,
  account: "Account",
  maskedAccount: (account) => `Ordinary deposit ${account}`,
  period: "Period of the permission",
  days: (days) => `${days} days`,
  fromTo: (from, to) => `From ${from}\nuntil ${to}`,
  periodHint: "During this period you can use the app without confirming your identity again.",
  withdrawal: "How to withdraw it",
  withdrawalHow: (phone) =>
    `End the link in the app or on the page “View and end your links” below, or contact our help desk (${phone}). You can do so at any time.`,
  termsVersion: (version) => `(version\u00a0${version})`,
  noticeTitle: "Please note",
  notices: (operator) => [
    "Before you go on, please judge for yourself whether the app can be trusted.",
    `When you press “Allow”, you continue under the terms of use of ${operator}.`,
    "Your PIN and whatever else you entered to confirm your identity are not disclosed to the app. Communication with the app is encrypted.",
    "You can also withdraw this permission by contacting our credit union.",
  ],
  agreementLead:
    "Your financial information will be given to the app under the API terms of use of our credit union.",
  agree: "I have read the API terms of use of the credit union, and agree to them.",
  allow: "Allow",
  deny: "Refuse",
};

const HOLDER = "This includes your name in katakana, the branch number and the account number.";

/** See the Japanese texts. */
export const permissions: Texts["permissions"] = {
  all: {
    name: "Access to account and transactions",
    meaning: "Allows access to the assets in your account (balance, and transactions in and out).",
    includes: HOLDER,
  },
  accounts: {
    name: "Access to the account",
    meaning: "Allows access to the assets in your account (balance).",
    includes: HOLDER,
  },
  transactions: {
    name: "Access to transactions",
    meaning: "Allows access to the assets in your account (transactions in and out).",
  },
  openid: {
    name: "Recognising you",
    meaning:
      "Gives the app a number by which this app alone can recognise you. This number itself does not contain your name or anything else about you.",
  },
};
