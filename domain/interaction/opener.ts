/** Opening an interaction and coming back to it, as the authorization endpoint needs it. */
import type { InteractionOpener } from "../authorization/interaction_opener.ts";
import type { Vault } from "../crypto/vault.ts";
import type { InteractionId } from "../ids.ts";
import { addSeconds } from "../time.ts";
import { currentState, FIRST_STATE, type Interaction, isFinal } from "./interaction.ts";
import { openInteraction, recordExpiry, sealInteraction } from "./interaction_record.ts";
import type { InteractionSettings } from "./limits.ts";
import { screenPath } from "./screen.ts";

/** Makes the opener. */
export function createInteractionOpener(
  deps: {
    readonly vault: Vault;
    readonly settings: Pick<InteractionSettings, "interactionSeconds">;
  },
): InteractionOpener {
  return {
    async initialRecord({ id, clientId, browserSecretHash, now }) {
      const interaction: Interaction = {
        ...(clientId !== undefined && { clientId }),
        browserSecretHash,
        expiresAt: addSeconds(now, deps.settings.interactionSeconds),
        state: FIRST_STATE,
      };
      const value = await sealInteraction(deps.vault, id, interaction);
      return { value, expiresAt: recordExpiry(interaction) };
    },

    async resume({ id, record, browserSecretHash, now }) {
      const interaction = await openInteraction(deps.vault, id, record.value);
      if (isFinal(currentState(interaction, now))) return "final";
      return interaction.browserSecretHash === browserSecretHash ? "same_browser" : "other_browser";
    },

    async location(id: InteractionId, record) {
      const { state } = await openInteraction(deps.vault, id, record.value);
      return screenPath(id, state);
    },
  };
}
