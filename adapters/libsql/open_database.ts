/** Which libSQL database a URL means. */
import { openFileDatabase, type Synchronous } from "./file_database.ts";
import { openRemoteDatabase } from "./remote_database.ts";
import type { SqlDatabase } from "./sql_database.ts";

const FILE_SCHEME = "file:";

/** Whether a database URL names a file of this machine. */
export function isFileUrl(url: string): boolean {
  return url.startsWith(FILE_SCHEME);
}

/**
 * Opens a database: `file:PATH` natively, `libsql:`, `https:` and `http:` over the network.
 * `synchronous` is for files only. Throws `UnavailableError` when a file cannot be opened.
 */
export async function openDatabase(
  url: string,
  token: string | undefined,
  synchronous: Synchronous,
): Promise<SqlDatabase> {
  if (!isFileUrl(url)) return openRemoteDatabase(url, token);
  const path = url.slice(FILE_SCHEME.length).replace(/^\/\/(?=\/)/, "");
  return await openFileDatabase(path, synchronous);
}
