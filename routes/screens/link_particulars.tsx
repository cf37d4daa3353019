/** Which app may read what, since when, until when: in the list, and on the receipt. */
import type { Link } from "../../domain/grant/account_links.ts";
import { permittedScopes } from "../../domain/grant/permissions.ts";
import { formatJapanese } from "../../domain/notice/completion_notice.ts";
import { permissionsOf } from "./consent_screen.tsx";
import { LINKS } from "./links_ja.ts";
import { CONSENT } from "./texts_ja.ts";

/** The entries of a description list. */
export function LinkEntries({ link }: { readonly link: Link }) {
  const { grant, status, app, lastUsedAt } = link;
  return (
    <>
      <dt>{LINKS.app}</dt>
      <dd data-item="app">
        <strong>{app?.name ?? LINKS.unknownApp}</strong>
      </dd>
      {app && (
        <>
          <dt>{LINKS.operator}</dt>
          <dd>
            {app.operatorName}
            {app.registrationNumber && (
              <p class="hint">{CONSENT.registration(app.registrationNumber)}</p>
            )}
          </dd>
        </>
      )}
      <dt>{LINKS.permissions}</dt>
      <dd>
        {permissionsOf(permittedScopes(grant)).map(({ name }) => <p key={name}>{name}</p>)}
      </dd>
      <dt>{LINKS.from}</dt>
      <dd>{formatJapanese(grant.grantedAt)}</dd>
      <dt>{LINKS.until}</dt>
      <dd>{formatJapanese(grant.expiresAt)}</dd>
      <dt>{LINKS.lastUse}</dt>
      <dd data-item="last-use">
        {lastUsedAt === undefined ? LINKS.neverUsed : formatJapanese(lastUsedAt)}
      </dd>
      {status !== "active" && (
        <>
          <dt>{LINKS.over}</dt>
          <dd data-item="over">{overText(link)}</dd>
        </>
      )}
    </>
  );
}

/** When and why a link is over. */
function overText({ grant }: Link): string {
  if (grant.endedAt === undefined) return LINKS.expired(formatJapanese(grant.expiresAt));
  return LINKS.ended(formatJapanese(grant.endedAt), LINKS.reasons[grant.endReason ?? "unknown"]);
}
