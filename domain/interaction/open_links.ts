/** The way to the customer's own links: an interaction without an app. */
import { interactionKey } from "../authorization/open_interaction.ts";
import { newInteractionId, randomSecret, sha256Base64Url } from "../ids.ts";
import type { InteractionId } from "../ids.ts";
import { toNetwork, toSite } from "../service/network_address.ts";
import { type Quota, quotaHit, quotaResetSeconds } from "../service/quota.ts";
import type { RunContext } from "../store/ephemeral_store.ts";
import { FIRST_STATE } from "./interaction.ts";
import { createInteractionOpener } from "./opener.ts";
import { screenPath } from "./screen.ts";
import type { StepDependencies } from "./step.ts";

/** How many such interactions one network opens: many customers can be behind one address. */
const OPENINGS: Quota = { name: "links", limit: 100, windowSeconds: 3600 };
/** The same for all networks of one site. */
const OPENINGS_OF_SITE: Quota = { name: "links-site", limit: 400, windowSeconds: 3600 };

/** What came of it. */
export type OpenedLinks =
  | {
    readonly kind: "opened";
    readonly id: InteractionId;
    /** To be given to the browser as its cookie. */
    readonly browserSecret: string;
    /** Path of the screen to go to. */
    readonly location: string;
  }
  | { readonly kind: "busy"; readonly retryAfterSeconds: number };

/**
 * Opens an interaction that leads over ① to ⑤ to the links of the account. There is no pushed
 * request, so no code can ever come of it. One round trip.
 */
export async function openLinks(
  deps: StepDependencies,
  context: RunContext,
  ipAddress: string | undefined,
): Promise<OpenedLinks> {
  const { now } = context;
  const id = newInteractionId(deps.random);
  const browserSecret = randomSecret(deps.random);
  const browserSecretHash = await sha256Base64Url(browserSecret);
  const initial = await createInteractionOpener(deps).initialRecord({ id, browserSecretHash, now });
  const address = ipAddress ?? "unknown";
  const [, , opened] = await deps.store.run(context, [
    quotaHit(OPENINGS, toNetwork(address), now),
    quotaHit(OPENINGS_OF_SITE, toSite(address), now),
    { verb: "putIfAbsent", at: interactionKey(id), ...initial, guard: true },
  ]);
  if (opened.status !== "done") {
    return { kind: "busy", retryAfterSeconds: quotaResetSeconds(OPENINGS, now) };
  }
  return { kind: "opened", id, browserSecret, location: screenPath(id, FIRST_STATE) };
}
