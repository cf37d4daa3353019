/** The texts in which a page is drawn. */
import { readLanguage } from "../http/language_cookie.ts";
import { type Texts, textsOf } from "./texts/catalogue.ts";

/** In the language that the request's cookie names; in Japanese without one. */
export function readTexts(headers: Headers): Texts {
  return textsOf(readLanguage(headers));
}
