/** 連携内容の控え: a link on one sheet, to be printed or saved. */
import { maskAccount } from "../../domain/banking/account_number.ts";
import { accountReference } from "../../domain/banking/account_reference.ts";
import { findLink, type Link } from "../../domain/grant/account_links.ts";
import { type GrantId, type InteractionId, sha256Base64Url } from "../../domain/ids.ts";
import type { GrantedState, InteractionState } from "../../domain/interaction/interaction.ts";
import { RECEIPT_SECONDS } from "../../domain/interaction/limits.ts";
import { viewInteraction } from "../../domain/interaction/view_interaction.ts";
import { addSeconds, type EpochMillis } from "../../domain/time.ts";
import type { RequestContext } from "../http/request_context.ts";
import { LinkEntries } from "./link_particulars.tsx";
import { Page } from "./page.tsx";
import { endResponse, htmlResponse } from "./respond.ts";
import type { Institution, ScreenDependencies } from "./settings.ts";
import { namesOf } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

/** Which receipt is wanted, and by whom. */
export interface ReceiptRequest {
  readonly id: InteractionId;
  readonly grantId: GrantId;
  readonly browserSecret: string;
  readonly texts: Texts;
  readonly context: RequestContext;
}

/** Where a receipt is. */
export function receiptPath(id: InteractionId, grantId: GrantId): string {
  return `/interaction/${id}/receipt/${grantId}`;
}

/** Whether what was just granted still has its receipt: not for whoever finds the device later. */
export function hasReceipt(
  state: GrantedState,
  now: EpochMillis,
): state is GrantedState & { readonly grantId: GrantId } {
  return state.grantId !== undefined && now < addSeconds(state.codeExpiresAt, RECEIPT_SECONDS);
}

/**
 * Draws the receipt of a link that was made by this interaction, or of one of the account that was
 * authenticated to see its links; to this browser, and of no other.
 */
export async function drawReceipt(
  deps: ScreenDependencies,
  { id, grantId, browserSecret, texts, context }: ReceiptRequest,
): Promise<Response> {
  const { institution, issuer } = deps;
  const view = await viewInteraction(deps, context, id, await sha256Base64Url(browserSecret));
  const unknown = () => endResponse({ institution, texts, message: "unknown-link" });
  if (view.kind !== "own") return unknown();
  const owner = await ownerOf(deps, id, view.state, context.now);
  const link = owner && await findLink(deps, context, grantId, owner);
  if (link === undefined) return unknown();
  const linksUrl = view.state.kind === "granted" ? "/links" : `/interaction/${id}/links`;
  const receipt = Receipt({ institution, texts, issuer, link, linksUrl, printedAt: context.now });
  return htmlResponse(receipt, 200, { names: namesOf(link.app) });
}

async function ownerOf(
  { vault }: ScreenDependencies,
  id: InteractionId,
  state: InteractionState,
  now: EpochMillis,
): Promise<Parameters<typeof findLink>[3] | undefined> {
  switch (state.kind) {
    case "granted":
      return hasReceipt(state, now) ? { interactionId: id } : undefined;
    case "links":
    case "ending":
      return { accountReference: await accountReference(vault, state.account) };
    default:
      return undefined;
  }
}

function Receipt(
  { institution, texts, issuer, link, linksUrl, printedAt }: {
    readonly institution: Institution;
    readonly texts: Texts;
    readonly issuer: string;
    readonly link: Link;
    /** The list from which the customer came, or the page that leads to it. */
    readonly linksUrl: string;
    readonly printedAt: EpochMillis;
  },
) {
  const { grant } = link;
  return (
    <Page
      institution={institution}
      texts={texts}
      languageSwitch="link"
      app={undefined}
      screen="receipt"
      title={texts.links.receipt}
    >
      <p class="no-print">{texts.links.receiptHint}</p>
      <dl class="panel particulars receipt">
        <dt>{texts.links.institution}</dt>
        <dd>{institution.name}</dd>
        <dt>{texts.links.accountTitle}</dt>
        <dd>{texts.consent.maskedAccount(maskAccount(grant.account))}</dd>
        <LinkEntries texts={texts} link={link} />
        <dt>{texts.links.terms}</dt>
        <dd>{texts.links.termsVersion(grant.termsVersion)}</dd>
        <dt>{texts.links.withdrawal}</dt>
        <dd>{texts.links.withdrawalHow(`${issuer}/links`, institution.phone)}</dd>
        <dt>{texts.links.procedureNumber}</dt>
        <dd class="procedure-number">
          {groupsOf(grant.id).map((group) => <span>{group}</span>)}
        </dd>
        <dt>{texts.links.printedAt}</dt>
        <dd>{texts.common.moment(printedAt)}</dd>
      </dl>
      <p class="no-print">
        <a href={linksUrl} id="links">{texts.links.name}</a>
      </p>
    </Page>
  );
}

/** To be read aloud and compared; the style sets them apart, so that what is copied is the bare id. */
function groupsOf(id: GrantId): readonly string[] {
  return id.match(/.{1,4}/g) ?? [];
}
