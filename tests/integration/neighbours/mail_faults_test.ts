/** A mail server that is away, hangs up, or talks nonsense holds up nobody and loses nothing. */
import assert from "node:assert/strict";
import { ManualClock } from "../../support/clock.ts";
import { layLine, type LineFault } from "../../support/faulty_line.ts";
import { consent, HANAKO, openTestGateway, type TestGateway } from "../../support/gateway.ts";
import { startSmtpServer } from "../../support/smtp_server.ts";
import { makeTempDir } from "../../support/temp_dir.ts";
import { waitFor } from "../../support/wait_for.ts";

/** Longer than any pause between two attempts. */
const HOUR = 3_600_000;
const FAULTS: readonly LineFault[] = ["cut", "garbage", "cut-answers"];

/** A customer with an address of their own consents; the completion mail goes there. */
async function link(test: TestGateway, email: string): Promise<string> {
  const app = await test.addApp({ clientId: `app-of-${email.split("@")[0]}` });
  const pending = await app.push();
  const customer = { ...HANAKO.customer, email, emailConfirmation: email };
  const back = await consent(test.openBrowser(), pending, { ...HANAKO, customer });
  return (await app.finish(pending, back)).accessToken;
}

Deno.test("while the mail server is away the queue grows, and afterwards each mail is sent once", async () => {
  await using server = await startSmtpServer();
  await using line = await layLine(server.port);
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  await using test = await openTestGateway({
    clock,
    settings: {
      KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${line.port}`,
      KAKEHASHI_DESTINATION_NUMBERS: Array.from({ length: 9 }, (_, n) => `01200001${n + 10}`)
        .join(),
    },
  });
  const { notices } = test.gateway.storage.stores;
  const expected: string[] = [];
  for (const fault of FAULTS) {
    line.breakBy(fault);
    const email = `${fault}@mail.example`;
    await link(test, email);
    expected.push(email);
    await waitFor(`the attempt under ${fault}`, async () => {
      const waiting = await notices.listUnsent(10);
      const isTried = waiting.every(({ attempts }) => attempts > 0);
      return waiting.length === expected.length && isTried;
    });
  }
  assert.equal(server.mails.length, 0);
  line.breakBy("none");
  clock.advance(HOUR);
  await waitFor("the empty queue", async () => (await notices.listUnsent(10)).length === 0);
  const recipients = server.mails.flatMap((mail) => mail.recipients);
  assert.deepEqual(recipients.toSorted(), expected.toSorted());
});

Deno.test("the end waits for a silent mail server for seconds only; the mail goes after the next start", async () => {
  await using server = await startSmtpServer();
  await using line = await layLine(server.port);
  const folder = await makeTempDir();
  const clock = new ManualClock("2026-11-04T10:00:00+09:00");
  const settings = {
    KAKEHASHI_DATABASE_URL: `file:${folder.path}/kakehashi.db`,
    KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${line.port}`,
  };
  line.breakBy("silent");
  const first = await openTestGateway({ clock, settings });
  const { notices } = first.gateway.storage.stores;
  await link(first, "hanako@mail.example");
  await waitFor("the attempt", async () => ((await notices.listUnsent(1))[0]?.attempts ?? 0) > 0);
  const begun = performance.now();
  await first[Symbol.asyncDispose]();
  assert.ok(performance.now() - begun < 8000, "longer than the grace of mails, and some");

  line.breakBy("none");
  clock.advance(40_000);
  {
    await using _second = await openTestGateway({ clock, settings });
    await waitFor("the mail", () => Promise.resolve(server.mails.length > 0));
  }
  assert.equal(server.mails.length, 1);
  await folder.remove();
});
