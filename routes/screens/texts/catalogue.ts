/** Everything that customers read, in the languages of the screens. */
import type { Fault, Field } from "../../../domain/interaction/forms.ts";
import type { Language } from "../../../domain/language.ts";
import { EN } from "./en/mod.ts";
import { JA } from "./ja/mod.ts";
import { JA_SIMPLE } from "./ja_simple/mod.ts";

/** All texts of one language. The compiler refuses a language that lacks one or has one too many. */
export type Catalogue = typeof JA;

/** Texts that know their language. */
export interface Texts extends Catalogue {
  readonly language: Language;
}

/** Ids of what a page can have to say; `data-message` in the page. */
export type MessageId = keyof Texts["messages"];

const CATALOGUE: Readonly<Record<Language, Catalogue>> = { ja: JA, "ja-simple": JA_SIMPLE, en: EN };

/** The texts of a language. */
export function textsOf(language: Language): Texts {
  return { language, ...CATALOGUE[language] };
}

/** What is said beside a faulty field. */
export function faultText({ faults, malformed }: Texts, field: Field, fault: Fault): string {
  if (field === "agree") return malformed.agree;
  return fault === "malformed" ? malformed[field] : faults[fault];
}
