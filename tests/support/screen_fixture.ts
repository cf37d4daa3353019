import { Hono } from "hono";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { createVault } from "../../adapters/crypto/vault.ts";
import { openStores, type Stores } from "../../adapters/open_stores.ts";
import { interactionKey, requestKey } from "../../domain/authorization/open_interaction.ts";
import { serialisePushedRequest } from "../../domain/authorization/pushed_request.ts";
import { signCallEvent } from "../../domain/caller_id/call_event.ts";
import type { Client } from "../../domain/client/client.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import {
  encodeBase64Url,
  type InteractionId,
  newAttemptId,
  parseInteractionId,
  sha256Base64Url,
} from "../../domain/ids.ts";
import type { InteractionSettings } from "../../domain/interaction/limits.ts";
import { createInteractionOpener } from "../../domain/interaction/opener.ts";
import { SigningKeys } from "../../domain/keys/signing_keys.ts";
import type { MaintenanceWindow } from "../../domain/service/maintenance.ts";
import type { RouteEnv } from "../../routes/http/request_context.ts";
import { createScreenRoutes } from "../../routes/screens/screen_routes.ts";
import { DEFAULT_SCREEN_IDS, type ScreenDependencies } from "../../routes/screens/settings.ts";
import { createTelephonyRoutes } from "../../routes/telephony/telephony_routes.ts";
import { drainOperationLog } from "../../domain/audit/log_queue.ts";
import type { OperationLogEntry } from "../../domain/audit/operation_log.ts";
import { OpenStreams } from "../../routes/http/open_streams.ts";
import { ManualPauses } from "./pauses.ts";
import { ManualClock } from "./clock.ts";
import { INSTITUTION, SETTINGS, testClient } from "./screen_defaults.ts";
import { FakeCoreBanking } from "./fake_core_banking.ts";
import { Customer } from "./customer.ts";
import type { FieldValues } from "./html_browser.ts";
import { recoverFailures } from "./recover_failures.ts";
import { makeTempDir } from "./temp_dir.ts";

export { Customer, type CustomerScreen } from "./customer.ts";

/** Where the screens of a test are served, in process. */
export const ORIGIN = "https://gateway.example";
const CALLBACK = "https://app.example/callback?kept=1";
/** What the telephony provider of the tests signs with. */
export const TELEPHONY_SECRET = "telephony-secret-of-a-test-0123456789";

/** The customer of the tests, as typed on the screens ① and ②. */
export const ACCOUNT: FieldValues = { branchCode: "115", accountNumber: "1100026" };
/** See {@link ACCOUNT}. */
export const CUSTOMER: FieldValues = {
  name: "データ　ハナコ",
  birthYear: "1964",
  birthMonth: "4",
  birthDay: "1",
  phoneNumber: "090-0000-3333",
  email: "hanako@example.jp",
  emailConfirmation: "hanako@example.jp",
};

/** Screen ② as it is typed by who came without an app: no mail is sent to them. */
export function withoutEmail(typed: FieldValues): FieldValues {
  const { email: _, emailConfirmation: __, ...rest } = typed;
  return rest;
}

/** What a test may change. */
export interface ScreenOptions {
  readonly start?: string;
  readonly settings?: Partial<InteractionSettings>;
  readonly redirectUri?: string;
  /** Breaks parts of the gateway. */
  readonly override?: (deps: ScreenDependencies) => ScreenDependencies;
}

/** The store of what expires fails with whatever there is at the moment. */
export function failRuns(fault: () => Error | undefined): ScreenOptions {
  return {
    override: (deps) => ({
      ...deps,
      store: {
        ...deps.store,
        run: (context, operations) => {
          const error = fault();
          return error === undefined ? deps.store.run(context, operations) : Promise.reject(error);
        },
      },
    }),
  };
}

/** Some operations on grants are carried out in another way. */
export function changeGrants(
  change: (grants: ScreenDependencies["grants"]) => Partial<ScreenDependencies["grants"]>,
): ScreenOptions {
  return {
    override: (deps) => ({ ...deps, grants: { ...deps.grants, ...change(deps.grants) } }),
  };
}

/** Screens and telephony on real stores in a file, with a fictitious core banking. */
export class ScreenFixture implements AsyncDisposable {
  readonly bank = new FakeCoreBanking();
  readonly maintenance: MaintenanceWindow[] = [];
  readonly logLines: string[] = [];
  readonly pauses = new ManualPauses();
  readonly streams = new OpenStreams();
  readonly expectedCalls: { destination: string; caller: string }[] = [];
  /** The network address that requests come from. */
  address = "192.0.2.1";
  client: Client;
  #interactions = 0;

  private constructor(
    readonly clock: ManualClock,
    readonly stores: Stores,
    readonly vault: Vault,
    readonly options: ScreenOptions,
    private readonly dispose: () => Promise<void>,
    readonly roundTrips: { count: number },
  ) {
    this.client = testClient(options.redirectUri ?? CALLBACK);
  }

  static async create(options: ScreenOptions = {}): Promise<ScreenFixture> {
    const clock = new ManualClock(options.start ?? "2026-11-04T10:00:00+09:00");
    const folder = await makeTempDir();
    const secret = new Uint8Array(32).fill(7);
    const vault = createVault({ sealing: [secret], identifying: secret }, systemRandom);
    const roundTrips = { count: 0 };
    const stores = await openStores({
      databaseUrl: `file:${folder.path}/test.db`,
      onRoundTrip: () => roundTrips.count += 1,
    }, vault);
    await recoverFailures(stores, clock);
    const dispose = async () => {
      await stores.close();
      await folder.remove();
    };
    return new ScreenFixture(clock, stores, vault, options, dispose, roundTrips);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** The gateway's settings in this test. */
  get settings(): InteractionSettings {
    return { ...SETTINGS, ...this.options.settings };
  }

  /** What the screens work with. */
  get dependencies(): ScreenDependencies {
    const { clock, vault, stores, bank } = this;
    const deps: ScreenDependencies = {
      issuer: ORIGIN,
      keys: new SigningKeys(stores.signingKeys),
      signingAlgorithm: "ES256",
      clock,
      pause: this.pauses.pause,
      streams: this.streams,
      random: systemRandom,
      store: stores.ephemeral,
      vault,
      coreBanking: bank,
      pinSealer: bank,
      grants: stores.grants,
      clients: { find: (id) => Promise.resolve(id === this.client.id ? this.client : undefined) },
      maintenance: { upcoming: () => Promise.resolve(this.maintenance) },
      log: { write: (...line) => void this.logLines.push(JSON.stringify(line)) },
      clientAddress: () => this.address,
      institution: INSTITUTION,
      sender: INSTITUTION,
      screenIds: DEFAULT_SCREEN_IDS,
      encodeQrCode: () => [[true, false], [false, true]],
      settings: this.settings,
      onCallExpected: (call) => {
        this.expectedCalls.push(call);
        return Promise.resolve();
      },
    };
    return this.options.override?.(deps) ?? deps;
  }

  /** Answers requests like the running gateway. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const routes = new Hono<RouteEnv>();
    routes.route("/", createScreenRoutes(this.dependencies));
    routes.route(
      "/",
      createTelephonyRoutes({ ...this.dependencies, telephonySecret: TELEPHONY_SECRET }),
    );
    return await routes.fetch(request);
  };

  /** A customer whose browser stands on screen ①, as after /authorize. */
  async customer(): Promise<Customer> {
    const now = this.clock.now();
    const id = await sha256Base64Url(`interaction ${this.#interactions += 1}`) as InteractionId;
    const secret = encodeBase64Url(systemRandom.bytes(32));
    const opener = createInteractionOpener(this.dependencies);
    const initial = await opener.initialRecord({
      id,
      clientId: this.client.id,
      browserSecretHash: await sha256Base64Url(secret),
      now,
    });
    const request = serialisePushedRequest({
      clientId: this.client.id,
      redirectUri: this.options.redirectUri ?? CALLBACK,
      state: "state-1",
      scopes: ["accounts", "transactions"],
      codeChallenge: "c".repeat(43),
      responseMode: "query",
      mayInteract: true,
      createdAt: now,
    });
    await this.stores.ephemeral.run({ now, attempt: newAttemptId(systemRandom) }, [
      { verb: "put", at: requestKey(id), value: request, expiresAt: now + 86_400_000 },
      { verb: "put", at: interactionKey(id), ...initial },
    ]);
    const cookie = `__Host-kakehashi-${id.slice(0, 16)}=${secret}`;
    const customer = new Customer(id, cookie, this);
    await customer.open("account");
    return customer;
  }

  /** A customer who came to see their own links; the browser stands on screen ①. */
  async linksCustomer(): Promise<Customer> {
    const opened = await this.fetch(new Request(`${ORIGIN}/links`, { method: "POST" }));
    const [cookie = ""] = opened.headers.getSetCookie();
    const id = parseInteractionId(opened.headers.get("location")?.split("/")[2] ?? "");
    if (id === undefined) throw new Error(`no interaction was opened: ${opened.status}`);
    const customer = new Customer(id, cookie.split(";")[0] ?? "", this);
    await customer.open("account");
    return customer;
  }

  /** Tells the gateway of a call as the telephony provider does. */
  async call(
    call: { from: string | null; to: string; id?: string; at?: number },
    forgery: { secret?: string; timestamp?: number; body?: string } = {},
  ): Promise<Response> {
    const occurredAt = Temporal.Instant.fromEpochMilliseconds(call.at ?? this.clock.now());
    const body = JSON.stringify({
      eventId: call.id ?? encodeBase64Url(systemRandom.bytes(9)),
      occurredAt: occurredAt.toString(),
      callerNumber: call.from,
      destinationNumber: call.to,
    });
    const timestamp = String(forgery.timestamp ?? Math.floor(this.clock.now() / 1000));
    const signature = await signCallEvent(forgery.secret ?? TELEPHONY_SECRET, timestamp, body);
    return await this.fetch(
      new Request(`${ORIGIN}/telephony/events`, {
        method: "POST",
        body: forgery.body ?? body,
        headers: { "Kakehashi-Timestamp": timestamp, "Kakehashi-Signature": signature },
      }),
    );
  }

  /** The operation log so far. */
  async operationLog(): Promise<readonly OperationLogEntry[]> {
    const { ephemeral: store, operationLog: log } = this.stores;
    await drainOperationLog({ store, vault: this.vault, log });
    return await log.search({ limit: 1000 });
  }

  /** The results in the operation log, as `event:result`. */
  async logged(): Promise<readonly string[]> {
    return (await this.operationLog()).map(({ event, result }) => `${event}:${result}`);
  }
}
