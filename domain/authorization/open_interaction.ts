/** Where the records of one walk through the screens are kept. */
import type { ClientId, InteractionId } from "../ids.ts";
import type { Key } from "../store/ephemeral_store.ts";

/** The pushed request; outlives the interaction so that an error can still reach the app. */
export function requestKey(id: InteractionId): Key {
  return `request:${id}`;
}

/**
 * Exists while the request may be opened. The client is in the key, so that a request URI in the
 * hands of another client opens nothing.
 */
export function redeemableKey(clientId: ClientId, id: InteractionId): Key {
  return `redeemable:${clientId}:${id}`;
}

/** The interaction itself. */
export function interactionKey(id: InteractionId): Key {
  return `interaction:${id}`;
}
