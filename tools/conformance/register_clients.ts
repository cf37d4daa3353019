/** Registers the test clients with the gateway, by the operator's command line. */
import { z } from "zod";
import type { Gateway } from "../operator/command.ts";
import { createTextFiles } from "../operator/files.ts";
import { runCommandLine } from "../operator/run_command.ts";
import type { ClientDocument } from "./client_documents.ts";

const LISTED = z.array(z.object({ id: z.string() }));

/**
 * Adds the clients, or replaces the registrations of those that are there. Throws an Error with
 * the command line's words when one is refused.
 */
export async function registerClients(
  gateway: Gateway,
  documents: readonly ClientDocument[],
): Promise<void> {
  const listed = LISTED.parse(JSON.parse(await operate(gateway, ["client", "list"])));
  const present = new Set(listed.map(({ id }) => id));
  for (const document of documents) {
    const { client_id: id } = document;
    const words = present.has(id) ? ["client", "change", id, "-"] : ["client", "add", "-"];
    await operate(gateway, words, document);
  }
}

async function operate(
  gateway: Gateway,
  words: readonly string[],
  document?: ClientDocument,
): Promise<string> {
  let output = "";
  let faults = "";
  const typed = [...words, "--json", "--operator", "conformance", "--reason", "conformance run"];
  const code = await runCommandLine(typed, {
    files: createTextFiles(() => Promise.resolve(JSON.stringify(document))),
    login: "conformance",
    // One gateway serves all commands, so none of them closes it.
    open: () => Promise.resolve({ ...gateway, [Symbol.asyncDispose]: () => Promise.resolve() }),
    restorer: () => {
      throw new Error("nothing is restored here");
    },
    write: (text) => output += text,
    writeFault: (text) => faults += text,
  });
  if (code !== 0) throw new Error(`${document?.client_id ?? words.join(" ")}: ${faults.trim()}`);
  return output;
}
