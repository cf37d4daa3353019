/** ⑥ 情報連携認可 */
import type { Scope } from "../../domain/client/client.ts";
import type { ConsentState } from "../../domain/interaction/interaction.ts";
import { formatJapanese } from "../../domain/notice/completion_notice.ts";
import type { EpochMillis } from "../../domain/time.ts";
import {
  AbortForm,
  controlAttributes,
  faultsOf,
  FieldFault,
  Form,
  MessageDialog,
  Required,
} from "./form_parts.tsx";
import { Notice, OutsideLink, Page } from "./page.tsx";
import { pageProps, type ScreenProps } from "./screen_props.ts";
import { COMMON, CONSENT, PERMISSIONS } from "./texts_ja.ts";

/** What screen ⑥ shows beside its state. */
export interface ConsentScreenProps extends ScreenProps<ConsentState> {
  readonly scopes: readonly Scope[];
  readonly grantDays: number;
  /** When a grant that is made now ends. */
  readonly grantExpiresAt: EpochMillis;
}

/** Draws screen ⑥. */
export function ConsentScreen(props: ConsentScreenProps) {
  const { state: { message }, app: { operatorName } } = props;
  const faults = faultsOf(message);
  return (
    <Page {...pageProps(props, "consent")} title={COMMON.title(CONSENT.name)}>
      <MessageDialog message={message} fallback="agree" />
      <p>{CONSENT.asks(operatorName)}</p>
      <Permissions scopes={props.scopes} />
      <Period days={props.grantDays} until={formatJapanese(props.grantExpiresAt)} />
      <Notice title={CONSENT.noticeTitle} texts={CONSENT.notices(operatorName)} />
      <p>{CONSENT.agreementLead}</p>
      <p>
        <OutsideLink href={props.institution.termsUrl ?? "/terms"} text={COMMON.terms} />
      </p>
      <Form target={props.form} id="form">
        <div class="field">
          <FieldFault name="agree" faults={faults} />
          <label class="checkbox">
            <input type="checkbox" value="yes" {...controlAttributes("agree", faults, false)} />
            <span>
              <Required /> {CONSENT.agree}
            </span>
          </label>
        </div>
        <button type="submit" id="allow">{CONSENT.allow}</button>
      </Form>
      <AbortForm target={props.abort} id="deny" text={CONSENT.deny} />
    </Page>
  );
}

function Permissions({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <ul class="permissions">
      {permissionsOf(scopes).map(({ name, meaning }) => (
        <li key={name} class="panel">
          <h2>{name}</h2>
          <p>{meaning}</p>
        </li>
      ))}
    </ul>
  );
}

/** Both permissions to read are one on the screen, as customers know it from the manual. */
function permissionsOf(scopes: readonly Scope[]) {
  const hasAccounts = scopes.includes("accounts");
  const hasTransactions = scopes.includes("transactions");
  return [
    ...(hasAccounts && hasTransactions ? [PERMISSIONS.all] : []),
    ...(hasAccounts && !hasTransactions ? [PERMISSIONS.accounts] : []),
    ...(!hasAccounts && hasTransactions ? [PERMISSIONS.transactions] : []),
    ...(scopes.includes("openid") ? [PERMISSIONS.openid] : []),
  ];
}

function Period({ days, until }: { days: number; until: string }) {
  return (
    <section class="panel">
      <h2>{CONSENT.period}</h2>
      <p>
        <strong>{CONSENT.days(days)}</strong> ({CONSENT.until(until)})
      </p>
      <p class="hint">{CONSENT.periodHint}</p>
    </section>
  );
}
