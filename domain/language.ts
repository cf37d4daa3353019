/** The languages in which the screens can be read (BCP 47). */

/** `ja-simple` is やさしい日本語; `simple` is a registered variant. The first is the default. */
export const LANGUAGES = ["ja", "ja-simple", "en"] as const;

/** See {@link LANGUAGES}. */
export type Language = typeof LANGUAGES[number];

/** The language for those who ask for none. */
export const DEFAULT_LANGUAGE: Language = "ja";

/** More are not looked at. */
const MAX_RANGES = 20;

/** Reads a language by its exact tag; undefined for any other. */
export function parseLanguage(tag: string | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === tag);
}

/**
 * The first of the wanted languages that there is, by lookup (RFC 4647, 3.4): `en-GB` finds `en`.
 * Undefined when there is none of them.
 *
 * @param wanted language tags separated by spaces, in the order of preference, as in `ui_locales`
 *   (OpenID Connect Core, 3.1.2.1)
 */
export function lookUpLanguage(wanted: string): Language | undefined {
  for (const range of wanted.split(" ", MAX_RANGES)) {
    const subtags = range.toLowerCase().split("-");
    for (let length = Math.min(subtags.length, 4); length > 0; length -= 1) {
      const found = parseLanguage(subtags.slice(0, length).join("-"));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
