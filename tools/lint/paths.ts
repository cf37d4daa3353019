import { fileURLToPath } from "node:url";
import { posix } from "node:path";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The path of a file inside the repository, such as `domain/time.ts`. */
export function toRepositoryPath(filename: string): string {
  return filename.startsWith(ROOT) ? filename.slice(ROOT.length) : filename;
}

/** Whether a path is `area` itself or lies in the folder of that name. */
export function isWithin(path: string, area: string): boolean {
  return path === area || path.startsWith(`${area}/`);
}

/** What an import names: a path inside the repository, or a package. */
export type Import = { readonly path: string } | { readonly package: string };

/** Resolves the specifier of an import in the file at `importer`. */
export function resolveImport(importer: string, specifier: string): Import {
  return specifier.startsWith(".")
    ? { path: posix.join(posix.dirname(importer), specifier) }
    : { package: specifier };
}
