/** The sealed operation log in memory, and a chain to tamper with. */
import { createKeyFactory } from "../../adapters/crypto/key_factory.ts";
import { CHAIN_START, chainEntries, type StoredLogEntry } from "../../domain/audit/log_chain.ts";
import { ensureLogKey, type LogKey } from "../../domain/audit/log_key.ts";
import type { LogRecord } from "../../domain/audit/log_record.ts";
import { signStatement } from "../../domain/audit/log_statement.ts";

/** Makes a key of the log. */
export async function makeLogKey(): Promise<LogKey> {
  let stored: LogKey | undefined;
  const repository = {
    read: () => Promise.resolve(stored),
    add: (key: LogKey) => Promise.resolve(stored = key),
  };
  return await ensureLogKey(repository, createKeyFactory(), 1);
}

/** An entry as it is stored, with every column filled. */
export function makeStoredEntry(sequence: number): StoredLogEntry {
  return {
    sequence,
    id: `entry-${sequence}`,
    // Times need not grow.
    at: 1_800_000_000_000 - sequence * 1000,
    actor: "customer",
    event: "screen.account",
    result: "ok",
    clientId: "app",
    interactionId: `interaction-${sequence}`,
    incidentId: null,
    accountReference: "reference",
    sealedDetails: `sealed-${sequence}`,
  };
}

/** The records of a sound log: entries in portions of `portion`, each with a head, and unsealed ones. */
export async function makeRecords(
  key: LogKey,
  { sealed, portion, unsealed = 0 }: { sealed: number; portion: number; unsealed?: number },
): Promise<LogRecord[]> {
  const entries = Array.from({ length: sealed }, (_, index) => makeStoredEntry(index + 1));
  const records: LogRecord[] = [];
  for (const { entry, seal } of await chainEntries(CHAIN_START, entries)) {
    records.push({ record: "entry", entry, seal });
    if (seal.position % portion !== 0 && seal.position !== sealed) continue;
    const point = { position: seal.position, hash: seal.chainHash };
    const { signed } = await signStatement(key, "head", point, 1_800_000_000_000);
    records.push({ record: "head", position: seal.position, signed });
  }
  for (let index = 1; index <= unsealed; index += 1) {
    records.push({ record: "entry", entry: makeStoredEntry(sealed + index), seal: undefined });
  }
  return [...records, { record: "end", sealed, unsealed }];
}
