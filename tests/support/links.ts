import { accountReference } from "../../domain/banking/account_reference.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import type { GrantId, InteractionId } from "../../domain/ids.ts";
import type { Customer, ScreenFixture } from "./screen_fixture.ts";

/** Links the customer of the tests with the app of the tests, through all screens. */
export async function link(gateway: ScreenFixture): Promise<Grant> {
  const customer = await gateway.customer();
  await customer.goTo("consent");
  await customer.press("allow", { agree: true });
  const grants = await gateway.stores.grants.search({ limit: 100 });
  const grant = grants.find(({ interactionId }) => interactionId === customer.id);
  if (grant === undefined) throw new Error("nothing was granted");
  return grant;
}

/** Stores another grant like one, with some things different. */
export async function storeGrant(
  gateway: ScreenFixture,
  like: Grant,
  name: string,
  change: Partial<Grant>,
): Promise<Grant> {
  const text = name.padEnd(43, "-");
  const grant = {
    ...like,
    id: text as GrantId,
    interactionId: text as InteractionId,
    ...change,
  };
  const [to, subject] = ["hanako@example.jp", "test"];
  const { grantedAt: at } = grant;
  return await gateway.stores.grants.recordConsent({
    grant,
    notice: { id: name, createdAt: at, to, subject, text: subject },
    logEntry: { id: name, at, actor: "customer", event: "test", result: "ok", details: {} },
  });
}

/** A grant of another customer. */
export async function storeForeignGrant(gateway: ScreenFixture, like: Grant): Promise<Grant> {
  const account = { ...like.account, accountNumber: "7654321" };
  const reference = await accountReference(gateway.vault, account);
  return await storeGrant(gateway, like, "foreign", { account, accountReference: reference });
}

/** A customer in front of the page of links. */
export async function seeLinks(gateway: ScreenFixture): Promise<Customer> {
  const customer = await gateway.linksCustomer();
  await customer.goTo("links");
  return customer;
}

/** The grants that give access now. */
export async function activeGrants(gateway: ScreenFixture): Promise<readonly string[]> {
  const found = await gateway.stores.grants.search({ activeAt: gateway.clock.now(), limit: 100 });
  return found.map(({ id }) => id);
}
