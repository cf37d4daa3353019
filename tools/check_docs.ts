/** `deno task check-docs`: what the documents point at exists. */
import configuration from "../deno.json" with { type: "json" };
import { findDocumentFaults, type Repository } from "./documents.ts";
import { listFiles } from "./files.ts";

const repository: Repository = {
  tasks: new Set(Object.keys(configuration.tasks)),
  read(path) {
    try {
      return Deno.statSync(path).isDirectory ? "" : Deno.readTextFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  },
};

const documents = [...listFiles()].filter((path) => path.endsWith(".md"));
const faults = documents.flatMap((path) => findDocumentFaults(path, repository));
faults.forEach((fault) => console.error(fault));
console.log(`${documents.length} documents, ${faults.length} faults`);
if (faults.length > 0) Deno.exit(1);
