/** The way from the screens back to the app. */
import {
  type AuthorizationOutcome,
  buildResponseUrl,
  type ResponseSigning,
} from "../../domain/authorization/authorization_response.ts";
import type { InteractionId } from "../../domain/ids.ts";
import { isFinal } from "../../domain/interaction/interaction.ts";
import type { InteractionView } from "../../domain/interaction/view_interaction.ts";
import type { EpochMillis } from "../../domain/time.ts";

/** An interaction that the browser may see. */
export type OwnView = Extract<InteractionView, { kind: "own" }>;

/** The address, among the screens of an interaction, that leads back to the app. */
export const WAY_BACK = "return";

/**
 * What the app is to be told; undefined while the procedure goes on. The code is handed over, to a
 * browser that did not get there, while it lives, and never again once the app has redeemed it,
 * because a second use would end the grant. Otherwise the app learns that it was not let in, and no
 * more.
 */
export function outcomeOf(
  { state, isCodeSpent }: OwnView,
  now: EpochMillis,
): AuthorizationOutcome | undefined {
  if (!isFinal(state)) return undefined;
  if (state.kind !== "granted") {
    return { error: "access_denied", description: "The customer did not authorize the app" };
  }
  return isCodeSpent || now >= state.codeExpiresAt ? undefined : { code: state.code };
}

/**
 * The link 連携元画面へ. A page can stand for long and a signed response expires soon: such a one is
 * made when the customer follows the link, by way of {@link WAY_BACK}.
 */
export async function linkBack(
  signing: ResponseSigning,
  id: InteractionId,
  view: OwnView,
  now: EpochMillis,
): Promise<string | undefined> {
  const { request } = view;
  const outcome = outcomeOf(view, now);
  if (request === undefined || outcome === undefined) return undefined;
  if (request.responseMode === "jwt") return `/interaction/${id}/${WAY_BACK}`;
  return await buildResponseUrl(signing, request, outcome, now);
}
