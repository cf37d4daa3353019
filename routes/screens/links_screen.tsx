/** In place of ⑥ for who came to see their own links: 連携の確認・解除. */
import { maskAccount } from "../../domain/banking/account_number.ts";
import type { Link } from "../../domain/grant/account_links.ts";
import type { EndingState, LinksState, Message } from "../../domain/interaction/interaction.ts";
import { AbortForm, ErrorDialog, Form } from "./form_parts.tsx";
import { LinkEntries } from "./link_particulars.tsx";
import { OutsideLink, Page } from "./page.tsx";
import type { ScreenProps } from "./screen_props.ts";
import { OWN_LINKS } from "./subject.ts";
import { LINKS } from "./links_ja.ts";
import { COMMON, MESSAGES } from "./texts_ja.ts";

/** The fields of the forms; what they carry is never typed. */
export const LINK_FIELDS = { grant: "grant", decision: "decision", end: "end" } as const;

/** What the list shows beside its state. */
export interface LinksScreenProps extends ScreenProps<LinksState> {
  /** Active ones first. */
  readonly links: readonly Link[];
  /** Where the receipt of a link is. */
  readonly receiptUrl: (link: Link) => string;
}

/** Draws the list. */
export function LinksScreen(props: LinksScreenProps) {
  const { institution, state, links } = props;
  const active = links.filter(({ status }) => status === "active");
  const over = links.filter(({ status }) => status !== "active");
  return (
    <Page
      institution={institution}
      app={OWN_LINKS}
      screen="links"
      title={COMMON.title(LINKS.name)}
      hasErrors={state.message?.id === "link-unknown"}
    >
      <Said message={state.message} />
      <p>{LINKS.account(maskAccount(state.account))}</p>
      <section>
        <h2>{LINKS.activeTitle}</h2>
        {active.length === 0 && <p data-links="none">{LINKS.none}</p>}
        {active.map((link, index) => (
          <ActiveLink key={link.grant.id} {...props} link={link} number={index + 1} />
        ))}
      </section>
      {over.length > 0 && (
        <section>
          <h2>{LINKS.overTitle}</h2>
          {over.map((link) => (
            <article key={link.grant.id} class="panel link" data-link={link.status}>
              <dl class="particulars">
                <LinkEntries link={link} />
              </dl>
            </article>
          ))}
        </section>
      )}
      <AbortForm target={props.abort} id="leave" text={LINKS.leave} />
    </Page>
  );
}

function Said({ message }: { readonly message: Message | undefined }) {
  if (message === undefined) return null;
  if (message.id !== "link-ended") return <ErrorDialog id={message.id} leadsTo="leave" />;
  return <p role="alert" class="alert" data-message={message.id}>{MESSAGES[message.id]}</p>;
}

function ActiveLink(
  { link, number, form, receiptUrl }: LinksScreenProps & {
    readonly link: Link;
    readonly number: number;
  },
) {
  const name = link.app?.name ?? LINKS.unknownApp;
  return (
    <article class="panel link" data-link={link.status}>
      <dl class="particulars">
        <LinkEntries link={link} />
      </dl>
      <p>
        <OutsideLink href={receiptUrl(link)} text={LINKS.receiptOf(name)} />
      </p>
      <Form target={form} id={`end-${number}-form`}>
        <input type="hidden" name={LINK_FIELDS.grant} value={link.grant.id} />
        <button type="submit" id={`end-${number}`} class="secondary" aria-label={LINKS.endOf(name)}>
          {LINKS.end}
        </button>
      </Form>
    </article>
  );
}

/** What the question shows beside its state. */
export interface EndingScreenProps extends ScreenProps<EndingState> {
  /** Undefined when there is no such link any more. */
  readonly link: Link | undefined;
}

/** Draws the question whether a link is really to be ended. */
export function EndingScreen({ institution, form, link }: EndingScreenProps) {
  const name = link?.app?.name ?? LINKS.unknownApp;
  return (
    <Page
      institution={institution}
      app={OWN_LINKS}
      screen="ending"
      title={COMMON.title(LINKS.endingName)}
    >
      <p>{LINKS.question(name)}</p>
      {link && (
        <article class="panel link">
          <dl class="particulars">
            <LinkEntries link={link} />
          </dl>
        </article>
      )}
      <ul>{LINKS.consequences.map((text) => <li key={text}>{text}</li>)}</ul>
      <Form target={form} id="form">
        <button type="submit" id="end" name={LINK_FIELDS.decision} value={LINK_FIELDS.end}>
          {LINKS.endNow}
        </button>
        <button type="submit" id="keep" class="secondary">{LINKS.keep}</button>
      </Form>
    </Page>
  );
}
