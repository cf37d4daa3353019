/** A tour of all screens in all their states, to look at them one by one. */
import type { Page } from "playwright-core";
import { HANAKO, type TestGatewayOptions } from "../support/gateway.ts";
import { Person, type PersonOptions, type Walk, walk } from "../support/person.ts";

/** Looks at a page. */
export type Look = (name: string, page: Page) => Promise<void>;

interface Tour extends Walk {
  /** How the browsers are set up. */
  readonly options: PersonOptions;
  /** Looks at the person's page, or another's. */
  readonly look: (name: string, page?: Page) => Promise<void>;
  /** What is out of order at the moment. */
  readonly faults: { bank: boolean; stores: boolean };
}

const WRONG_DAY = { ...HANAKO.customer, birthDay: "2" };

/** Walks through everything that a customer can meet, and shows each page. */
export async function takeTour(options: PersonOptions, look: Look): Promise<void> {
  const faults = { bank: false, stores: false };
  const interceptBank: TestGatewayOptions["interceptBank"] = async (request, answer) =>
    faults.bank ? new Response(null, { status: 503 }) : await answer(request);
  const onRoundTrip = () => {
    if (faults.stores) throw new TypeError("a fault of ours");
  };
  const settings = {
    KAKEHASHI_SERVICE_HOURS: "calendar",
    KAKEHASHI_FAILURES_PER_INTERACTION: "4",
  };
  const mayMeet = [400, 403, 404, 410, 429, 500, 502, 503];
  await walk({ ...options, mayMeet, settings, interceptBank, onRoundTrip }, async (scene) => {
    const { page: own } = scene.person;
    const tour: Tour = { ...scene, options, faults, look: (name, page = own) => look(name, page) };
    for (const chapter of CHAPTERS) await chapter(tour);
  });
}

async function seeAccount({ person, look }: Tour): Promise<void> {
  await person.goTo("SOA201");
  await person.page.locator(".card-help summary").click();
  await look("1-account");
  await person.press("next");
  await look("1-account-missing");
  await person.press("next", { branchCode: "12", accountNumber: "123456789" });
  await look("1-account-malformed");
}

async function seeCustomer({ person, look, faults }: Tour): Promise<void> {
  await person.press("next", { branchCode: "115", accountNumber: "7654321" });
  await person.page.locator(".eras summary").click();
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

async function seeCall({ person, look, clock }: Tour): Promise<void> {
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

async function seePinAndConsent({ person, look, faults }: Tour): Promise<void> {
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
  await person.press("allow", { agree: true });
  await look("app-connected");
  await person.page.goto(consentUrl);
  await look("end-finished");
}

async function seeLinks({ person, look, gateway }: Tour): Promise<void> {
  await person.page.goto(`${gateway.issuer}/links`);
  await look("links-start");
  await person.press("start");
  await look("1-account-for-links");
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

async function seeEnds(tour: Tour): Promise<void> {
  const { person, look, clock } = tour;
  await person.connect();
  await person.goTo("SOA202");
  await person.press("abort");
  await look("end-aborted");
  await person.press("return");
  await look("app-cancelled");
  await person.connect();
  await person.goTo("SOA202");
  clock.advance(15 * 60_000);
  await person.page.reload();
  await look("end-expired");
  await seeFaults(tour);
  await person.connect();
  await person.goTo("SOA202");
  for (let failures = 1; failures <= 3; failures++) await person.press("next", WRONG_DAY);
  await look("end-locked");
  await person.connect();
  await person.goTo("SOA202");
  await person.press("next", HANAKO.customer);
  await look("2-customer-already-locked");
}

async function seeFaults({ person, look, faults, gateway, browser, options }: Tour): Promise<void> {
  await person.connect();
  await person.press("next", { branchCode: "115", accountNumber: "7654321" });
  for (let failures = 1; failures <= 5; failures++) await person.press("next", HANAKO.customer);
  await look("error-busy");
  await person.connect();
  await person.goTo("SOA202");
  faults.stores = true;
  await person.press("next", HANAKO.customer);
  await look("error-system");
  faults.stores = false;
  await person.press("retry");
  const url = person.page.url();
  await person.page.goto(`${gateway.issuer}/authorize?client_id=nobody`);
  await look("error-unknown-link");
  const other = await Person.open(browser, gateway, { ...options, mayMeet: [403] });
  await other.page.goto(url);
  await look("error-other-browser", other.page);
  await other[Symbol.asyncDispose]();
}

async function seeOtherPages({ person, look, clock, gateway }: Tour): Promise<void> {
  for (const name of ["terms", "faq", "contact"]) {
    await person.page.goto(`${gateway.issuer}/${name}`);
    await look(`info-${name}`);
  }
  clock.set("2026-11-04T23:59:00+09:00");
  await person.connect();
  await look("1-account-closing-soon");
  clock.set("2026-11-05T00:00:30+09:00");
  await person.page.reload();
  await look("error-closed");
}

async function seeSandbox({ person, look, gateway: { sandboxUrl } }: Tour): Promise<void> {
  await person.page.goto(sandboxUrl);
  await look("sandbox-home");
  await person.page.goto(`${sandboxUrl}/phone`);
  await look("sandbox-phone");
  await person.page.goto(`${sandboxUrl}/app`);
  await person.andLoad(person.page.locator("a.open-account").click());
  await look("app-account");
  await person.page.goto(`${sandboxUrl}/mailbox`);
  // The mail is on its way.
  const mail = person.page.locator("#mails a");
  while (await mail.count() === 0) await person.page.reload();
  await look("sandbox-mailbox");
  await person.andLoad(mail.click());
  await look("sandbox-mail");
}

const CHAPTERS = [
  seeAccount,
  seeCustomer,
  seeCall,
  seePinAndConsent,
  seeSandbox,
  seeLinks,
  seeEnds,
  seeOtherPages,
];
