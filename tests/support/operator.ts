/** A gateway's stores in files, and the operator's command line on them. */
import { exportJWK, generateKeyPair } from "jose";
import { systemRandom } from "../../adapters/crypto/random.ts";
import { createVault } from "../../adapters/crypto/vault.ts";
import { openStores, type Stores } from "../../adapters/open_stores.ts";
import type { MtlsSupport } from "../../domain/client/certificate_support.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import type { Vault } from "../../domain/crypto/vault.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import { type ClientId, type GrantId, type InteractionId, newAttemptId } from "../../domain/ids.ts";
import { createTextFiles } from "../../tools/operator/files.ts";
import { runCommandLine } from "../../tools/operator/run_command.ts";
import { ManualClock } from "./clock.ts";
import { createTestKeyFactory } from "./key_factory.ts";
import { makeTempDir } from "./temp_dir.ts";

const { publicKey } = await generateKeyPair("EdDSA", { extractable: true });

/** An app's registration. */
export const APP_DOCUMENT = {
  client_id: "app-1",
  client_name: "家計簿アプリ",
  redirect_uris: ["https://app.example/callback"],
  token_endpoint_auth_method: "private_key_jwt",
  dpop_bound_access_tokens: true,
  jwks: { keys: [await exportJWK(publicKey)] },
};

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly faults: string;
}

/** See {@link openOperator}. */
export interface OperatorFixture extends AsyncDisposable {
  readonly stores: Stores;
  readonly vault: Vault;
  readonly clock: ManualClock;
  readonly databaseUrl: string;
  /** Texts of files by path. */
  readonly files: Record<string, string>;
  /** How the running gateway answers. */
  gateway: (request: Request) => Promise<Response>;
  /** What the gateway can do with certificates; nothing at first. */
  mtls: MtlsSupport | undefined;
  run(...words: readonly string[]): Promise<Outcome>;
  /** Runs with `--json` and parses; throws unless the exit code is 0. */
  json(...words: readonly string[]): Promise<Record<string, unknown>[]>;
  /** Records a consent of an account for an app. */
  addGrant(id: string, clientId: string, accountNumber: string): Promise<Grant>;
}

const ENCODER = new TextEncoder();
const SECRETS = {
  sealing: [ENCODER.encode("a-sealing-secret-of-some-32-bytes-0001")] as const,
  identifying: ENCODER.encode("an-identifying-secret-of-32-bytes-0001"),
};

/** Opens empty stores in a folder of their own. */
export async function openOperator(): Promise<OperatorFixture> {
  const directory = await makeTempDir();
  const vault = createVault(SECRETS, systemRandom);
  const databaseUrl = `file:${directory.path}/test.db`;
  const stores = await openStores({ databaseUrl }, vault);
  const clock = new ManualClock("2026-11-30T10:00:00+09:00");
  const files: Record<string, string> = {};
  const fixture: OperatorFixture = {
    stores,
    vault,
    clock,
    databaseUrl,
    files,
    gateway: () => Promise.reject(new TypeError("nobody answers")),
    mtls: undefined,
    run: (...words) => run(fixture, words),
    async json(...words) {
      const { code, output, faults } = await run(fixture, [...words, "--json"]);
      if (code !== 0) throw new Error(`exit code ${code}: ${faults}`);
      const parsed: unknown = JSON.parse(output);
      return Array.isArray(parsed) ? parsed : [parsed];
    },
    addGrant: (id, clientId, accountNumber) => addGrant(fixture, id, clientId, accountNumber),
    async [Symbol.asyncDispose]() {
      await stores.close();
      await directory.remove();
    },
  };
  return fixture;
}

async function run(fixture: OperatorFixture, words: readonly string[]): Promise<Outcome> {
  let output = "";
  let faults = "";
  const read = (path: string) => {
    const text = fixture.files[path];
    return text === undefined
      ? Promise.reject(new Deno.errors.NotFound(path))
      : Promise.resolve(text);
  };
  const code = await runCommandLine(words, {
    files: createTextFiles(read),
    login: "hanako",
    open: () =>
      Promise.resolve({
        stores: fixture.stores,
        vault: fixture.vault,
        clock: fixture.clock,
        random: systemRandom,
        keyFactory: createTestKeyFactory(),
        serviceHours: "calendar",
        issuer: "http://localhost:8000",
        adapters: { mail: "mail.example" },
        mtls: fixture.mtls,
        fetch: (request) => fixture.gateway(request),
        backUp: () => Promise.reject(new Error("this fixture makes no backups")),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    restorer: () => {
      throw new Error("this fixture restores nothing");
    },
    write: (text) => output += text,
    writeFault: (text) => faults += text,
  });
  return { code, output, faults };
}

async function addGrant(
  { stores, vault, clock }: OperatorFixture,
  id: string,
  clientId: string,
  accountNumber: string,
): Promise<Grant> {
  const now = clock.now();
  const account = { branchCode: "115", accountType: "1", accountNumber } as const;
  const grant: Grant = {
    id: id as GrantId,
    clientId: clientId as ClientId,
    interactionId: `interaction-${id}` as InteractionId,
    account,
    accountReference: await accountReference(vault, account),
    accountId: `account-${id}`,
    subject: `subject-${id}`,
    scopes: ["accounts", "transactions"],
    termsVersion: "2026-10-01",
    authenticatedAt: now,
    grantedAt: now,
    expiresAt: now + 30 * 86_400_000,
  };
  const attempt = newAttemptId(systemRandom);
  const notice = {
    id: `notice-${id}`,
    createdAt: now,
    to: "hanako@mail.example",
    subject: "完了のお知らせ",
    text: "本文",
  };
  const logEntry = { id: attempt, at: now, actor: "customer", event: "consent", result: "ok" };
  return await stores.grants.recordConsent({
    grant,
    notice,
    logEntry: { ...logEntry, clientId: grant.clientId, details: {} },
  });
}
