/** What the screens say, in English. */
import type { EpochMillis } from "../../../../domain/time.ts";
import { toJst } from "../../../../domain/time.ts";
import type { Texts } from "../catalogue.ts";

/** See the Japanese texts. */
export const messages: Texts["messages"] = {
  "missing-input": "Some fields have not been filled in.",
  "malformed-input": "Some of what you entered is not right.",
  "account-not-eligible": "This account cannot be used with this service.",
  "authentication-failed":
    "What you entered to confirm your identity is not right. Please check it and enter it again.",
  "locked": "This service can no longer be used today. Please ask our help desk for details.",
  "already-locked":
    "This service cannot be used at present. Please ask our help desk for details. The reason code is B84.",
  "closed": "The service is closed at this time. We ask for your understanding.",
  "busy": "The service is very busy just now. Please try again in a little while.",
  "system-error":
    "The service cannot be reached because of an adjustment. If your matter is urgent, please ask our help desk.",
  "core-banking-unavailable":
    "This service is not available at the moment. If your matter is urgent, please ask our help desk.",
  "call-pending": "Waiting for your call to arrive",
  "call-arrived": "Your call has arrived. Please press “Confirm”.",
  "call-withheld":
    "A call came with its number withheld. It cannot be used. Please call again with 186 in front of the number.",
  "call-other-number":
    "A call came from another phone number. Please call from the number registered with us.",
  "call-timeout":
    "120 seconds have passed, so the call and “Confirm” no longer count. Please start again from the beginning.",
  "aborted": "Linking has been cancelled.",
  "link-ended":
    "The link has been ended. The app can no longer fetch information about this account.",
  "link-unknown": "There is no such link. It may have ended already.",
  "links-left": "You have left the page of your links.",
  "links-expired": "The time for this procedure is over. Please start again from the beginning.",
  "expired": "The time for this procedure is over. Please start again from the app.",
  "finished": "This procedure is complete. Please go back to the app.",
  "unknown-link": "This link is not valid. Please start again from the app.",
  "other-browser":
    "This procedure was started in another browser. Please go on in that browser. If you do not know where this link came from, simply close this page.",
  "form-refused":
    "What was sent could not be verified. Please open the page of the procedure again.",
  "app-unavailable": "Linking with this app is not available at present.",
};

/** See the Japanese texts. */
export const advice: Texts["advice"] = {
  locked: [
    "Everything else, such as withdrawing cash, works as before, and so do the apps that are already linked.",
    "After the time above, please start again from the app.",
    "If it was not you who entered this, please call our help desk at once.",
  ],
  closed: [
    "You can go on from here when the service opens again. If the time for the procedure is over by then, please start again from the app.",
  ],
  busy: ["Nothing that you entered is lost. Please wait about a minute and try again."],
  "system-error": [
    "Nothing that you entered is lost. Please try again.",
    "If you call us, please tell us the reference number above.",
  ],
  aborted: [
    "No information about your account goes to the app.",
    "If you want to link later, please start again from the app.",
  ],
  expired: ["No information about your account goes to the app."],
  finished: [
    "If you do not get back to the app, open it again and look whether it is linked.",
    "If it was not you who did this, please call our help desk at once.",
  ],
  "unknown-link": [
    "If you do not know where this link came from, enter nothing and close this page.",
  ],
  "other-browser": ["If you do not know which browser it was, please start again from the app."],
  "form-refused": ["If it still does not go on, please start again from the app."],
  "app-unavailable": ["Please ask the provider of the app for details."],
};

/** See the Japanese texts. */
export const faults: Texts["faults"] = {
  missing: "Please fill this in.",
  different: "The two mail addresses are not the same.",
};

/** See the Japanese texts. */
export const malformed: Texts["malformed"] = {
  branchCode: "The branch number has 3 digits.",
  accountType: "Please choose the type of account.",
  accountNumber: "The account number has at most 7 digits.",
  name: "Please enter your name in katakana, at most 48 characters after conversion.",
  birthYear: "Please enter your real date of birth.",
  birthMonth: "Please choose the month.",
  birthDay: "Please choose the day.",
  phoneNumber: "Please enter a phone number of 10 or 11 digits from which calls can be made.",
  email: "Please enter a mail address of at most 64 characters.",
  emailConfirmation: "Please enter a mail address of at most 64 characters.",
  pin: "The PIN has 4 digits.",
  agree: "Please fill this in.",
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
  email: "Mail address",
  emailConfirmation: "Mail address (again)",
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
  faq: "Frequent questions",
  contact: "Contact",
  desk: "Help desk",
  copyright: (holder) => `Copyright © ${holder} All Rights Reserved.`,
  usableFrom: (moment) => `You can use the service from ${moment}.`,
  incident: (id) => `Reference number: ${id}`,
  moment,
};

/** See the Japanese texts. */
export const pages: Texts["pages"] = {
  abort: "Linking cancelled",
  error: "API link authentication",
  linkBack: "Open the page of the procedure",
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

/** `15 April 2026, 10:05 (Japan time)`, whatever languages the runtime knows. */
function moment(at: EpochMillis): string {
  const { year, month, day, hour, minute } = toJst(at);
  const clock = [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
  return `${day} ${MONTHS[month - 1]} ${year}, ${clock} (Japan time)`;
}
