/** The ports to the registered apps. */
import type { ClientId } from "../ids.ts";
import type { Client } from "./client.ts";

/** Reading, for requests. May answer from a cache that is at most 5 seconds old. */
export interface ClientRegistry {
  /** The app of that id, active or not; undefined when there is none. */
  find(id: ClientId): Promise<Client | undefined>;
}

/** Reading and changing, for the operator; never cached. */
export interface ClientRepository extends ClientRegistry {
  list(): Promise<readonly Client[]>;
  /** Adds an app. Answers false, and changes nothing, when the id is taken: one of two wins. */
  add(client: Client): Promise<boolean>;
  /**
   * Replaces an app if the stored version is still `client.version - 1`; false otherwise, so that
   * of two operators changing one app neither overwrites the other unseen.
   */
  replace(client: Client): Promise<boolean>;
}
