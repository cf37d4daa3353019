/** The frame of every page: header, which app it is about, footer. */
import type { Child } from "hono/jsx";
import { LANGUAGES } from "../../domain/language.ts";
import { LANGUAGE_FIELD } from "./choose_language.ts";
import { type Institution, SCREEN_ORDER } from "./settings.ts";
import { OWN_LINKS, type Subject } from "./subject.ts";
import type { Texts } from "./texts/catalogue.ts";

/**
 * How a page offers the other languages: by links, or by buttons of its form, so that what was typed
 * is kept.
 */
export type LanguageSwitch = "link" | "form";

/** What the frame shows. */
export interface PageProps {
  readonly institution: Institution;
  readonly texts: Texts;
  /** Undefined only where no app is known. */
  readonly app: Subject | undefined;
  /** `data-screen`: a 画面ID, `abort`, `error`, or the name of an information page. */
  readonly screen: string;
  /** Shown in the footer. */
  readonly screenId?: string;
  readonly title: string;
  /** Which of the six screens it is; absent on others. */
  readonly step?: number;
  readonly hasErrors?: boolean;
  readonly languageSwitch?: LanguageSwitch;
  /** The query of the page's address, where the links to the other languages have to keep it. */
  readonly query?: string | undefined;
  readonly children?: Child;
}

/** A whole page. */
export function Page(props: PageProps) {
  const { institution, texts, app, screen, title, hasErrors, children } = props;
  return (
    <html lang={texts.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <title>{hasErrors ? `${texts.common.errorTitle}: ${title}` : title}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/app.css" />
        {/* Before the first picture, so that the error dialog neither flashes nor moves anything. */}
        <script src="/static/app.js" defer blocking="render" />
      </head>
      <body data-screen={screen}>
        <header class="header">
          <div class="masthead">
            <p class="institution">
              {institution.logoUrl === undefined
                ? institution.name
                : <img class="logo" src={institution.logoUrl} alt={institution.name} />}
            </p>
            {props.languageSwitch && (
              <Languages texts={texts} by={props.languageSwitch} query={props.query} />
            )}
          </div>
        </header>
        <main>
          {app && <About texts={texts} subject={app} />}
          {props.step !== undefined && <Progress texts={texts} step={props.step} subject={app} />}
          <Heading title={title} />
          {children}
        </main>
        <Footer texts={texts} institution={institution} screenId={props.screenId} />
      </body>
    </html>
  );
}

/** Too long for one line it is broken before the screen's name, which stands in brackets. */
function Heading({ title }: { readonly title: string }) {
  const at = title.indexOf("(");
  if (at <= 0) return <h1>{title}</h1>;
  return (
    <h1>
      {title.slice(0, at)}
      <span class="screen-name">{title.slice(at)}</span>
    </h1>
  );
}

/** The name of each language is in that language, so that whoever reads it finds it. */
function Languages(
  { texts, by, query }: { texts: Texts; by: LanguageSwitch; query: string | undefined },
) {
  return (
    <nav class="languages" aria-label={texts.common.languages}>
      {by === "form" && <DefaultButton />}
      {LANGUAGES.map((language) => {
        const name = LANGUAGE_NAMES[language];
        if (language === texts.language) {
          return <span aria-current="true">{name}</span>;
        }
        const common = { id: `language-${language}`, lang: language };
        if (by === "link") {
          const parameters = new URLSearchParams(query);
          parameters.set(LANGUAGE_FIELD, language);
          return <a href={`?${parameters}`} {...common}>{name}</a>;
        }
        const field = { form: "form", name: LANGUAGE_FIELD, value: language };
        return <button type="submit" {...field} {...common}>{name}</button>;
      })}
    </nav>
  );
}

const LANGUAGE_NAMES = { "ja": "日本語", "ja-simple": "やさしい日本語", "en": "English" } as const;

/** The first button of a form is pressed by the Enter key (HTML, 4.10.21.2): not that of a language. */
function DefaultButton() {
  return (
    <button type="submit" form="form" class="visually-hidden" tabindex={-1} aria-hidden="true" />
  );
}

/** Says on each page what the procedure is about, so that who was led here by a fraudster can notice. */
function About({ texts, subject }: { readonly texts: Texts; readonly subject: Subject }) {
  if (subject === OWN_LINKS) {
    return (
      <div class="app">
        <p class="app-name">{texts.links.procedure}</p>
      </div>
    );
  }
  return (
    <div class="app">
      <p class="app-name">{texts.common.linking(subject.name)}</p>
      <p class="app-operator">{texts.common.operator(subject.operatorName)}</p>
    </div>
  );
}

/** In words, and as a row of bars that only eyes need. Without an app there is no consent. */
function Progress(
  { texts, step, subject }: { texts: Texts; step: number; subject: Subject | undefined },
) {
  const steps = SCREEN_ORDER.filter((screen) => subject !== OWN_LINKS || screen !== "consent")
    .map((_, index) => index + 1);
  return (
    <div class="progress">
      <p class="step">{texts.common.progress(step, steps.length)}</p>
      <div class="bars" aria-hidden="true">
        {steps.map((each) => <span class={each <= step ? "bar reached" : "bar"} />)}
      </div>
    </div>
  );
}

function Footer(
  { texts, institution, screenId }: {
    texts: Texts;
    institution: Institution;
    screenId: string | undefined;
  },
) {
  return (
    <footer class="footer">
      {screenId !== undefined && <p class="screen-id">{texts.common.screenId(screenId)}</p>}
      <ul class="links">
        <li>
          <OutsideLink href={institution.termsUrl ?? "/terms"} text={texts.common.terms} />
        </li>
        <li>
          <OutsideLink href={institution.faqUrl ?? "/faq"} text={texts.common.faq} />
        </li>
        <li>
          <OutsideLink href={institution.contactUrl ?? "/contact"} text={texts.common.contact} />
          {" "}
          <a href={telephoneUrl(institution.phone)}>{institution.phone}</a>
        </li>
      </ul>
      <p class="copyright">{texts.common.copyright(institution.copyright)}</p>
    </footer>
  );
}

/** Opens beside the procedure, so that reading it loses nothing. */
export function OutsideLink({ href, text }: { readonly href: string; readonly text: string }) {
  return <a href={href} target="_blank" rel="noopener noreferrer">{text}</a>;
}

/** A `tel:` URL of a number as it is shown. */
export function telephoneUrl(number: string): string {
  return `tel:${number.replace(/[^0-9+]/g, "")}`;
}

/** Texts one below the other. */
export function Paragraphs({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text) => <p>{text}</p>);
}

/** A notice with a heading and a list; `care` for what protects the customer. */
export function Notice(
  { title, texts, care }: {
    readonly title: string;
    readonly texts: readonly string[];
    readonly care?: boolean;
  },
) {
  return (
    <section class={care ? "notice care" : "notice"}>
      <h2>{title}</h2>
      <ul>{texts.map((text) => <li>{text}</li>)}</ul>
    </section>
  );
}
