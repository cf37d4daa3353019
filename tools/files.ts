const NOT_OURS = new Set([".cache", ".git", "coverage", "data", "node_modules", "screenshots"]);

/** The repository's own files below a folder, which ends with a slash or is the working folder. */
export function* listFiles(folder = ""): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder || ".")) {
    if (NOT_OURS.has(name)) continue;
    if (isDirectory) yield* listFiles(`${folder}${name}/`);
    else yield `${folder}${name}`;
  }
}
