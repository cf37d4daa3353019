/** What an error answer is a case of: how it comes about, and what the app's developer should do. */
import { systemRandom } from "../../../adapters/crypto/random.ts";
import type { Client } from "../../../domain/client/client.ts";
import { LateBodyError, UnavailableError } from "../../../domain/errors.ts";
import { BODY_MAX_SECONDS } from "../../../domain/limits.ts";
import { createBusyAnswer } from "../../../routes/busy/answer_busy.ts";
import type { OAuthDependencies } from "../../../routes/oauth/dependencies.ts";
import { createAuthorizeErrorPage } from "../../../routes/screens/authorize_error_page.ts";
import { startMtlsProtocol } from "../../support/mtls_app.ts";
import type { ProtocolClient } from "../../support/protocol_client.ts";
import { ISSUER, type ProtocolServer } from "../../support/protocol_server.ts";
import {
  openResourceApi,
  type ResourceApi,
  type ResourceApiOptions,
} from "../../support/resource_api.ts";
import { INSTITUTION } from "../../support/screen_defaults.ts";

/** One row of docs/errors.md. */
export interface ErrorCase {
  /** When it happens, as Markdown; "it" is the request. */
  readonly when: string;
  /** What to do about it, as Markdown. */
  readonly mend: string;
  /** Makes it happen. Of several answers none may differ from the others in anything. */
  readonly provoke: () => Promise<Response | readonly Response[]>;
}

/** One table of docs/errors.md. */
export interface ErrorGroup {
  readonly title: string;
  /** What holds for the whole table, as Markdown. */
  readonly text: string;
  readonly cases: readonly ErrorCase[];
}

/** The protocol's endpoints with two apps that are registered alike. */
export interface World {
  readonly server: ProtocolServer;
  readonly app: ProtocolClient;
  readonly other: ProtocolClient;
}

type Provoke<Given> = (given: Given) => Promise<Response | readonly Response[]>;

/**
 * Provokes in a world of its own, with the true error pages.
 *
 * @param registration how the first app differs from the usual
 * @param overrides parts of the server to replace, for example by failing ones
 */
export function inWorld(
  provoke: Provoke<World>,
  registration: Partial<Client> = {},
  overrides: Partial<OAuthDependencies> = {},
): ErrorCase["provoke"] {
  return async () => {
    const renderErrorPage = createAuthorizeErrorPage(INSTITUTION);
    await using server = await startMtlsProtocol({ renderErrorPage, ...overrides });
    const app = await server.register("app", registration);
    const other = await server.register("other");
    return await provoke({ server, app, other });
  };
}

/** Provokes at a resource API of its own. */
export function atResources(
  provoke: Provoke<ResourceApi>,
  options: ResourceApiOptions = {},
): ErrorCase["provoke"] {
  return async () => {
    await using api = await openResourceApi(options);
    return await provoke(api);
  };
}

/** A gateway whose database cannot be reached. */
export const UNREACHABLE: Partial<OAuthDependencies> = {
  clients: { find: () => Promise.reject(new UnavailableError("database")) },
};

/** A gateway that found the body late; nobody waits for that here. */
export const LATE: Partial<OAuthDependencies> = {
  clients: { find: () => Promise.reject(new LateBodyError(BODY_MAX_SECONDS)) },
};

const answerBusy = createBusyAnswer({
  issuer: ISSUER,
  institution: INSTITUTION,
  random: systemRandom,
  clock: { now: () => 0 },
  log: { write: () => {} },
});

/** Asks a gateway that has too much to do. */
export function turnAway(path: string, init: RequestInit = {}): Promise<Response> {
  return answerBusy(new Request(ISSUER + path, init));
}

/** A gateway with a bug. */
export const BROKEN: Partial<OAuthDependencies> = {
  clients: { find: () => Promise.reject(new Error("a secret of ours")) },
};

/** A gateway that lets no client through. */
export const FULL: Partial<OAuthDependencies> = {
  clientQuota: { name: "protocol", limit: 0, windowSeconds: 60 },
};

/** What to do about a 429. */
export const WAIT = "Wait as `Retry-After` says, and ask less often";
/** What to do about a 503. */
export const RETRY = "Send it again after `Retry-After`";
/** What to do about a 500. */
export const REPORT = "Tell the institution the incident number";
