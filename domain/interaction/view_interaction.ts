/** Looking at an interaction, to draw its screen. One round trip, and nothing is changed. */
import { interactionKey, requestKey } from "../authorization/open_interaction.ts";
import {
  parsePushedRequest,
  type PushedAuthorizationRequest,
} from "../authorization/pushed_request.ts";
import { type CallStatus, callStatus } from "../caller_id/expected_call.ts";
import type { Vault } from "../crypto/vault.ts";
import type { InteractionId } from "../ids.ts";
import type { EphemeralStore, RunContext } from "../store/ephemeral_store.ts";
import { currentState, type Interaction, type InteractionState } from "./interaction.ts";
import { openInteraction, referenceOf } from "./interaction_record.ts";

/** What a browser may see of an interaction. */
export type InteractionView =
  | { readonly kind: "unknown" }
  /** Another browser opened it: only the app's name may be told. */
  | { readonly kind: "other_browser"; readonly interaction: Interaction }
  | {
    readonly kind: "own";
    readonly interaction: Interaction;
    readonly version: number;
    /** Undefined where there is no app. */
    readonly request: PushedAuthorizationRequest | undefined;
    /** As it counts now. */
    readonly state: InteractionState;
    /** How the expected call stands; undefined on every screen but ④. */
    readonly call: CallStatus | undefined;
    /** Whether the app has redeemed its code, so that the way back must not lead there again. */
    readonly isCodeSpent: boolean;
  };

/** Reads the interaction as the browser with that cookie may see it. */
export async function viewInteraction(
  deps: { readonly store: EphemeralStore; readonly vault: Vault },
  context: RunContext,
  id: InteractionId,
  browserSecretHash: string | undefined,
): Promise<InteractionView> {
  const [stored, request, arrival, stray, spent] = await deps.store.run(context, [
    { verb: "get", at: interactionKey(id) },
    { verb: "get", at: requestKey(id) },
    { verb: "get", at: referenceOf(id, "call") },
    { verb: "get", at: referenceOf(id, "stray") },
    { verb: "get", at: referenceOf(id, "spentCode") },
  ]);
  if (stored.record === undefined) return { kind: "unknown" };
  const interaction = await openInteraction(deps.vault, id, stored.record.value);
  const pushed = request.record && parsePushedRequest(request.record.value);
  if (interaction.clientId !== pushed?.clientId) return { kind: "unknown" };
  if (interaction.browserSecretHash !== browserSecretHash) {
    return { kind: "other_browser", interaction };
  }
  const state = currentState(interaction, context.now);
  return {
    kind: "own",
    interaction,
    version: stored.record.version,
    request: pushed,
    state,
    call: state.kind === "call"
      ? callStatus(state.call, arrival.record?.value, stray.record?.value, context.now)
      : undefined,
    isCodeSpent: spent.record !== undefined,
  };
}
