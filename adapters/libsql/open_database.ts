/** Which libSQL database a URL means. */
import { STORE_TIME_MILLISECONDS, storeMillisLeft } from "../store_time.ts";
import type { Synchronous } from "./file_database.ts";
import type { SqlDatabase } from "./sql_database.ts";

const FILE_SCHEME = "file:";

/** For what no customer waits for: migrations, backups, restoring. */
export const LONG_PATIENCE_MILLISECONDS = 120_000;

/** Whether a database URL names a file of this machine. */
export function isFileUrl(url: string): boolean {
  return url.startsWith(FILE_SCHEME);
}

/**
 * Opens a database: `file:PATH` natively, `libsql:`, `https:` and `http:` over the network. Loads the
 * adapter of that kind alone.
 * `synchronous` is for files only. Throws `UnavailableError` when a file cannot be opened.
 *
 * @param patienceMilliseconds how long a batch may wait for a file's lock or a server's answer;
 * without it as long as a request may
 */
export async function openDatabase(
  url: string,
  token: string | undefined,
  synchronous: Synchronous,
  patienceMilliseconds?: number,
): Promise<SqlDatabase> {
  if (!isFileUrl(url)) {
    const { openRemoteDatabase } = await import("./remote_database.ts");
    return openRemoteDatabase(url, token, () => patienceMilliseconds ?? storeMillisLeft());
  }
  const { openFileDatabase } = await import("./file_database.ts");
  const patience = patienceMilliseconds ?? STORE_TIME_MILLISECONDS;
  return await openFileDatabase(toPath(url), synchronous, patience);
}

/** The path in a `file:` URL. */
export function toPath(url: string): string {
  return url.slice(FILE_SCHEME.length).replace(/^\/\/(?=\/)/, "");
}
