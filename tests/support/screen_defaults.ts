import type { Client } from "../../domain/client/client.ts";
import type { ClientId } from "../../domain/ids.ts";
import type { InteractionSettings } from "../../domain/interaction/limits.ts";

/** The credit union of the tests. */
export const INSTITUTION = {
  name: "ためし信用組合",
  phone: "0120-000-111",
  phoneHours: "平日 9:00〜17:00",
  phoneHoursSimple: "月曜日から 金曜日 9:00〜17:00",
  phoneHoursEnglish: "weekdays 9:00–17:00",
  copyright: "ためし信用組合",
  termsVersion: "2026-10-01",
  mailDomain: "kakehashi.example",
  termsUrl: undefined,
  faqUrl: undefined,
  contactUrl: undefined,
};

/** Settings as in production, with a small pool of numbers. */
export const SETTINGS: InteractionSettings = {
  interactionSeconds: 900,
  codeSeconds: 60,
  grantDays: 30,
  termsVersion: "2026-10-01",
  serviceHours: "calendar",
  failedAttempts: 3,
  failuresPerInteraction: 20,
  failuresPerAddressPerHour: 200,
  failuresPerClientPerHour: 5000,
  destinationNumbers: ["0120000111", "0120000222", "0120000333"],
  exemptPhoneNumbers: [],
};

/** The app of the tests. */
export function testClient(redirectUri: string): Client {
  return {
    id: "app-1" as ClientId,
    name: "ためしアプリ",
    operatorName: "ためし株式会社",
    registrationNumber: "架空財務局長(電代)第1号",
    contacts: [],
    redirectUris: [redirectUri],
    scopes: ["accounts", "transactions"],
    grantTypes: ["authorization_code", "refresh_token"],
    authentication: { method: "private_key_jwt" },
    senderConstraint: "dpop",
    keys: [],
    registeredAt: 0,
    version: 1,
  };
}
