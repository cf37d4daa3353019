/** What an operator does to registered apps. */
import type { ClientId } from "../ids.ts";
import type { EpochMillis } from "../time.ts";
import type { Client } from "./client.ts";
import type { ClientRegistration } from "./client_registration.ts";
import type { ClientRepository } from "./client_registry.ts";

/**
 * What came of a change. `absent`: there is no such app. `conflict`: somebody else changed it at the
 * same moment (or, when adding, the id is taken); nothing was changed.
 */
export type ClientChange =
  | { readonly status: "done"; readonly client: Client }
  | { readonly status: "absent" }
  | { readonly status: "conflict" };

/** Registers an app. */
export async function addClient(
  clients: ClientRepository,
  registration: ClientRegistration,
  now: EpochMillis,
): Promise<ClientChange> {
  const client = { ...registration, registeredAt: now, version: 1 };
  return await clients.add(client) ? { status: "done", client } : { status: "conflict" };
}

/** Replaces what was registered of an app; a disabled app stays disabled. */
export async function changeClient(
  clients: ClientRepository,
  registration: ClientRegistration,
): Promise<ClientChange> {
  return await change(clients, registration.id, ({ registeredAt, disabledAt }) => ({
    ...registration,
    registeredAt,
    ...(disabledAt === undefined ? {} : { disabledAt }),
  }));
}

/** Stops an app: it gets no tokens, and its grants give no access. */
export async function disableClient(
  clients: ClientRepository,
  id: ClientId,
  now: EpochMillis,
): Promise<ClientChange> {
  return await change(clients, id, (client) => ({ disabledAt: now, ...client }));
}

/** Lets a disabled app act again; its grants that have neither ended nor expired go on. */
export async function enableClient(
  clients: ClientRepository,
  id: ClientId,
): Promise<ClientChange> {
  return await change(clients, id, ({ disabledAt: _, ...client }) => client);
}

async function change(
  clients: ClientRepository,
  id: ClientId,
  alter: (client: Client) => Omit<Client, "version">,
): Promise<ClientChange> {
  const found = await clients.find(id);
  if (found === undefined) return { status: "absent" };
  const client = { ...alter(found), version: found.version + 1 };
  return await clients.replace(client) ? { status: "done", client } : { status: "conflict" };
}
