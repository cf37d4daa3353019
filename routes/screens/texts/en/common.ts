/** What the screens say, in English. */
import type { EpochMillis } from "../../../../domain/time.ts";
import { toJst } from "../../../../domain/time.ts";
import type { Texts } from "../catalogue.ts";

/** See the Japanese texts. */
export const messages: Texts["messages"] = {
  "missing-input": "Some fields have not been filled in.",
  "malformed-input": "Some of your entries are not correct.",
  "account-not-eligible": "This account cannot be used with this service.",
  "authentication-failed":
    "Your identity details are not correct. Please check them and enter them again.",
  "locked": "This service can no longer be used today. Please contact our help desk for details.",
  "already-locked":
    "This service cannot be used at present. Please contact our help desk for details. The reason code is B84.",
  "closed": "The service is closed at this time. Thank you for your understanding.",
  "busy": "The service is very busy just now. Please try again in a little while.",
  "system-error":
    "The service is unavailable because of a technical problem. If your matter is urgent, please contact our help desk.",
  "core-banking-unavailable":
    "This service is not available at the moment. If your matter is urgent, please contact our help desk.",
  "call-pending": "Your call has not arrived yet. Please call the number below first.",
  "call-arrived": "Your call has arrived. Please press “Confirm”.",
  "call-withheld":
    "We received a call with its number withheld, which cannot be used. Please call again with 186 in front of the number.",
  "call-other-number":
    "We received a call from another phone number. Please call from the number registered with us.",
  "call-timeout":
    "The 120 seconds are over. The call and “Confirm” no longer count. Please start again from the beginning.",
  "aborted": "The procedure has been cancelled.",
  "link-ended":
    "The link has been ended. The app can no longer fetch information about this account.",
  "link-unknown": "There is no such link. It may have ended already.",
  "links-left":
    "You have finished, and this page no longer shows your links. Links that you did not end go on as before.",
  "links-expired":
    "The time for this procedure has run out. Please start again from the beginning.",
  "expired": "The time for this procedure has run out. Please start again from the app.",
  "finished": "This procedure is complete. Please go back to the app.",
  "unknown-link": "This web address is not valid. Please start again from the app.",
  "other-browser":
    "This procedure was started in another browser. Please continue in that browser. If you do not know where this web address came from, simply close this page.",
  "form-refused": "What was sent could not be verified. Please go back and try again.",
  "app-unavailable": "Linking with this app is not available at present.",
};

/** See the Japanese texts. */
export const advice: Texts["advice"] = {
  locked: [
    "Linking is stopped because details were entered wrongly too often. After the time above, please start again from the beginning.",
    "Everything else, such as withdrawing cash, works as before, and so do apps that are already linked.",
    "If it was not you who entered this, please call our help desk at once.",
  ],
  closed: [
    "You can continue from here when the service opens again. If the time for the procedure has run out by then, please start again from the beginning.",
  ],
  busy: ["Please wait about a minute and try again."],
  "system-error": [
    "Please try again.",
    "If you call us, please tell us the reference number above.",
  ],
  aborted: [
    "No information about your account is given to the app.",
    "If you want to link later, please start again from the app.",
  ],
  expired: ["No information about your account is given to the app."],
  finished: [
    "If you are not taken back to the app, open it again and check whether it is linked.",
    "If it was not you who did this, please call our help desk at once.",
  ],
  "unknown-link": [
    "If you do not know where this web address came from, enter nothing and close this page.",
  ],
  "other-browser": [
    "If you do not know which browser it was, please start again from the beginning.",
  ],
  "form-refused": ["If that does not help, please start again from the beginning."],
  "app-unavailable": ["Please ask the provider of the app for details."],
};

/** See the Japanese texts. */
export const faults: Texts["faults"] = {
  missing: "Please fill this in.",
  different: "The two email addresses are not the same.",
};

/** See the Japanese texts. */
export const malformed: Texts["malformed"] = {
  branchCode: "The branch number has 3 digits.",
  accountType: "Please choose the type of account.",
  accountNumber: "The account number has at most 7 digits.",
  name:
    "Please enter your name in katakana or hiragana, not in kanji or Roman letters (at most 48 characters).",
  birthYear: "Please enter a valid date of birth.",
  birthMonth: "Please choose the month.",
  birthDay: "Please enter a valid date of birth.",
  phoneNumber:
    "Please enter a phone number of 10 or 11 digits from which calls can be made. Freephone numbers such as 0120 cannot be used.",
  email: "Please enter a valid email address of at most 64 characters.",
  emailConfirmation: "Please enter a valid email address of at most 64 characters.",
  pin: "The PIN has 4 digits.",
  agree: "Please tick this box to go on.",
};

/** See the Japanese texts. */
export const labels: Texts["labels"] = {
  branchCode: "Branch number",
  accountType: "Type of account",
  accountNumber: "Account number",
  name: "Your name",
  birthYear: "Date of birth (year)",
  birthMonth: "Date of birth (month)",
  birthDay: "Date of birth (day)",
  phoneNumber: "Phone number",
  email: "Email address",
  emailConfirmation: "Email address (again)",
  pin: "PIN",
  agree: "Agreement",
};

/** See the Japanese texts. */
export const common: Texts["common"] = {
  title: (name) => `API link authentication (${name})`,
  languages: "Language",
  errorTitle: "Error",
  required: "[required]",
  ok: "OK",
  next: "Next",
  abort: "Cancel",
  returnToApp: "Back to the app",
  retry: "Try again",
  linking: (app) => `Linking with ${app}`,
  operator: (name) => `Provider of the app: ${name}`,
  screenId: (id) => `Screen ID: ${id}`,
  progress: (step, steps) => `Step ${step} of ${steps}`,
  terms: "API terms of use",
  faq: "Frequently asked questions",
  contact: "Contact",
  desk: "Help desk",
  hours: ({ phoneHoursEnglish }) => phoneHoursEnglish,
  copyright: (holder) => `Copyright © ${holder} All Rights Reserved.`,
  usableFrom: (moment) => `You can use the service from ${moment}.`,
  incident: (id) => `Reference number: ${id}`,
  moment,
  clock,
};

/** See the Japanese texts. */
export const pages: Texts["pages"] = {
  abort: "Procedure cancelled",
  error: "API link authentication",
  linkBack: "Go back to the procedure",
  inputKept: "Nothing that you entered is lost.",
};

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `15 April 2026, 10:05 JST`, whatever languages the runtime knows. */
function moment(at: EpochMillis): string {
  const { year, month, day } = toJst(at);
  return `${day} ${MONTHS[month - 1]} ${year}, ${clock(at)}`;
}

function clock(at: EpochMillis): string {
  const { hour, minute } = toJst(at);
  return `${[hour, minute].map((part) => String(part).padStart(2, "0")).join(":")} JST`;
}
