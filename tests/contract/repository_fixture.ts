/** What the contract tests of the repositories share. */
import { join } from "node:path";
import { createVault } from "../../adapters/crypto/vault.ts";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import type { SqlDatabase } from "../../adapters/libsql/sql_database.ts";
import { openStores, type Stores } from "../../adapters/open_stores.ts";
import type { NewOperationLogEntry } from "../../domain/audit/operation_log.ts";
import type { Client } from "../../domain/client/client.ts";
import type { Grant } from "../../domain/grant/grant.ts";
import type { ConsentRecord } from "../../domain/grant/grant_repository.ts";
import type { ClientId, GrantId, InteractionId } from "../../domain/ids.ts";
import type { SigningKey } from "../../domain/keys/signing_key.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import { createSeededRandom } from "../support/random.ts";
import { makeTempDir } from "../support/temp_dir.ts";

export const NOW = Date.parse("2026-04-15T10:00:00+09:00");

/** Two instances over the same, at first empty, database. */
export interface OpenedDatabase extends AsyncDisposable {
  readonly stores: Stores;
  readonly peer: Stores;
  /** The files in which everything is stored. */
  readonly paths: readonly string[];
  /** The database itself, for looking and for tampering behind the stores. */
  open(): Promise<SqlDatabase>;
}

const random = { bytes: createSeededRandom() };
export const vault = createVault(
  { sealing: [random.bytes(32)], identifying: random.bytes(32) },
  random,
);

export async function openFile(): Promise<OpenedDatabase> {
  const directory = await makeTempDir();
  const path = join(directory.path, "kakehashi.db");
  const open = () => openStores({ databaseUrl: `file:${path}` }, vault);
  const [stores, peer] = await Promise.all([open(), open()]);
  return {
    stores,
    peer,
    paths: [path, `${path}-wal`],
    open: () => openDatabase(`file:${path}`, undefined, "NORMAL"),
    async [Symbol.asyncDispose]() {
      await Promise.all([stores.close(), peer.close()]);
      await directory.remove();
    },
  };
}

export async function openRemote(): Promise<OpenedDatabase> {
  const server = await startHrana();
  const open = () => openStores({ databaseUrl: server.url, databaseToken: server.token }, vault);
  const [stores, peer] = await Promise.all([open(), open()]);
  return {
    stores,
    peer,
    paths: [server.path, `${server.path}-wal`],
    open: () => openDatabase(server.url, server.token, "NORMAL"),
    async [Symbol.asyncDispose]() {
      await Promise.all([stores.close(), peer.close()]);
      await server.stop();
    },
  };
}

/** Registers a test once for each kind of database. */
export function testOnEachDatabase(
  guarantee: string,
  check: (database: OpenedDatabase) => Promise<void>,
): void {
  for (const [name, open] of [["a file", openFile], ["Hrana", openRemote]] as const) {
    Deno.test(`${guarantee} (libSQL, ${name})`, async () => {
      await using database = await open();
      await check(database);
    });
  }
}

export function makeGrant(id: string, overrides: Partial<Grant> = {}): Grant {
  return {
    id: id as GrantId,
    clientId: "app" as ClientId,
    interactionId: `interaction-of-${id}` as InteractionId,
    account: { branchCode: "115", accountType: "1", accountNumber: "1100026" },
    accountReference: "reference",
    accountId: "account-id",
    subject: "subject",
    scopes: ["accounts", "transactions"],
    termsVersion: "2026-04",
    authenticatedAt: NOW - 1000,
    grantedAt: NOW,
    expiresAt: NOW + 1000,
    ...overrides,
  };
}

export function makeEntry(
  id: string,
  overrides: Partial<NewOperationLogEntry> = {},
): NewOperationLogEntry {
  const details = { enteredName: "ﾃｽﾄ ﾊﾅｺ", ipAddress: "203.0.113.7" };
  return { id, at: NOW, actor: "customer", event: "consent", result: "ok", details, ...overrides };
}

/** A consent whose mail and log entry have the grant's id. */
export function makeConsent(id: string, overrides: Partial<Grant> = {}): ConsentRecord {
  const notice = {
    id,
    createdAt: NOW,
    to: "hanako@example.jp",
    subject: "口座連携のお知らせ",
    text: "連携が完了しました。",
    html: "<p>完了のお知らせ</p>",
  };
  return { grant: makeGrant(id, overrides), notice, logEntry: makeEntry(id) };
}

export function makeClient(id: string, overrides: Partial<Client> = {}): Client {
  return {
    id: id as ClientId,
    name: "家計簿アプリ",
    operatorName: "株式会社サンプル",
    contacts: ["ops@example.com"],
    redirectUris: ["https://app.example/callback"],
    scopes: ["accounts"],
    grantTypes: ["authorization_code"],
    authentication: { method: "private_key_jwt" },
    senderConstraint: "dpop",
    keys: [{ kty: "OKP", crv: "Ed25519", x: "AAAA" }],
    registeredAt: NOW,
    version: 1,
    ...overrides,
  };
}

export function makeSigningKey(kid: string, overrides: Partial<SigningKey> = {}): SigningKey {
  return {
    kid,
    algorithm: "EdDSA",
    publicJwk: { kty: "OKP", x: kid },
    privateJwk: { kty: "OKP", x: kid, d: "marker-private-key" },
    createdAt: NOW,
    signsFrom: NOW + 1000,
    ...overrides,
  };
}
