/** The frame of every page: header, which app it is about, footer. */
import type { Child } from "hono/jsx";
import { type Institution, SCREEN_ORDER } from "./settings.ts";
import { OWN_LINKS, type Subject } from "./subject.ts";
import { LINKS } from "./links_ja.ts";
import { COMMON } from "./texts_ja.ts";

/** What the frame shows. */
export interface PageProps {
  readonly institution: Institution;
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
  readonly children?: Child;
}

/** A whole page. */
export function Page(props: PageProps) {
  const { institution, app, screen, title, hasErrors, children } = props;
  return (
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <title>{hasErrors ? `${COMMON.errorTitle}: ${title}` : title}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/app.css" />
        <script src="/static/app.js" defer />
      </head>
      <body data-screen={screen}>
        <header class="header">
          <p class="institution">{institution.name}</p>
        </header>
        <main>
          {app && <About subject={app} />}
          {props.step !== undefined && <Progress step={props.step} subject={app} />}
          <h1>{title}</h1>
          {children}
        </main>
        <Footer institution={institution} screenId={props.screenId} />
      </body>
    </html>
  );
}

/** Says on each page what the procedure is about, so that who was led here by a fraudster can notice. */
function About({ subject }: { readonly subject: Subject }) {
  if (subject === OWN_LINKS) {
    return (
      <div class="app">
        <p class="app-name">{LINKS.procedure}</p>
      </div>
    );
  }
  return (
    <div class="app">
      <p class="app-name">{COMMON.linking(subject.name)}</p>
      <p class="app-operator">{COMMON.operator(subject.operatorName)}</p>
    </div>
  );
}

/** In words, and as a row of bars that only eyes need. Without an app there is no consent. */
function Progress({ step, subject }: { step: number; subject: Subject | undefined }) {
  const steps = SCREEN_ORDER.filter((screen) => subject !== OWN_LINKS || screen !== "consent")
    .map((_, index) => index + 1);
  return (
    <div class="progress">
      <p class="step">{COMMON.progress(step, steps.length)}</p>
      <div class="bars" aria-hidden="true">
        {steps.map((each) => <span key={each} class={each <= step ? "bar reached" : "bar"} />)}
      </div>
    </div>
  );
}

function Footer(
  { institution, screenId }: { institution: Institution; screenId: string | undefined },
) {
  return (
    <footer class="footer">
      {screenId !== undefined && <p class="screen-id">{COMMON.screenId(screenId)}</p>}
      <ul class="links">
        <li>
          <OutsideLink href={institution.termsUrl ?? "/terms"} text={COMMON.terms} />
        </li>
        <li>
          <OutsideLink href={institution.faqUrl ?? "/faq"} text={COMMON.faq} />
        </li>
        <li>
          <OutsideLink href={institution.contactUrl ?? "/contact"} text={COMMON.contact} />{" "}
          <a href={telephoneUrl(institution.phone)}>{institution.phone}</a>
        </li>
      </ul>
      <p class="copyright">{COMMON.copyright(institution.copyright)}</p>
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
  return texts.map((text) => <p key={text}>{text}</p>);
}

/** A notice with a heading and a list. */
export function Notice(
  { title, texts }: { readonly title: string; readonly texts: readonly string[] },
) {
  return (
    <section class="notice">
      <h2>{title}</h2>
      <ul>{texts.map((text) => <li key={text}>{text}</li>)}</ul>
    </section>
  );
}
