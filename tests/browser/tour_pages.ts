/** The pages around the procedure: the institution's, the API document, the sandbox. */
import type { Tour } from "./tour.ts";

/** The pages that stand in where the institution has none of its own. */
export async function seeInformation({ person, look, gateway }: Tour): Promise<void> {
  for (const name of ["terms", "faq", "contact"]) {
    await person.page.goto(`${gateway.issuer}/${name}`);
    await look(`info-${name}`);
  }
}

/** The sandbox's pages after a link was made. */
export async function seeSandbox({ person, look, gateway: { sandboxUrl } }: Tour): Promise<void> {
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

/** The sandbox's pages while nothing has happened yet. */
export async function seeSandboxBefore(
  { person: { page }, look, gateway: { sandboxUrl } }: Tour,
): Promise<void> {
  for (const [path, name] of Object.entries(SANDBOX_BEFORE)) {
    await page.goto(sandboxUrl + path);
    await look(name);
  }
}

const SANDBOX_BEFORE = {
  "/app": "app-start",
  "/phone": "sandbox-phone-unused",
  "/mailbox": "sandbox-mailbox-empty",
  "/mailbox/lost": "sandbox-mail-missing",
  "/nothing": "sandbox-missing",
};

/** The document for developers of apps. */
export async function seeApiDocument({ person, look, gateway }: Tour): Promise<void> {
  await person.page.goto(`${gateway.issuer}/docs`);
  await look("api-document");
}

/** Shortly before the service closes, and after. */
export async function seeServiceHours({ person, look, clock }: Tour): Promise<void> {
  clock.set("2026-11-04T23:59:00+09:00");
  await person.connect();
  await look("1-account-closing-soon");
  clock.set("2026-11-05T00:00:30+09:00");
  await person.page.reload();
  await look("error-closed");
}
