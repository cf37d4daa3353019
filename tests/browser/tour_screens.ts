/** The screens of the procedure, and those of the own links, with what can be wrong in them. */
import { HANAKO } from "../support/gateway.ts";
import type { Tour } from "./tour.ts";

/** Of the customer all is right but the day of birth. */
export const WRONG_DAY = { ...HANAKO.customer, birthDay: "2" };

/** ① with what can be wrong on it. */
export async function seeAccount({ person, look }: Tour): Promise<void> {
  await person.goTo("SOA201");
  await look("1-account");
  await person.press("next");
  await look("1-account-missing");
  await person.press("next", { branchCode: "12", accountNumber: "123456789" });
  await look("1-account-malformed");
}

/** ② with what can be wrong on it, and the way back to ①. */
export async function seeCustomer({ person, look, faults }: Tour): Promise<void> {
  await person.press("next", { branchCode: "115", accountNumber: "7654321" });
  await look("2-customer");
  await person.press("next");
  await look("2-customer-missing");
  await person.press("next", {
    ...HANAKO.customer,
    name: "出田花子",
    birthMonth: "2",
    birthDay: "30",
    phoneNumber: "0120000111",
    email: "hanako@",
    emailConfirmation: "hanako@mail.example",
  });
  await look("2-customer-malformed");
  await person.press("next", HANAKO.customer);
  await look("2-customer-not-eligible");
  await person.press("correct-account");
  await look("1-account-to-correct");
  await person.press("next", HANAKO.account);
  await person.press("next", WRONG_DAY);
  await look("2-customer-failed");
  faults.bank = true;
  await person.press("next");
  await look("2-customer-core-banking");
  faults.bank = false;
}

/** ③ and ④: no call, a wrong one, a late one, the right one. */
export async function seeCall(tour: Tour): Promise<void> {
  const { person, look, clock } = tour;
  await person.goTo("SOA208");
  await look("3-phone");
  await person.goTo("SOA209");
  await look("4-call");
  await person.press("confirm-call");
  await look("4-call-pending");
  // In a wide window the QR code is open.
  const folded = person.page.locator("summary");
  if (await folded.isVisible()) await folded.click();
  await look("4-call-qr");
  await seeCutNetwork(tour);
  await person.call(null);
  await person.page.reload();
  await look("4-call-withheld");
  await person.call("09099990000");
  await person.page.reload();
  await look("4-call-other-number");
  clock.advance(120_000);
  await person.page.reload();
  await look("4-call-timeout");
  await person.press("restart");
  await look("1-account-after-timeout");
  await person.goTo("SOA209");
  await person.call(HANAKO.customer.phoneNumber);
  await person.page.reload();
  await look("4-call-arrived");
  await person.press("confirm-call");
}

/** The script alone can tell of it. */
async function seeCutNetwork({ person: { page, context }, options, look }: Tour): Promise<void> {
  if (options.javaScriptEnabled === false) return;
  const hint = page.locator("#connection");
  await context.setOffline(true);
  await hint.filter({ hasText: /./ }).waitFor();
  await look("4-call-offline");
  await context.setOffline(false);
  await hint.filter({ hasNotText: /./ }).waitFor({ state: "attached" });
}

/** ⑤ and ⑥, and the way back to the app. */
export async function seePinAndConsent({ person, look, faults }: Tour): Promise<void> {
  await look("5-pin");
  await person.press("next");
  await look("5-pin-missing");
  await person.press("next", { pin: "12" });
  await look("5-pin-malformed");
  await person.press("next", { pin: "4321" });
  await look("5-pin-failed");
  faults.bank = true;
  await person.press("next", { pin: "1234" });
  await look("5-pin-core-banking");
  faults.bank = false;
  await person.goTo("SOA206");
  await look("6-consent");
  await person.press("allow");
  await look("6-consent-missing");
  const consentUrl = person.page.url();
  await person.fill({ agree: true });
  await look("6-consent-ticked");
  await person.press("allow");
  await look("app-connected");
  await person.page.goto(consentUrl);
  await look("end-finished");
}

/** The own links, from the institution's page to the end of one. */
export async function seeLinks({ person, look, gateway }: Tour): Promise<void> {
  await person.page.goto(`${gateway.issuer}/links`);
  await look("links-start");
  await person.press("start");
  await look("1-account-for-links");
  await person.goTo("SOA202");
  await person.press("abort");
  await look("links-aborted");
  await person.press("links");
  await person.press("start");
  await person.goTo("links");
  await look("links");
  const list = person.page.url();
  const receipt = await person.page.locator(".link a").first().getAttribute("href");
  await person.page.goto(new URL(receipt ?? "", list).href);
  await look("links-receipt");
  await person.page.goto(list);
  await person.press("end-1");
  await look("links-ending");
  await person.press("end");
  await look("links-ended");
  await person.press("leave");
  await look("links-left");
}

/** A link that the app ended while it stood in the list, and a list that is shown no longer. */
export async function seeLostLinks({ person, look, clock }: Tour): Promise<void> {
  await person.connect();
  await person.goTo("SOA206");
  await person.press("allow", { agree: true });
  await person.comeToLinks();
  const app = await person.openTab();
  await app.page.goto(`${person.gateway.sandboxUrl}/app`);
  await app.press("disconnect");
  await app.page.close();
  await person.press("end-1");
  await look("links-unknown");
  clock.advance(5 * 60_000);
  await person.page.reload();
  await look("links-expired");
}
