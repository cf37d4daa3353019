/** What ends a procedure, and what stands in its way. */
import { disableClient, enableClient } from "../../domain/client/manage_clients.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { ClientId } from "../../domain/ids.ts";
import { DEMO_CLIENT_ID } from "../../sandbox/demo_app/client_document.ts";
import { HANAKO } from "../support/gateway.ts";
import { Person } from "../support/person.ts";
import type { Tour } from "./tour.ts";
import { WRONG_DAY } from "./tour_screens.ts";

const DEMO_CLIENT = DEMO_CLIENT_ID as ClientId;
const OWN_FAULT = new TypeError("a fault of ours");
/** After so long the registry reads apps anew. */
const READ_ANEW_MILLIS = 10_000;

/** Ends without a link: cancelled, expired. */
export async function seeEnds({ person, look, clock }: Tour): Promise<void> {
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
}

/** Too much traffic, a fault of ours, a link opened in another browser. */
export async function seeFaults(
  { person, look, faults, gateway, browser, options }: Tour,
): Promise<void> {
  await person.connect();
  await person.press("next", { branchCode: "115", accountNumber: "7654321" });
  for (let failures = 1; failures <= 5; failures++) await person.press("next", HANAKO.customer);
  await look("error-busy");
  await person.connect();
  await person.goTo("SOA202");
  faults.stores = OWN_FAULT;
  await person.press("next", HANAKO.customer);
  await look("error-system");
  faults.stores = undefined;
  await person.press("retry");
  const url = person.page.url();
  const other = await Person.open(browser, gateway, { ...options, mayMeet: [403] });
  await other.page.goto(url);
  await look("error-other-browser", other.page);
  await other[Symbol.asyncDispose]();
}

/** Pages of /authorize itself: before anything is known of the app, so none is named. */
export async function seeAuthorizeErrors(
  { person, look, faults, gateway, browser, options }: Tour,
): Promise<void> {
  await person.page.goto(`${gateway.issuer}/authorize?client_id=nobody`);
  await look("error-unknown-link");
  const [request] = await Promise.all([
    person.page.waitForRequest(/\/authorize\?/),
    person.connect(),
  ]);
  const other = await Person.open(browser, gateway, { ...options, mayMeet: [403] });
  await other.page.goto(request.url());
  await look("authorize-other-browser", other.page);
  await other[Symbol.asyncDispose]();
  faults.stores = new UnavailableError("the store");
  await person.page.goto(request.url());
  await look("authorize-busy");
  faults.stores = OWN_FAULT;
  await person.page.reload();
  await look("authorize-system");
  faults.stores = undefined;
}

/** Forms that a page of the app sends: into a procedure, and to the own links. */
export async function seeRefusedForms({ person, look, gateway }: Tour): Promise<void> {
  await person.connect();
  await sendFromApp(person, person.page.url());
  await look("error-form-refused");
  await sendFromApp(person, `${gateway.issuer}/links`);
  await look("links-form-refused");
}

async function sendFromApp(person: Person, action: string): Promise<void> {
  await person.page.goto(`${person.gateway.sandboxUrl}/app`);
  await person.page.setContent(`<form method="post" action="${action}"><button id="send"></form>`);
  await person.press("send");
}

/** An app that the operator stops during the procedure. */
export async function seeUnavailableApp({ person, look, gateway, clock }: Tour): Promise<void> {
  const { clients } = gateway.gateway.storage.stores;
  await person.connect();
  await disableClient(clients, DEMO_CLIENT, clock.now());
  clock.advance(READ_ANEW_MILLIS);
  await person.page.reload();
  await look("error-app-unavailable");
  await person.connect();
  await look("app-refused");
  await enableClient(clients, DEMO_CLIENT);
  clock.advance(READ_ANEW_MILLIS);
}

/** An account that is locked, and what it is told from then on. */
export async function seeLockout({ person, look }: Tour): Promise<void> {
  await person.connect();
  await person.goTo("SOA202");
  for (let failures = 1; failures <= 3; failures++) await person.press("next", WRONG_DAY);
  await look("end-locked");
  await person.connect();
  await person.goTo("SOA202");
  await person.press("next", HANAKO.customer);
  await look("2-customer-already-locked");
}
