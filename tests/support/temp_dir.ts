/** A folder of one test, gone with everything in it after `remove()` or at the end of `await using`. */
export interface TempDir extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an empty folder in the system's place for temporary files. */
export async function makeTempDir(): Promise<TempDir> {
  const path = await Deno.makeTempDir({ prefix: "kakehashi-" });
  const remove = () => Deno.remove(path, { recursive: true });
  return { path, remove, [Symbol.asyncDispose]: remove };
}
