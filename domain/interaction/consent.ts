/** Screen ⑥: the consent, which makes the grant. */
import type { NewOperationLogEntry } from "../audit/operation_log.ts";
import { issueCode } from "../authorization/authorization_code.ts";
import { interactionKey } from "../authorization/open_interaction.ts";
import type { PushedAuthorizationRequest } from "../authorization/pushed_request.ts";
import { accountReference, pairwiseIds } from "../banking/account_reference.ts";
import { type Client, isClientActive } from "../client/client.ts";
import type { ClientRegistry } from "../client/client_registry.ts";
import type { Grant } from "../grant/grant.ts";
import type { GrantRepository } from "../grant/grant_repository.ts";
import { pickPermissions } from "../grant/permissions.ts";
import { keepGrant } from "../grant/grant_snapshot.ts";
import { newAuthorizationCode, newGrantId } from "../ids.ts";
import { completionNotice, type NoticeSender } from "../notice/completion_notice.ts";
import type { Operation } from "../store/ephemeral_store.ts";
import { addSeconds } from "../time.ts";
import { type Advance, advance } from "./advance.ts";
import { type ConsentState, currentState, isFinal } from "./interaction.ts";
import { openInteraction } from "./interaction_record.ts";
import {
  beginStep,
  type BegunStep,
  finishStep,
  type StepDependencies,
  stepLogEntry,
  type StepOutcome,
  type Submission,
  takeStep,
} from "./step.ts";
import { endWithoutGrant, withdraw } from "./withdraw.ts";

/** What screen ⑥ needs. */
export interface ConsentDependencies extends StepDependencies {
  readonly grants: Pick<GrantRepository, "recordConsent" | "withdraw">;
  readonly clients: ClientRegistry;
  readonly sender: NoticeSender;
}

const EVENT = "screen.consent";
const DAY_SECONDS = 86_400;

/**
 * ⑥ 許可する: records grant, completion mail and log entry, all or nothing, then issues the code. An
 * app that lost its contract meanwhile gets nothing, and neither does one whose grant, recorded by a
 * process that died, has ended since.
 */
export async function submitConsent(
  deps: ConsentDependencies,
  submission: Submission,
  hasAgreed: boolean,
): Promise<StepOutcome> {
  if (!hasAgreed) return await takeStep(deps, submission, EVENT, { kind: "agreement_missing" });
  const step = await beginStep(deps, submission);
  if (step === undefined) return { kind: "lost" };
  const { request } = step;
  const { now } = submission.context;
  const state = currentState(step.interaction, now);
  const client = request && await deps.clients.find(request.clientId);
  if (!request || !client || !isClientActive(client, now) || state.kind !== "consent") {
    return await refuse(deps, step);
  }
  const code = newAuthorizationCode(deps.random);
  const codeExpiresAt = addSeconds(now, deps.settings.codeSeconds);
  const consented = { kind: "consented", code, codeExpiresAt } as const;
  const advanced = advance(step.interaction, consented, now);
  const grant = await record(deps, { ...step, request }, state, client, advanced);
  if (grant.endedAt !== undefined) return await refuse(deps, step);
  const next = advance(step.interaction, { ...consented, grantId: grant.id }, now);
  const after: Operation[] = [
    await issueCode(code, request, grant.id, codeExpiresAt),
    // Spares the app's first call a look into the database.
    await keepGrant(deps.vault, grant, now),
  ];
  const { isSet } = await finishStep(deps, step, next, { event: EVENT, after, isUnlogged: true });
  if (!isSet) {
    await withdrawIfRefused(deps, step);
    return { kind: "lost" };
  }
  return { kind: "moved", state: next.next, request };
}

async function refuse(deps: ConsentDependencies, step: BegunStep): Promise<StepOutcome> {
  const { now } = step.submission.context;
  const next = advance(step.interaction, { kind: "aborted" }, now);
  return await endWithoutGrant(deps, step, next, { event: EVENT });
}

/**
 * A process that was held up for longer than its lease may have recorded a grant after the customer
 * refused: it takes the grant back.
 */
async function withdrawIfRefused(deps: ConsentDependencies, step: BegunStep): Promise<void> {
  const { id, context } = step.submission;
  const [{ record }] = await deps.store.run(context, [{ verb: "get", at: interactionKey(id) }]);
  const { state } = record ? await openInteraction(deps.vault, id, record.value) : step.interaction;
  if (!isFinal(state) || state.kind === "granted") return;
  await withdraw(deps, step, { next: state, result: state.kind });
}

/** A step of an interaction that an app asked for. */
type RequestedStep = BegunStep & { readonly request: PushedAuthorizationRequest };

async function record(
  deps: ConsentDependencies,
  step: RequestedStep,
  state: ConsentState,
  client: Client,
  advanced: Advance,
): Promise<Grant> {
  const grant = await makeGrant(deps, step, state);
  const logEntry: NewOperationLogEntry = await stepLogEntry(deps.vault, step, advanced, {
    event: EVENT,
  });
  const { email } = state.holder;
  if (email === undefined) throw new Error("a consent without an address for its notice");
  const notice = completionNotice(deps.sender, client, grant, email);
  return await deps.grants.recordConsent({ grant, notice, logEntry });
}

async function makeGrant(
  { vault, random, settings }: StepDependencies,
  step: RequestedStep,
  { account, authenticatedAt }: ConsentState,
): Promise<Grant> {
  const { request, request: { clientId }, submission: { id, context: { now } } } = step;
  return {
    id: newGrantId(random),
    clientId,
    interactionId: id,
    account,
    accountReference: await accountReference(vault, account),
    ...await pairwiseIds(vault, clientId, account),
    ...pickPermissions(request),
    termsVersion: settings.termsVersion,
    authenticatedAt,
    grantedAt: now,
    expiresAt: addSeconds(now, settings.grantDays * DAY_SECONDS),
  };
}
