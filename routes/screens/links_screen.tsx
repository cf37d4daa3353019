/** In place of ⑥ for who came to see their own links: 連携の確認・解除. */
import { maskAccount } from "../../domain/banking/account_number.ts";
import type { Link } from "../../domain/grant/account_links.ts";
import { LINKS_SHOWN_SECONDS } from "../../domain/interaction/limits.ts";
import type { EndingState, LinksState, Message } from "../../domain/interaction/interaction.ts";
import { AbortForm, Form, MessageDialog } from "./form_parts.tsx";
import { LinkEntries } from "./link_particulars.tsx";
import { OutsideLink, Page } from "./page.tsx";
import type { ScreenProps } from "./screen_props.ts";
import type { Institution } from "./settings.ts";
import { OWN_LINKS } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

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
  const { institution, texts, state, links } = props;
  const active = links.filter(({ status }) => status === "active");
  const over = links.filter(({ status }) => status !== "active");
  return (
    <Page
      institution={institution}
      texts={texts}
      languageSwitch="link"
      app={OWN_LINKS}
      screen="links"
      title={texts.common.title(texts.links.name)}
      hasErrors={state.message?.id === "link-unknown"}
    >
      <Said texts={texts} institution={institution} message={state.message} />
      <p>{texts.links.account(maskAccount(state.account))}</p>
      <p class="hint">{texts.links.shownFor(LINKS_SHOWN_SECONDS / 60)}</p>
      <section>
        <h2>{texts.links.activeTitle}</h2>
        {active.length === 0 && <p data-links="none">{texts.links.none}</p>}
        {active.map((link, index) => <ActiveLink {...props} link={link} number={index + 1} />)}
      </section>
      {over.length > 0 && (
        <section>
          <h2>{texts.links.overTitle}</h2>
          {over.map((link) => (
            <article class="panel link" data-link={link.status}>
              <dl class="particulars">
                <LinkEntries texts={texts} link={link} />
              </dl>
            </article>
          ))}
        </section>
      )}
      <AbortForm target={props.abort} id="leave" text={texts.links.leave} />
    </Page>
  );
}

function Said(
  { texts, institution, message }: {
    readonly texts: Texts;
    readonly institution: Institution;
    readonly message: Message | undefined;
  },
) {
  if (message === undefined) return null;
  if (message.id !== "link-ended") {
    return (
      <MessageDialog texts={texts} institution={institution} message={message} fallback="leave" />
    );
  }
  return <p role="alert" class="alert" data-message={message.id}>{texts.messages[message.id]}</p>;
}

function ActiveLink(
  { texts, link, number, form, receiptUrl }: LinksScreenProps & {
    readonly link: Link;
    readonly number: number;
  },
) {
  const name = link.app?.name ?? texts.links.unknownApp;
  return (
    <article class="panel link" data-link={link.status}>
      <dl class="particulars">
        <LinkEntries texts={texts} link={link} />
      </dl>
      <p>
        <OutsideLink href={receiptUrl(link)} text={texts.links.receiptOf(name)} />
      </p>
      <Form target={form} id={`end-${number}-form`}>
        <input type="hidden" name={LINK_FIELDS.grant} value={link.grant.id} />
        <button
          type="submit"
          id={`end-${number}`}
          class="secondary"
          aria-label={texts.links.endOf(name)}
        >
          {texts.links.end}
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
export function EndingScreen({ institution, texts, form, link }: EndingScreenProps) {
  const name = link?.app?.name ?? texts.links.unknownApp;
  return (
    <Page
      institution={institution}
      texts={texts}
      languageSwitch="link"
      app={OWN_LINKS}
      screen="ending"
      title={texts.common.title(texts.links.endingName)}
    >
      <p>{texts.links.question(name)}</p>
      {link && (
        <article class="panel link">
          <dl class="particulars">
            <LinkEntries texts={texts} link={link} />
          </dl>
        </article>
      )}
      <ul>{texts.links.consequences.map((text) => <li>{text}</li>)}</ul>
      <Form target={form} id="form">
        <button type="submit" id="end" name={LINK_FIELDS.decision} value={LINK_FIELDS.end}>
          {texts.links.endNow}
        </button>
        <button type="submit" id="keep" class="secondary">{texts.links.keep}</button>
      </Form>
    </Page>
  );
}
