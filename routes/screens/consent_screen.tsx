/** ⑥ 情報連携認可 */
import { maskAccount } from "../../domain/banking/account_number.ts";
import type { Scope } from "../../domain/client/client.ts";
import type { ConsentState } from "../../domain/interaction/interaction.ts";
import type { EpochMillis } from "../../domain/time.ts";
import { WithDesk } from "./desk.tsx";
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
import type { Texts } from "./texts/catalogue.ts";

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
  const { state: { message }, app: { operatorName }, texts } = props;
  const faults = faultsOf(message);
  return (
    <Page {...pageProps(props, "consent")} title={texts.common.title(texts.consent.name)}>
      <MessageDialog
        texts={texts}
        institution={props.institution}
        message={message}
        fallback="agree"
      />
      <p>{texts.consent.asks(operatorName)}</p>
      <Permissions texts={texts} scopes={props.scopes} />
      <Particulars {...props} />
      <Notice care title={texts.consent.noticeTitle} texts={texts.consent.notices(operatorName)} />
      <p>{texts.consent.agreementLead}</p>
      <p>
        <OutsideLink href={props.institution.termsUrl ?? "/terms"} text={texts.common.terms} />{" "}
        {texts.consent.termsVersion(props.termsVersion)}
      </p>
      <Form target={props.form} id="form">
        <div class="field">
          <FieldFault texts={texts} name="agree" faults={faults} />
          <label class="checkbox">
            <input type="checkbox" value="yes" {...controlAttributes("agree", faults, false)} />
            <span>
              <Required texts={texts} /> {texts.consent.agree}
            </span>
          </label>
        </div>
        <button type="submit" id="allow">{texts.consent.allow}</button>
      </Form>
      <AbortForm target={props.abort} id="deny" text={texts.consent.deny} />
    </Page>
  );
}

function Permissions({ texts, scopes }: { texts: Texts; scopes: readonly Scope[] }) {
  return (
    <ul class="permissions">
      {permissionsOf(texts, scopes).map(({ name, meaning, includes }) => (
        <li class="panel">
          <h2>{name}</h2>
          <p>{meaning}</p>
          {includes && <p>{includes}</p>}
        </li>
      ))}
    </ul>
  );
}

interface PermissionTexts {
  readonly name: string;
  readonly meaning: string;
  readonly includes?: string;
}

/** What is permitted, in words. Both permissions to read are one, as customers know it from the manual. */
export function permissionsOf(
  texts: Texts,
  scopes: readonly Scope[],
): readonly PermissionTexts[] {
  const hasAccounts = scopes.includes("accounts");
  const hasTransactions = scopes.includes("transactions");
  return [
    ...(hasAccounts && hasTransactions ? [texts.permissions.all] : []),
    ...(hasAccounts && !hasTransactions ? [texts.permissions.accounts] : []),
    ...(!hasAccounts && hasTransactions ? [texts.permissions.transactions] : []),
    ...(scopes.includes("openid") ? [texts.permissions.openid] : []),
  ];
}

/** Who gets what of which account, from when to when. */
function Particulars(props: ConsentScreenProps) {
  const { institution, texts, app, state, grantDays, grantedAt, grantExpiresAt } = props;
  const { registrationNumber } = app;
  return (
    <dl class="panel particulars">
      <dt>{texts.consent.app}</dt>
      <dd>{app.name}</dd>
      <dt>{texts.consent.operator}</dt>
      <dd>
        {app.operatorName}
        {registrationNumber && <p class="hint">{texts.consent.registration(registrationNumber)}</p>}
      </dd>
      <dt>{texts.consent.account}</dt>
      <dd>{texts.consent.maskedAccount(maskAccount(state.account))}</dd>
      <dt>{texts.consent.period}</dt>
      <dd>
        <strong>{texts.consent.days(grantDays)}</strong>
        <p class="lines">
          {texts.consent.fromTo(
            texts.common.moment(grantedAt),
            texts.common.moment(grantExpiresAt),
          )}
        </p>
        <p class="hint">{texts.consent.periodHint}</p>
      </dd>
      <dt>{texts.consent.withdrawal}</dt>
      <dd>
        <WithDesk text={texts.consent.withdrawalHow(institution.phone)} institution={institution} />
        <p>
          <OutsideLink href="/links" text={texts.links.name} />
        </p>
      </dd>
    </dl>
  );
}
