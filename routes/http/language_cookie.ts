/** The cookie that remembers the language of the screens: asked for by the app, or chosen there. */
import { DEFAULT_LANGUAGE, type Language, parseLanguage } from "../../domain/language.ts";

const NAME = "__Host-kakehashi-language";

/** The language of a `Cookie` header; the default without one that there is. */
export function readLanguage(headers: Headers): Language {
  const prefix = `${NAME}=`;
  const cookies = headers.get("cookie")?.split(";").map((cookie) => cookie.trim()) ?? [];
  const tag = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  return parseLanguage(tag) ?? DEFAULT_LANGUAGE;
}

/** The `Set-Cookie` value that remembers a language, until the browser is closed. */
export function languageCookie(language: Language): string {
  return `${NAME}=${language}; Path=/; Secure; HttpOnly; SameSite=Lax`;
}
