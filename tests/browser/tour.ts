/** A tour of all screens in all their states, to look at them one by one. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { TestGatewayOptions } from "../support/gateway.ts";
import { type PersonOptions, SCREENS, type Walk, walk } from "../support/person.ts";
import {
  seeAuthorizeErrors,
  seeEnds,
  seeFaults,
  seeLockout,
  seeRefusedForms,
  seeUnavailableApp,
} from "./tour_obstacles.ts";
import {
  seeApiDocument,
  seeInformation,
  seeSandbox,
  seeSandboxBefore,
  seeServiceHours,
} from "./tour_pages.ts";
import {
  seeAccount,
  seeCall,
  seeCustomer,
  seeLinks,
  seeLostLinks,
  seePinAndConsent,
} from "./tour_screens.ts";

/** Looks at a page. */
export type Look = (name: string, page: Page) => Promise<void>;

/** Where a chapter of the tour takes place. */
export interface Tour extends Walk {
  /** How the browsers are set up. */
  readonly options: PersonOptions;
  /** Looks at the person's page, or another's; a name that begins with a number is that of a screen. */
  readonly look: (name: string, page?: Page) => Promise<void>;
  /** What is out of order at the moment. */
  readonly faults: { bank: boolean; stores: Error | undefined };
}

/** Walks through everything that a customer can meet, and shows each page. */
export async function takeTour(options: PersonOptions, look: Look): Promise<void> {
  const faults: Tour["faults"] = { bank: false, stores: undefined };
  const interceptBank: TestGatewayOptions["interceptBank"] = async (request, answer) =>
    faults.bank ? new Response(null, { status: 503 }) : await answer(request);
  const onRoundTrip = () => {
    if (faults.stores !== undefined) throw faults.stores;
  };
  const settings = {
    KAKEHASHI_SERVICE_HOURS: "calendar",
    KAKEHASHI_FAILURES_PER_INTERACTION: "4",
  };
  const mayMeet = [400, 403, 404, 410, 429, 500, 502, 503];
  const surroundings = { settings, interceptBank, onRoundTrip };
  await walk({ ...options, mayMeet, mayBeOffline: true, ...surroundings }, async (scene) => {
    const { person } = scene;
    const tour: Tour = {
      ...scene,
      options,
      faults,
      async look(name, page = person.page) {
        const screen = SCREENS[Number(name[0]) - 1];
        if (screen !== undefined) assert.equal(await person.screen(), screen, name);
        await look(name, page);
      },
    };
    for (const chapter of CHAPTERS) await chapter(tour);
  });
}

const CHAPTERS = [
  seeSandboxBefore,
  seeAccount,
  seeCustomer,
  seeCall,
  seePinAndConsent,
  seeSandbox,
  seeLinks,
  seeLostLinks,
  seeEnds,
  seeFaults,
  seeAuthorizeErrors,
  seeRefusedForms,
  seeUnavailableApp,
  seeLockout,
  seeInformation,
  seeApiDocument,
  seeServiceHours,
];
