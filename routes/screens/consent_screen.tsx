/** ⑥ 情報連携認可 */
import { maskAccount } from "../../domain/banking/account_number.ts";
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
import type { ShownApp } from "./subject.ts";
import { LINKS } from "./links_ja.ts";
import { COMMON, CONSENT, PERMISSIONS } from "./texts_ja.ts";

/** What screen ⑥ shows beside its state. */
export interface ConsentScreenProps extends ScreenProps<ConsentState> {
  readonly app: ShownApp;
  readonly scopes: readonly Scope[];
  readonly grantDays: number;
  /** From when to when a grant lasts that is made now. */
  readonly grantedAt: EpochMillis;
  readonly grantExpiresAt: EpochMillis;
  /** The version of the terms that are agreed to. */
  readonly termsVersion: string;
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
      <Particulars {...props} />
      <Notice title={CONSENT.noticeTitle} texts={CONSENT.notices(operatorName)} />
      <p>{CONSENT.agreementLead}</p>
      <p>
        <OutsideLink href={props.institution.termsUrl ?? "/terms"} text={COMMON.terms} />{" "}
        {CONSENT.termsVersion(props.termsVersion)}
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

/** What is permitted, in words. Both permissions to read are one on the screen, as customers know it from the manual. */
export function permissionsOf(scopes: readonly Scope[]) {
  const hasAccounts = scopes.includes("accounts");
  const hasTransactions = scopes.includes("transactions");
  return [
    ...(hasAccounts && hasTransactions ? [PERMISSIONS.all] : []),
    ...(hasAccounts && !hasTransactions ? [PERMISSIONS.accounts] : []),
    ...(!hasAccounts && hasTransactions ? [PERMISSIONS.transactions] : []),
    ...(scopes.includes("openid") ? [PERMISSIONS.openid] : []),
  ];
}

/** Who gets what of which account, from when to when. */
function Particulars(props: ConsentScreenProps) {
  const { app, state, grantDays, grantedAt, grantExpiresAt } = props;
  const { registrationNumber } = app;
  return (
    <dl class="panel particulars">
      <dt>{CONSENT.app}</dt>
      <dd>{app.name}</dd>
      <dt>{CONSENT.operator}</dt>
      <dd>
        {app.operatorName}
        {registrationNumber && <p class="hint">{CONSENT.registration(registrationNumber)}</p>}
      </dd>
      <dt>{CONSENT.account}</dt>
      <dd>{CONSENT.maskedAccount(maskAccount(state.account))}</dd>
      <dt>{CONSENT.period}</dt>
      <dd>
        <strong>{CONSENT.days(grantDays)}</strong>
        <p>{CONSENT.fromTo(formatJapanese(grantedAt), formatJapanese(grantExpiresAt))}</p>
        <p class="hint">{CONSENT.periodHint}</p>
      </dd>
      <dt>{CONSENT.withdrawal}</dt>
      <dd>
        {CONSENT.withdrawalHow(props.institution.phone)}
        <p>
          <OutsideLink href="/links" text={LINKS.name} />
        </p>
      </dd>
    </dl>
  );
}
