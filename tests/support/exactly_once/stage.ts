/**
 * Two gateways on the same real stores, with a wire that can fail, and everything that a checked run
 * needs of them: a day of its own, and in the end what the stores hold.
 */
import { openDatabase } from "../../../adapters/libsql/open_database.ts";
import { readOne, textAt } from "../../../adapters/libsql/sql_database.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { systemRandom } from "../../../adapters/crypto/random.ts";
import { accountReference } from "../../../domain/banking/account_reference.ts";
import { drainOperationLog } from "../../../domain/audit/log_queue.ts";
import { attemptsKey, listLocks } from "../../../domain/interaction/lockout.ts";
import type { App } from "../app.ts";
import { ManualClock } from "../clock.ts";
import { type Customer, openTestGateway, type TestGateway } from "../gateway.ts";
import type { Fetcher } from "../html_browser.ts";
import type { Stored } from "../history.ts";
import type { RaceStores } from "../race_stores.ts";
import { type Carry, Wire } from "../wire.ts";
import { NO_FAULTS, type Plan, PlannedTrip } from "./faults.ts";

const DAY_MILLIS = 86_400_000;
/** Few, so that customers get the number of one who was there before. */
const DESTINATION_NUMBERS = ["0120000111", "0120000112"];
/** What the tests' telephony provider signs with. */
export const TELEPHONY_SECRET = "telephony-secret-of-a-test-0123456789";

/** An account, as core banking and the forms call it. */
export type Account = Customer["account"];

/** See the head of this file; `await using` ends it. */
export class Stage implements AsyncDisposable {
  /** Told of each request to core banking. */
  onBankRequest: (path: string, body: string) => void = () => {};
  #sent = 0;
  /** How often each gateway's process died. */
  readonly #deaths: number[] = [0, 0];
  #seen = 0;

  private constructor(
    readonly clock: ManualClock,
    readonly wire: Wire,
    readonly gateways: readonly TestGateway[],
    private readonly stores: RaceStores,
  ) {}

  /** Opens the gateways on `stores`; `carry` stands before the server of what expires. */
  static async open(stores: RaceStores, carry?: Carry): Promise<Stage> {
    const clock = new ManualClock();
    const wire = new Wire();
    const settings = {
      ...await throughWire(stores.settings, wire, carry),
      KAKEHASHI_DESTINATION_NUMBERS: DESTINATION_NUMBERS.join(),
      KAKEHASHI_SANDBOX_CALLS: "manual",
      KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET,
    };
    const onRoundTrip = () => {
      if (wire.trip instanceof PlannedTrip) wire.trip.beginCommand();
    };
    const gateways: TestGateway[] = [];
    const stage = new Stage(clock, wire, gateways, stores);
    const interceptBank = async (request: Request, answer: Fetcher) => {
      stage.onBankRequest(new URL(request.url).pathname, await request.clone().text());
      return await answer(request);
    };
    const options = { clock, settings, onRoundTrip, interceptBank };
    gateways.push(await openTestGateway(options), await openTestGateway(options));
    return stage;
  }

  get issuer(): string {
    return this.#gateway.issuer;
  }

  /** Sends a request to one gateway, the next one to the other; undefined if no answer arrives. */
  async send(request: Request, plan: Plan = NO_FAULTS): Promise<Response | undefined> {
    const index = this.#sent++ % this.gateways.length;
    const { gateway } = this.gateways[index] ?? this.#gateway;
    const deaths = this.#deaths[index];
    const trip = new PlannedTrip(plan, () => this.#noteDeath(index));
    const response = await this.wire.during(trip, () => gateway.fetch(request));
    // A process that dies takes with it who waited for the same look-up.
    const diesToo = response.status === 500 && this.#deaths[index] !== deaths;
    if (!trip.isDead && !diesToo && !plan.isUnanswered) return response;
    await response.body?.cancel();
    return undefined;
  }

  /** Registers an app that sends by `fetcher`. */
  async addApp(clientId: string, fetcher: Fetcher): Promise<App> {
    return await this.#gateway.addApp({ clientId, fetcher });
  }

  /** The next day: locks are over, and nothing is left under way. */
  async beginDay(): Promise<void> {
    this.clock.advance(DAY_MILLIS);
    await this.#drainLog();
    const { operationLog } = this.#storage.stores;
    for (;;) {
      const entries = await operationLog.search({ afterSequence: this.#seen, limit: 1000 });
      if (entries.length === 0) return;
      this.#seen = entries.at(-1)?.sequence ?? this.#seen;
    }
  }

  /** What the stores hold of this day. */
  async look(
    interactions: ReadonlyMap<string, number>,
    accounts: readonly Account[],
  ): Promise<Stored> {
    await this.#drainLog();
    const { grants, operationLog, ephemeral } = this.#storage.stores;
    const deps = { store: ephemeral, vault: this.#storage.vault };
    const entries = (await operationLog.search({ afterSequence: this.#seen, limit: 10_000 }))
      .flatMap(({ interactionId: id, ...entry }) => id === undefined ? [] : [{ ...entry, id }]);
    const today = (await grants.search({ limit: 10_000 }))
      .filter(({ grantedAt }) => grantedAt > this.clock.now() - DAY_MILLIS / 2);
    const wanted = new Set<string>(today.map(({ interactionId }) => interactionId))
      .union(new Set(interactions.keys()));
    return {
      grants: today.map(({ interactionId, endedAt }) => ({
        interaction: interactionId,
        isEnded: endedAt !== undefined,
      })),
      grantedEntries: entries
        .filter(({ event, result }) => event === "screen.consent" && result === "granted")
        .map(({ id }) => id),
      notices: (await this.#noticedInteractions()).filter((id) => wanted.has(id)),
      entries: entries.map(({ id, event }) => `${id} ${event}`),
      ranks: interactions,
      failures: new Map(
        await Promise.all(
          accounts.map(async (account) =>
            [account.accountNumber, await this.#countFailures(account)] as const
          ),
        ),
      ),
      locked: (await listLocks(deps, this.clock.now()))
        .map(({ account }) => account.accountNumber),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const gateway of this.gateways) await gateway[Symbol.asyncDispose]();
    await this.wire[Symbol.asyncDispose]();
  }

  get #gateway(): TestGateway {
    const [gateway] = this.gateways;
    if (gateway === undefined) throw new Error("no gateway is open");
    return gateway;
  }

  get #storage() {
    return this.#gateway.gateway.storage;
  }

  #noteDeath(index: number): void {
    this.#deaths[index] = (this.#deaths[index] ?? 0) + 1;
  }

  async #drainLog(): Promise<void> {
    const { stores: { ephemeral: store, operationLog: log }, vault } = this.#storage;
    await drainOperationLog({ store, log, vault });
  }

  async #countFailures(account: Account): Promise<number> {
    const { stores: { ephemeral }, vault } = this.#storage;
    const reference = await accountReference(vault, { ...account, accountType: "1" });
    const context = { now: this.clock.now(), attempt: newAttemptId(systemRandom) };
    const [counted] = await ephemeral.run(context, [
      { verb: "countFailures", at: attemptsKey(reference) },
    ]);
    return counted.failures ?? 0;
  }

  /** From the table itself: mails that were sent are no port's business any more. */
  async #noticedInteractions(): Promise<readonly string[]> {
    const { KAKEHASHI_DATABASE_URL: url = "", KAKEHASHI_DATABASE_TOKEN: token } =
      this.stores.settings;
    const database = await openDatabase(url, token, "FULL");
    const rows = await readOne(database, { sql: "SELECT id FROM notice" });
    database.close();
    return rows.map((row) => textAt(row, 0).replace(/^completion-/, ""));
  }
}

async function throughWire(
  settings: RaceStores["settings"],
  wire: Wire,
  carry: Carry | undefined,
): Promise<Record<string, string>> {
  const { KAKEHASHI_DATABASE_URL: database = "", KAKEHASHI_REDIS_URL: redis } = settings;
  const changed: Record<string, string> = { ...settings };
  if (redis !== undefined) {
    changed["KAKEHASHI_REDIS_URL"] = await wire.before("redis", redis, carry);
  }
  if (!database.startsWith("file:")) {
    changed["KAKEHASHI_DATABASE_URL"] = await wire.before("database", database, carry);
  }
  return changed;
}
