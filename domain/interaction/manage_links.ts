/** In place of ⑥ for who came to see their own links: choosing one, and ending it. */
import { accountReference } from "../banking/account_reference.ts";
import { findLink, type LinkAccess } from "../grant/account_links.ts";
import { endGrant } from "../grant/end_grant.ts";
import type { Grant } from "../grant/grant.ts";
import type { GrantRepository } from "../grant/grant_repository.ts";
import { type GrantId, parseGrantId } from "../ids.ts";
import { advance } from "./advance.ts";
import { currentState } from "./interaction.ts";
import {
  beginStep,
  type BegunStep,
  moveOn,
  type StepDependencies,
  stepLogEntry,
  type StepOutcome,
  type Submission,
  takeStep,
} from "./step.ts";

/** What the page of links needs. */
export interface LinksDependencies extends StepDependencies, LinkAccess {
  readonly grants: GrantRepository;
}

/** Chooses a link to be ended. `typed`: the grant's id as the form has it. */
export async function chooseLink(
  deps: LinksDependencies,
  submission: Submission,
  typed: string,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const grantId = (await findActive(deps, step, parseGrantId(typed)))?.id;
  const next = advance(step.interaction, { kind: "link_chosen", grantId }, submission.context.now);
  return await moveOn(deps, step, next, { event: "screen.links" });
}

/** Goes back to the list and leaves the link as it is. */
export async function keepLink(
  deps: StepDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  return await takeStep(deps, submission, "screen.ending", { kind: "link_kept" });
}

/**
 * Ends the chosen link: its tokens are of no use from then on. Whoever presses again after a crash
 * gets the same answer. The account is compared once more, as a link in the state proves nothing.
 */
export async function endLink(
  deps: LinksDependencies,
  submission: Submission,
): Promise<StepOutcome> {
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const { now } = submission.context;
  const state = currentState(step.interaction, now);
  const next = advance(step.interaction, { kind: "link_ended" }, now);
  const chosen = state.kind === "ending" ? state.grantId : undefined;
  const grant = await findActive(deps, step, chosen);
  if (grant !== undefined) {
    const entry = await stepLogEntry(deps.vault, step, next, { event: "grant.end" });
    await endGrant(deps, submission.context, grant.id, "revoked_by_customer", {
      ...entry,
      id: `revoked_by_customer:${grant.id}`,
      result: "revoked_by_customer",
      clientId: grant.clientId,
      details: { ...entry.details, grantId: grant.id },
    });
  }
  return await moveOn(deps, step, next, { event: "screen.ending" });
}

/** A link that gives access now, and of no other account than the one that was authenticated. */
async function findActive(
  deps: LinksDependencies,
  { interaction, submission: { context } }: BegunStep,
  id: GrantId | undefined,
): Promise<Grant | undefined> {
  const state = currentState(interaction, context.now);
  if (id === undefined || (state.kind !== "links" && state.kind !== "ending")) return undefined;
  const owner = { accountReference: await accountReference(deps.vault, state.account) };
  const link = await findLink(deps, context, id, owner);
  return link?.status === "active" ? link.grant : undefined;
}
