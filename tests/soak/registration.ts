/** The registration of the app that takes part. */
import type { Storage } from "../../composition/storage.ts";
import { checkClientDocument } from "../../domain/client/check_client.ts";
import { addClient } from "../../domain/client/manage_clients.ts";
import type { App } from "../support/app.ts";

/** Registers it by the checker that all apps pass, beside the running instances. */
export async function registerSoakApp({ stores }: Storage, app: App): Promise<void> {
  const verdict = await checkClientDocument(await app.registration());
  if (!verdict.accepted) throw new Error(JSON.stringify(verdict.faults));
  await addClient(stores.clients, verdict.registration, Date.now());
}
