/** Many customers link an account and their app reads it, all in one process. */
import type { App } from "../support/app.ts";
import { type Customer, HANAKO } from "../support/gateway.ts";
import { MeteredGateway } from "../support/metered_gateway.ts";
import { summarise, type Summary } from "./statistics.ts";

const WARM_UP_LINKS = 40;
const LINKS = 80;
const READS_PER_LINK = 3;

/** A pool as an operator has it; each number serves one call of a customer at a time. */
const POOL = Array.from({ length: 40 }, (_, index) => `0120000${100 + index}`);
const CALL_WINDOW_MILLIS = 150_000;

/** The customer with the most transactions. */
const TORIO: Customer = {
  account: { branchCode: "115", accountNumber: "5000001" },
  customer: {
    ...HANAKO.customer,
    name: "ダイリヨウ トリオ",
    birthYear: "1985",
    birthMonth: "7",
    birthDay: "15",
    phoneNumber: "07000005555",
  },
  pin: "2468",
};

/** Measures every request of an app that signs with an algorithm. */
export async function measureRequests(algorithm: "ES256" | "EdDSA"): Promise<readonly Summary[]> {
  let ahead = 0;
  await using gateway = await MeteredGateway.open({
    clock: { now: () => Date.now() + ahead },
    settings: { KAKEHASHI_DESTINATION_NUMBERS: POOL.join() },
  });
  using _ = gateway.watchSignatures();
  const app = await gateway.addApp({ algorithm });
  for (let links = 0; links < WARM_UP_LINKS + LINKS; links++) {
    if (links === WARM_UP_LINKS) gateway.requests.length = 0;
    // All numbers of the pool are free again.
    if (links % POOL.length === 0) ahead += CALL_WINDOW_MILLIS;
    await linkAndRead(gateway, app);
  }
  return summarise(gateway.requests);
}

async function linkAndRead(gateway: MeteredGateway, app: App): Promise<void> {
  const pending = await app.push();
  const { refreshToken } = await app.finish(pending, await gateway.consent(pending, TORIO));
  const { accessToken } = await app.refresh(refreshToken);
  const { accounts: [{ accountId }] } = await (await app.call(accessToken, "/accounts")).json();
  const path = `/accounts/${accountId}`;
  const query = `limit=500&dateFrom=${aMonthBefore(gateway.test.gateway.clock.now())}`;
  for (let reads = 0; reads < READS_PER_LINK; reads++) {
    await app.call(accessToken, "/consent");
    await app.call(accessToken, "/accounts");
    await app.call(accessToken, `${path}/balance`);
    const history = await app.call(accessToken, `${path}/transactions?${query}`);
    const { count } = await history.json();
    if (count !== 500) throw new Error(`${count} transactions`);
  }
}

function aMonthBefore(now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO("Asia/Tokyo");
  return `${today.toPlainDate().subtract({ months: 1 })}`;
}
