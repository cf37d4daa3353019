/** The registration of the sandbox's demo app. */
import { checkClientDocument } from "../domain/client/check_client.ts";
import type { ClientRepository } from "../domain/client/client_registry.ts";
import { addClient, changeClient } from "../domain/client/manage_clients.ts";
import type { EpochMillis } from "../domain/time.ts";
import type { Sandbox } from "../sandbox/sandbox.tsx";

/** Registers the demo app, or brings its registration up to date, by the checker that all pass. */
export async function registerDemoClient(
  clients: ClientRepository,
  { demoClientDocument }: Pick<Sandbox, "demoClientDocument">,
  now: EpochMillis,
): Promise<void> {
  const verdict = await checkClientDocument(demoClientDocument);
  if (!verdict.accepted) throw new Error("the demo app's registration was refused");
  const added = await addClient(clients, verdict.registration, now);
  if (added.status === "conflict") await changeClient(clients, verdict.registration);
}
