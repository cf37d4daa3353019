/** Which app may read what, since when, until when: in the list, and on the receipt. */
import type { Link } from "../../domain/grant/account_links.ts";
import { permittedScopes } from "../../domain/grant/permissions.ts";
import { permissionsOf } from "./consent_screen.tsx";
import type { Texts } from "./texts/catalogue.ts";

/** The entries of a description list. */
export function LinkEntries({ texts, link }: { readonly texts: Texts; readonly link: Link }) {
  const { grant, app, lastUsedAt } = link;
  const isActive = link.status === "active";
  return (
    <>
      <dt>{texts.links.app}</dt>
      <dd data-item="app">
        <strong>{app?.name ?? texts.links.unknownApp}</strong>
      </dd>
      {app && (
        <>
          <dt>{texts.links.operator}</dt>
          <dd>
            {app.operatorName}
            {app.registrationNumber && (
              <p class="hint">{texts.consent.registration(app.registrationNumber)}</p>
            )}
          </dd>
        </>
      )}
      <dt>{isActive ? texts.links.permissions : texts.links.permissionsThen}</dt>
      <dd>
        <ul>
          {permissionsOf(texts, permittedScopes(grant)).map(({ name, includes }) => (
            <li>
              {name}
              {includes && <p class="hint">{includes}</p>}
            </li>
          ))}
        </ul>
      </dd>
      <dt>{texts.links.from}</dt>
      <dd>{texts.common.moment(grant.grantedAt)}</dd>
      <dt>{isActive ? texts.links.until : texts.links.untilThen}</dt>
      <dd>{texts.common.moment(grant.expiresAt)}</dd>
      <dt>{texts.links.lastUse}</dt>
      <dd data-item="last-use">
        {lastUsedAt === undefined ? texts.links.neverUsed : texts.common.moment(lastUsedAt)}
      </dd>
      {!isActive && (
        <>
          <dt>{texts.links.over}</dt>
          <dd data-item="over">{overText(texts, link)}</dd>
        </>
      )}
    </>
  );
}

/** When and why a link is over. */
function overText(texts: Texts, { grant }: Link): string {
  if (grant.endedAt === undefined) return texts.links.expired(texts.common.moment(grant.expiresAt));
  return texts.links.ended(
    texts.common.moment(grant.endedAt),
    texts.links.reasons[grant.endReason ?? "unknown"],
  );
}
