/** A page that stands in where the institution has none of its own. */
import { Desk } from "./desk.tsx";
import { Page, Paragraphs } from "./page.tsx";
import type { Institution } from "./settings.ts";
import type { Texts } from "./texts/catalogue.ts";

/** A heading with what is said below it, in this order. */
export interface InformationSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly list?: readonly string[];
  /** A page of ours where it is done. */
  readonly link?: { readonly href: string; readonly text: string };
}

/** What such a page says. */
export interface InformationTexts {
  readonly title: string;
  readonly sections: readonly InformationSection[];
}

/** Draws such a page. `name`: its path without the slash; `contact` names the help desk too. */
export function InformationPage(
  { institution, texts, name, page }: {
    institution: Institution;
    texts: Texts;
    name: string;
    page: InformationTexts;
  },
) {
  return (
    <Page
      institution={institution}
      texts={texts}
      languageSwitch="link"
      app={undefined}
      screen={name}
      title={page.title}
    >
      {page.sections.map(({ heading, paragraphs, list, link }) => (
        <section>
          <h2>{heading}</h2>
          <Paragraphs texts={paragraphs} />
          {list && <ul>{list.map((text) => <li>{text}</li>)}</ul>}
          {name === "contact" && <Desk texts={texts} institution={institution} />}
          {link && (
            <p>
              <a href={link.href}>{link.text}</a>
            </p>
          )}
        </section>
      ))}
    </Page>
  );
}
