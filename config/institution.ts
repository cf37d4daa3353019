/** Who the gateway works for: what customers see of the credit union. */
import { logoSource } from "./logo.ts";
import * as parse from "./parsers.ts";
import type { SettingsReader } from "./reader.ts";
import { readTheme } from "./theme.ts";

const HOURS = {
  ja: "平日 9:00〜17:00",
  simple: "月曜日（げつようび）から 金曜日（きんようび） 9:00〜17:00",
  en: "weekdays 9:00–17:00",
};

/** The institution; by default a fictitious one. `mailFrom`: where its mails come from. */
export function readInstitution(reader: SettingsReader, mailFrom: string) {
  const text = (name: string, fallback: string, most = 100) =>
    reader.withDefault(`KAKEHASHI_INSTITUTION_${name}`, parse.text(most), fallback);
  const link = (name: string) =>
    reader.optional(`KAKEHASHI_INSTITUTION_${name}`, parse.webLink)?.href;
  const phoneHours = text("PHONE_HOURS", HOURS.ja);
  const translated = (language: "simple" | "en") =>
    phoneHours === HOURS.ja ? HOURS[language] : phoneHours;
  return {
    name: text("NAME", "かけはし信用組合"),
    /** The desk that customers call, as it is shown. */
    phone: reader.withDefault("KAKEHASHI_INSTITUTION_PHONE", parse.shownPhone, "0120-000-000"),
    /** When the desk answers. */
    phoneHours,
    phoneHoursSimple: text("PHONE_HOURS_SIMPLE", translated("simple")),
    phoneHoursEnglish: text("PHONE_HOURS_EN", translated("en")),
    copyright: text("COPYRIGHT", "かけはし信用組合"),
    /** Customers let mails from it through their filters. */
    mailDomain: mailFrom.slice(mailFrom.lastIndexOf("@") + 1),
    /** Pages of the institution; without them the gateway shows its own. */
    termsUrl: link("TERMS_URL"),
    faqUrl: link("FAQ_URL"),
    contactUrl: link("CONTACT_URL"),
    /** Shown in place of the name. */
    logo: reader.optional("KAKEHASHI_INSTITUTION_LOGO", logoSource),
    theme: readTheme(reader),
    /** The version of the API terms that a customer agrees to, recorded with the grant. */
    termsVersion: reader.withDefault("KAKEHASHI_TERMS_VERSION", parse.text(40), "2026-10-01"),
  };
}
