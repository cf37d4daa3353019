/** What a procedure is about, as every page of it says. */
import type { Client } from "../../domain/client/client.ts";
import type { ClientRegistry } from "../../domain/client/client_registry.ts";
import { UnavailableError } from "../../domain/errors.ts";
import type { ClientId, InteractionId } from "../../domain/ids.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import type { RunContext } from "../../domain/store/ephemeral_store.ts";
import type { ScreenDependencies } from "./settings.ts";

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

/** The same for who may be nobody's browser; undefined too when there is no such interaction, or no store. */
export async function findSubject(
  deps: Pick<ScreenDependencies, "clients" | "store" | "vault">,
  context: RunContext,
  id: InteractionId,
): Promise<Subject | undefined> {
  try {
    const view = await viewInteraction(deps, context, id, undefined);
    return view.kind === "unknown"
      ? undefined
      : await subjectOf(deps.clients, view.interaction.clientId);
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}

/** The names that texts about an app contain; the registration number has that of an authority. */
export function namesOf(subject: Subject | undefined): readonly string[] {
  if (subject === undefined || subject === OWN_LINKS) return [];
  const { name, operatorName, registrationNumber } = subject;
  return [name, operatorName, ...(registrationNumber === undefined ? [] : [registrationNumber])];
}
