/** What the composition hands to the screens. */
import type { ResponseSigning } from "../../domain/authorization/authorization_response.ts";
import type { GrantRepository } from "../../domain/grant/grant_repository.ts";
import type { ConsentDependencies } from "../../domain/interaction/consent.ts";
import type { LinksDependencies } from "../../domain/interaction/manage_links.ts";
import type { CustomerDependencies } from "../../domain/interaction/submit_customer.ts";
import type { PhoneDependencies } from "../../domain/interaction/submit_phone.ts";
import type { PinDependencies } from "../../domain/interaction/submit_pin.ts";
import type { Clock, Pause } from "../../domain/time.ts";
import type { ClientAddress } from "../http/client_address.ts";
import type { Log } from "../http/log.ts";
import type { OpenStreams } from "../http/open_streams.ts";

/** What customers see of the credit union. */
export interface Institution {
  readonly name: string;
  /** The desk that customers call, as it is shown. */
  readonly phone: string;
  /** When the desk answers. */
  readonly phoneHours: string;
  readonly phoneHoursSimple: string;
  readonly phoneHoursEnglish: string;
  readonly copyright: string;
  /** Of the terms that a customer agrees to. */
  readonly termsVersion: string;
  /** Of the address from which the completion mails come. */
  readonly mailDomain: string;
  /** Pages of the institution; without them ours are linked. */
  readonly termsUrl: string | undefined;
  readonly faqUrl: string | undefined;
  readonly contactUrl: string | undefined;
  /** A picture of our own origin, shown in place of the name. */
  readonly logoUrl?: string;
}

/** 画面ID of each screen. */
export interface ScreenIds {
  readonly account: string;
  readonly customer: string;
  readonly phone: string;
  readonly call: string;
  readonly pin: string;
  readonly consent: string;
}

/** The screens in the order in which a customer goes through them. */
export const SCREEN_ORDER = [
  "account",
  "customer",
  "phone",
  "call",
  "pin",
  "consent",
] as const satisfies readonly (keyof ScreenIds)[];

/** The ids of the operating manual; that of ② is ours. */
export const DEFAULT_SCREEN_IDS: ScreenIds = {
  account: "SOA201",
  customer: "SOA202",
  phone: "SOA208",
  call: "SOA209",
  pin: "SOA211",
  consent: "SOA206",
};

/** The modules of a QR code, row by row; true is dark. */
export type QrEncoder = (text: string) => readonly (readonly boolean[])[];

/** Everything the screens need. */
export interface ScreenDependencies
  extends
    CustomerDependencies,
    PhoneDependencies,
    PinDependencies,
    ConsentDependencies,
    LinksDependencies,
    ResponseSigning {
  readonly grants: GrantRepository;
  readonly coreBanking: CustomerDependencies["coreBanking"] & PinDependencies["coreBanking"];
  readonly clock: Clock;
  readonly pause: Pause;
  /** The streams that tell how a call stands. */
  readonly streams: OpenStreams;
  readonly log: Log;
  readonly clientAddress: ClientAddress;
  readonly institution: Institution;
  readonly screenIds: ScreenIds;
  readonly encodeQrCode: QrEncoder;
}
