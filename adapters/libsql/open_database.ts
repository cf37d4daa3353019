/** Which libSQL database a URL means. */
import type { Synchronous } from "./file_database.ts";
import type { SqlDatabase } from "./sql_database.ts";

const FILE_SCHEME = "file:";

/** Whether a database URL names a file of this machine. */
export function isFileUrl(url: string): boolean {
  return url.startsWith(FILE_SCHEME);
}

/**
 * Opens a database: `file:PATH` natively, `libsql:`, `https:` and `http:` over the network. Loads the
 * adapter of that kind alone.
 * `synchronous` is for files only. Throws `UnavailableError` when a file cannot be opened.
 */
export async function openDatabase(
  url: string,
  token: string | undefined,
  synchronous: Synchronous,
): Promise<SqlDatabase> {
  if (!isFileUrl(url)) {
    const { openRemoteDatabase } = await import("./remote_database.ts");
    return openRemoteDatabase(url, token);
  }
  const { openFileDatabase } = await import("./file_database.ts");
  const path = url.slice(FILE_SCHEME.length).replace(/^\/\/(?=\/)/, "");
  return await openFileDatabase(path, synchronous);
}
