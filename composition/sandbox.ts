/** The fictitious neighbours, in process. */
import { createSandboxBank } from "../sandbox/bank/bank.ts";
import { loadDemoKey, makeDemoKey } from "../sandbox/demo_app/demo_key.ts";
import { SANDBOX_CUSTOMERS } from "../sandbox/customers.ts";
import { createSandbox, type Sandbox } from "../sandbox/sandbox.tsx";
import type { Config } from "../config.ts";
import type { Clock } from "../domain/time.ts";
import { houseStyle, ICON } from "./look.ts";
import { sandboxUrl } from "./report.ts";

/** Between the gateway and the sandbox's bank; both live in this process. */
const BANK_SECRET = "sandbox-only-core-banking-secret-0123456789";
/** The bank's troubled account answers after this or never. */
const BANK_TIMEOUT_MILLIS = 3000;

/** The sandbox at work. */
export interface RunningSandbox {
  /** Its pages, phone and mailbox. */
  readonly pages: Sandbox;
  /** Those of its customers; from some of them, outside of it, no call can be placed. */
  readonly phoneNumbers: readonly string[];
  /** How the gateway reaches its bank. */
  readonly coreBanking: {
    readonly baseUrl: string;
    readonly secret: string;
    readonly timeoutMillis: number;
    readonly pinKey: Awaited<ReturnType<typeof createSandboxBank>>["publicJwk"];
    readonly fetch: (request: Request) => Promise<Response>;
  };
}

/** What the sandbox needs of the gateway. */
export interface SandboxSurroundings {
  readonly clock: Clock;
  /** Answers requests to the issuer. */
  readonly gateway: (request: Request) => Promise<Response>;
  readonly interceptBank?: InterceptBank;
}

/** Gets a request to the sandbox's bank, and a way to have it answered. */
export type InterceptBank = (
  request: Request,
  answer: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** Opens the sandbox; undefined when the configuration has none. */
export async function openSandbox(
  config: Config,
  { clock, gateway, interceptBank }: SandboxSurroundings,
): Promise<RunningSandbox | undefined> {
  if (config.sandbox === undefined) return undefined;
  const now = () => clock.now();
  const bank = await createSandboxBank({ now, secret: BANK_SECRET });
  const pages = createSandbox({
    issuer: config.issuer,
    publicUrl: sandboxUrl(config.sandbox.listen),
    telephonySecret: config.neighbours.telephonySecret.reveal(),
    destinationNumbers: config.neighbours.destinationNumbers,
    demoKey: await demoKey(config.stores.databaseUrl),
    fetch: gateway,
    now,
    houseStyle: houseStyle(config.institution.theme),
    icon: ICON,
  });
  return {
    pages,
    phoneNumbers: SANDBOX_CUSTOMERS.map(({ phoneNumber }) => phoneNumber),
    coreBanking: {
      baseUrl: "http://bank.sandbox/",
      secret: BANK_SECRET,
      timeoutMillis: BANK_TIMEOUT_MILLIS,
      pinKey: bank.publicJwk,
      fetch: (request) => interceptBank ? interceptBank(request, bank.fetch) : bank.fetch(request),
    },
  };
}

/**
 * Kept beside the database, so that a restart ends no link. Where nothing may be written, at the edge
 * or outside the data folder, each start has a key of its own.
 */
async function demoKey(databaseUrl: string) {
  if (!databaseUrl.startsWith("file:")) return await makeDemoKey();
  const database = databaseUrl.slice("file:".length).replace(/\.db$/, "");
  try {
    return await loadDemoKey(`${database}-demo-key.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return await makeDemoKey();
    throw error;
  }
}
