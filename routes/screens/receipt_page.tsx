/** 連携内容の控え: a link on one sheet, to be printed or saved. */
import { maskAccount } from "../../domain/banking/account_number.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import { findLink, type Link } from "../../domain/grant/account_links.ts";
import { type GrantId, type InteractionId, sha256Base64Url } from "../../domain/ids.ts";
import type { InteractionState } from "../../domain/interaction/interaction.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import { formatJapanese } from "../../domain/notice/completion_notice.ts";
import type { EpochMillis } from "../../domain/time.ts";
import type { RequestContext } from "../http/request_context.ts";
import { LinkEntries } from "./link_particulars.tsx";
import { Page } from "./page.tsx";
import { endResponse, htmlResponse } from "./respond.ts";
import type { Institution, ScreenDependencies } from "./settings.ts";
import { LINKS } from "./links_ja.ts";
import { CONSENT } from "./texts_ja.ts";

/** Which receipt is wanted, and by whom. */
export interface ReceiptRequest {
  readonly id: InteractionId;
  readonly grantId: GrantId;
  readonly browserSecret: string;
  readonly context: RequestContext;
}

/** Where a receipt is. */
export function receiptPath(id: InteractionId, grantId: GrantId): string {
  return `/interaction/${id}/receipt/${grantId}`;
}

/**
 * Draws the receipt of a link that was made by this interaction, or of one of the account that was
 * authenticated to see its links; to this browser, and of no other.
 */
export async function drawReceipt(
  deps: ScreenDependencies,
  { id, grantId, browserSecret, context }: ReceiptRequest,
): Promise<Response> {
  const { institution, issuer } = deps;
  const view = await viewInteraction(deps, context, id, await sha256Base64Url(browserSecret));
  const unknown = () => endResponse({ institution, message: "unknown-link" });
  if (view.kind !== "own") return unknown();
  const owner = await ownerOf(deps, id, view.state);
  const link = owner && await findLink(deps, context, grantId, owner);
  if (link === undefined) return unknown();
  return htmlResponse(Receipt({ institution, issuer, link, printedAt: context.now }), 200);
}

async function ownerOf(
  { vault }: ScreenDependencies,
  id: InteractionId,
  state: InteractionState,
): Promise<Parameters<typeof findLink>[3] | undefined> {
  switch (state.kind) {
    case "granted":
      return { interactionId: id };
    case "links":
    case "ending":
      return { accountReference: await accountReference(vault, state.account) };
    default:
      return undefined;
  }
}

function Receipt(
  { institution, issuer, link, printedAt }: {
    readonly institution: Institution;
    readonly issuer: string;
    readonly link: Link;
    readonly printedAt: EpochMillis;
  },
) {
  const { grant } = link;
  return (
    <Page institution={institution} app={undefined} screen="receipt" title={LINKS.receipt}>
      <p class="no-print">{LINKS.receiptHint}</p>
      <dl class="panel particulars receipt">
        <dt>{LINKS.institution}</dt>
        <dd>{institution.name}</dd>
        <dt>{LINKS.accountTitle}</dt>
        <dd>{CONSENT.maskedAccount(maskAccount(grant.account))}</dd>
        <LinkEntries link={link} />
        <dt>{LINKS.terms}</dt>
        <dd>{LINKS.termsVersion(grant.termsVersion)}</dd>
        <dt>{LINKS.withdrawal}</dt>
        <dd>{LINKS.withdrawalHow(`${issuer}/links`, institution.phone)}</dd>
        <dt>{LINKS.procedureNumber}</dt>
        <dd class="number">{grant.id}</dd>
        <dt>{LINKS.printedAt}</dt>
        <dd>{formatJapanese(printedAt)}</dd>
      </dl>
    </Page>
  );
}
