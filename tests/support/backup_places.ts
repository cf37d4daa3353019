/** Places of gateways, to back up and to restore, with an operator at each. */
import { join } from "node:path";
import { openDatabase } from "../../adapters/libsql/open_database.ts";
import { rowsAt, type SqlDatabase } from "../../adapters/libsql/sql_database.ts";
import { openStorage } from "../../composition/storage.ts";
import { loadConfig } from "../../config.ts";
import { sealOperationLog } from "../../domain/audit/seal_log.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import { encodeBase64Url } from "../../domain/ids.ts";
import { createTextFiles } from "../../tools/operator/files.ts";
import { openGateway, openRestorer } from "../../tools/operator/open_gateway.ts";
import { runCommandLine } from "../../tools/operator/run_command.ts";
import { makeClient, makeConsent, makeSigningKey } from "../contract/repository_fixture.ts";
import { startHrana } from "./hrana_bridge.ts";
import { createTestKeyFactory } from "./key_factory.ts";
import { makeTempDir } from "./temp_dir.ts";

const DAY_MILLIS = 86_400_000;
/** Nobody listens there. */
const NOBODY = "http://127.0.0.1:65535";
/** The tables of what lasts. */
export const TABLES = [
  "client",
  "consent_grant",
  "operation_log",
  "notice",
  "signing_key",
  "maintenance_window",
  "log_key",
  "log_head",
  "log_checkpoint",
];

type Settings = Readonly<Record<string, string>>;

/** An operator at a gateway's place. */
export class Place {
  readonly config;

  constructor(readonly settings: Settings) {
    this.config = loadConfig({ KAKEHASHI_ISSUER: NOBODY, ...settings });
  }

  async run(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
    let output = "";
    let faults = "";
    const code = await runCommandLine([...words, "--json", "--reason", "test"], {
      files: createTextFiles((path) => Promise.resolve(files[path] ?? "")),
      login: "hanako",
      open: () => openGateway(this.config),
      restorer: () => openRestorer(this.config),
      write: (text) => output += text,
      writeFault: (text) => faults += text,
    });
    return { code, faults, answer: output === "" ? undefined : JSON.parse(output) };
  }

  async withDatabase<Result>(use: (database: SqlDatabase) => Promise<Result>): Promise<Result> {
    const { databaseUrl, databaseToken } = this.config.stores;
    const database = await openDatabase(databaseUrl, databaseToken?.reveal(), "NORMAL");
    try {
      return await use(database);
    } finally {
      database.close();
    }
  }

  async readTables(): Promise<readonly string[][]> {
    return await this.withDatabase(async (database) => {
      const rows = await database.read(TABLES.map((table) => ({ sql: `SELECT * FROM ${table}` })));
      return TABLES.map((_, index) => rowsAt(rows, index).map((row) => JSON.stringify(row)));
    });
  }

  async withStorage<Result>(
    use: (storage: Awaited<ReturnType<typeof openStorage>>) => Promise<Result>,
  ): Promise<Result> {
    const storage = await openStorage(this.config);
    try {
      return await use(storage);
    } finally {
      await storage.stores.close();
    }
  }

  /** An app, a key, a closed window, and grants with their mails and log entries. */
  async fill(grants: readonly string[]): Promise<void> {
    await this.withStorage(async ({ stores, vault }) => {
      const now = Date.now();
      await stores.clients.add(makeClient("app"));
      await stores.signingKeys.add(makeSigningKey("key", { createdAt: now, signsFrom: now }));
      await stores.maintenance.add({ id: "window", from: now, until: now + DAY_MILLIS });
      for (const id of grants) {
        const consent = makeConsent(id, { grantedAt: now, expiresAt: now + DAY_MILLIS });
        const reference = await accountReference(vault, consent.grant.account);
        const grant = { ...consent.grant, accountReference: reference };
        await stores.grants.recordConsent({ ...consent, grant });
      }
      await sealOperationLog({
        log: stores.sealedLog,
        keys: stores.logKeys,
        factory: createTestKeyFactory(),
        clock: { now: () => now },
        onHead: () => {},
      });
    });
  }

  async activeGrants(): Promise<readonly string[]> {
    return await this.withStorage(async ({ stores }) => {
      const grants = await stores.grants.search({ activeAt: Date.now(), limit: 1000 });
      return grants.map(({ id }) => id).toSorted();
    });
  }
}

/** A folder for backups, and places of gateways. */
export interface BackupFixture extends AsyncDisposable {
  readonly folder: string;
  /** A place on a file or a server of its own, on which there is nothing yet. */
  open(kind: PlaceKind, settings?: Settings): Promise<Place>;
  /** A place that was filled with grants and has been backed up. */
  openBackedUp(grants: readonly string[], kind?: PlaceKind): Promise<BackedUp>;
}

/** On what the database of a place is. */
export type PlaceKind = "file" | "server";

/** A place, and the file of its backup. */
export interface BackedUp {
  readonly source: Place;
  readonly backup: string;
}

/** Opens a fixture without any place. */
export async function openBackupFixture(): Promise<BackupFixture> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir());
  let count = 0;
  const open = async (kind: PlaceKind, settings: Settings = {}) => {
    count += 1;
    if (kind === "file") {
      const KAKEHASHI_DATABASE_URL = `file:${join(folder.path, `place-${count}`, "kakehashi.db")}`;
      return new Place({ KAKEHASHI_DATABASE_URL, ...settings });
    }
    const server = stack.use(await startHrana());
    return new Place({
      KAKEHASHI_DATABASE_URL: server.url,
      KAKEHASHI_DATABASE_TOKEN: server.token,
      ...settings,
    });
  };
  const openBackedUp = async (grants: readonly string[], kind: PlaceKind = "file") => {
    const source = await open(kind);
    await source.fill(grants);
    const backup = join(folder.path, "backup.db");
    const { code, faults } = await source.run(["backup", backup]);
    if (code !== 0) throw new Error(`backup: ${faults}`);
    return { source, backup };
  };
  return {
    folder: folder.path,
    open,
    openBackedUp,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Ids as the gateway makes them. */
export const IDS = ["a", "b", "c"].map((letter) =>
  encodeBase64Url(new TextEncoder().encode(letter.repeat(32)))
).toSorted();
