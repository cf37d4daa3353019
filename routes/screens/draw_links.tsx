/** Draws what stands in place of ⑥ for who came to see their own links. */
import { accountReference } from "../../domain/banking/account_reference.ts";
import { findLink, type Link, listLinks } from "../../domain/grant/account_links.ts";
import type { InteractionId } from "../../domain/ids.ts";
import type { EndingState, LinksState } from "../../domain/interaction/interaction.ts";
import type { RunContext } from "../../domain/store/ephemeral_store.ts";
import { EndingScreen, LinksScreen } from "./links_screen.tsx";
import { receiptPath } from "./receipt_page.tsx";
import { htmlResponse } from "./respond.ts";
import type { ScreenProps } from "./screen_props.ts";
import type { ScreenDependencies } from "./settings.ts";
import { namesOf } from "./subject.ts";

/** The list, or the question whether a link is to be ended. */
export async function drawLinks(
  deps: ScreenDependencies,
  context: RunContext,
  id: InteractionId,
  { state, ...props }: ScreenProps<LinksState | EndingState>,
): Promise<Response> {
  const reference = await accountReference(deps.vault, state.account);
  if (state.kind === "ending") {
    const owner = { accountReference: reference };
    const link = await findLink(deps, context, state.grantId, owner);
    const page = <EndingScreen {...props} state={state} link={link} />;
    return htmlResponse(page, 200, { names: namesOf(link?.app) });
  }
  const links = await listLinks(deps, context, reference);
  const receiptUrl = ({ grant }: Link) => receiptPath(id, grant.id);
  const list = { ...props, state, links, receiptUrl };
  const names = links.flatMap(({ app }) => namesOf(app));
  return htmlResponse(<LinksScreen {...list} />, 200, { names });
}
