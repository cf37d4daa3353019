/** What a procedure is about, as every page of it says. */
import type { Client } from "../../domain/client/client.ts";
import type { ClientRegistry } from "../../domain/client/client_registry.ts";
import type { ClientId } from "../../domain/ids.ts";

/** The app a page is about. */
export type ShownApp = Pick<Client, "name" | "operatorName" | "registrationNumber">;

/** In place of an app: the customer came to see and end their own links. */
export const OWN_LINKS = "own links";

/** See the head of this file. */
export type Subject = ShownApp | typeof OWN_LINKS;

/** The subject of an interaction; undefined when its app is not registered any more. */
export async function subjectOf<App extends ClientId | undefined>(
  clients: ClientRegistry,
  clientId: App,
): Promise<Client | typeof OWN_LINKS | undefined> {
  return clientId === undefined ? OWN_LINKS : await clients.find(clientId);
}

/** The names that texts about an app contain; the registration number has that of an authority. */
export function namesOf(subject: Subject | undefined): readonly string[] {
  if (subject === undefined || subject === OWN_LINKS) return [];
  const { name, operatorName, registrationNumber } = subject;
  return [name, operatorName, ...(registrationNumber === undefined ? [] : [registrationNumber])];
}
