/** The stored form of an interaction: sealed, and with the references that one round trip follows. */
import { spentCodeKey } from "../authorization/authorization_code.ts";
import { accountReference } from "../banking/account_reference.ts";
import { callKey, strayKey } from "../caller_id/expected_call.ts";
import type { Vault } from "../crypto/vault.ts";
import type { InteractionId } from "../ids.ts";
import type { Address, Key, References } from "../store/ephemeral_store.ts";
import { interactionKey } from "../authorization/open_interaction.ts";
import { addSeconds, type EpochMillis } from "../time.ts";
import type { Interaction, InteractionState } from "./interaction.ts";
import { FINISHED_INTERACTION_SECONDS } from "./limits.ts";
import { attemptsKey } from "./lockout.ts";

/** Grows when the stored form changes, so that a newer process does not misread an older record. */
const FORMAT = 1;

/** What an interaction refers to. */
type ReferenceName = "attempts" | "call" | "clientFailures" | "stray" | "spentCode";

/** The stored form. */
export async function sealInteraction(
  vault: Vault,
  id: InteractionId,
  interaction: Interaction,
): Promise<string> {
  const text = JSON.stringify({ format: FORMAT, ...interaction });
  return await vault.seal("interaction", interactionKey(id), text);
}

/** Reads the stored form; throws an `Error` when it is not one. */
export async function openInteraction(
  vault: Vault,
  id: InteractionId,
  sealed: string,
): Promise<Interaction> {
  const text = await vault.open("interaction", interactionKey(id), sealed);
  const stored: Interaction & { format: number } = JSON.parse(text);
  if (stored.format !== FORMAT) throw new Error("unknown format of a stored interaction");
  const { format: _, ...interaction } = stored;
  return interaction;
}

/** When the record may go: some time after the interaction, so that its link can say it is over. */
export function recordExpiry(interaction: Pick<Interaction, "expiresAt">): EpochMillis {
  return addSeconds(interaction.expiresAt, FINISHED_INTERACTION_SECONDS);
}

/** Where an interaction's reference leads. */
export function referenceOf(id: InteractionId, ref: ReferenceName): Address {
  return { of: interactionKey(id), ref };
}

/** The references of an interaction: those whose subject its state knows. */
export async function referencesOf(
  vault: Vault,
  id: InteractionId,
  interaction: Interaction,
): Promise<References> {
  const { state, clientId } = interaction;
  const refs: Partial<Record<ReferenceName, Key>> = {
    clientFailures: clientId === undefined
      ? anonymousFailuresKey(state)
      : `failures:client:${clientId}`,
    ...("account" in state && {
      attempts: attemptsKey(await accountReference(vault, state.account)),
    }),
    ...("call" in state && {
      call: callKey(id, state.call),
      stray: await strayKey(vault, state.call.destination),
    }),
    ...("code" in state && clientId !== undefined && {
      spentCode: await spentCodeKey(clientId, state.code),
    }),
  };
  return refs;
}

/**
 * Where failures are counted together of all who came without an app: on ②, where anybody can make
 * them. Those on ⑤ have a count of their own, so that strangers on ② keep nobody out who called
 * from the registered phone.
 */
function anonymousFailuresKey({ kind }: InteractionState): Key {
  return kind === "pin" ? "failures:links:pin" : "failures:links";
}
