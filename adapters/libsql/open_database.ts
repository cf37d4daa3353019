/** Which libSQL database a URL means. */
import { openFileDatabase, type Synchronous } from "./file_database.ts";
import { openRemoteDatabase } from "./remote_database.ts";
import { STORE_TIME_MILLISECONDS, storeMillisLeft } from "../store_time.ts";
import type { SqlDatabase } from "./sql_database.ts";

const FILE_SCHEME = "file:";

/** For what no customer waits for: migrations, backups, restoring. */
export const LONG_PATIENCE_MILLISECONDS = 120_000;

/** Whether a database URL names a file of this machine. */
export function isFileUrl(url: string): boolean {
  return url.startsWith(FILE_SCHEME);
}

/**
 * Opens a database: `file:PATH` natively, `libsql:`, `https:` and `http:` over the network.
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
  return isFileUrl(url)
    ? await openFileDatabase(
      toPath(url),
      synchronous,
      patienceMilliseconds ?? STORE_TIME_MILLISECONDS,
    )
    : openRemoteDatabase(url, token, () => patienceMilliseconds ?? storeMillisLeft());
}

/** The path in a `file:` URL. */
export function toPath(url: string): string {
  return url.slice(FILE_SCHEME.length).replace(/^\/\/(?=\/)/, "");
}
