/** The authorization endpoint (RFC 6749, 3.1; RFC 9126, 4): from a request URI to the first screen. */
import { type Client, isClientActive, RESPONSE_MODES } from "../client/client.ts";
import type { ClientRegistry } from "../client/client_registry.ts";
import {
  type InteractionId,
  interactionIdOf,
  parseClientId,
  parseRequestUri,
  randomSecret,
  type RandomSource,
  sha256Base64Url,
} from "../ids.ts";
import type { Language } from "../language.ts";
import { STATE_MAX_LENGTH } from "../limits.ts";
import type { EphemeralStore, RunContext, StoredRecord } from "../store/ephemeral_store.ts";
import {
  type AuthorizationOutcome,
  buildResponseUrl,
  type ResponseSigning,
  type ResponseTarget,
} from "./authorization_response.ts";
import type { InteractionOpener } from "./interaction_opener.ts";
import { interactionKey, redeemableKey, requestKey } from "./open_interaction.ts";
import { parsePushedRequest, type PushedAuthorizationRequest } from "./pushed_request.ts";

/** What the endpoint needs. */
export interface OpeningGuard extends ResponseSigning {
  readonly store: EphemeralStore;
  readonly clients: ClientRegistry;
  readonly random: RandomSource;
  readonly opener: InteractionOpener;
}

/**
 * A visit as it arrives. Other parameters beside `client_id` and `request_uri` are not looked at;
 * `redirectUri`, `state` and `responseMode` serve only to send someone back who came without a
 * request URI of this client.
 */
export interface Visit {
  readonly clientId: string | undefined;
  readonly requestUri: string | undefined;
  readonly redirectUri: string | undefined;
  readonly state: string | undefined;
  readonly responseMode: string | undefined;
  /** The browser's secret for an interaction, from its cookie. */
  readonly readBrowserSecret: (id: InteractionId) => string | undefined;
}

/** Why the browser can be sent neither on nor back. */
export type AuthorizationErrorKind =
  /** The app is not known, not active, or not named. */
  | "unknown_client"
  /** The request is not known (any more), or is another app's; without a proved redirect URI. */
  | "unknown_request"
  /** Without a pushed request, and without a proved redirect URI. */
  | "request_not_pushed"
  /** The interaction belongs to the browser that opened it. */
  | "other_browser";

/** What came of a visit. */
export type OpenedAuthorization =
  | {
    readonly outcome: "interaction";
    readonly id: InteractionId;
    /** Path of the screen to go to. */
    readonly location: string;
    /** To be given to the browser as its cookie; undefined when it has it already. */
    readonly newBrowserSecret?: string;
    /** The language that the app asked for; for the browser to remember. */
    readonly language?: Language;
  }
  /** Back to the app; only ever to a redirect URI that is proved to be the app's. */
  | { readonly outcome: "redirect"; readonly url: string }
  | { readonly outcome: "error_page"; readonly kind: AuthorizationErrorKind };

/**
 * Opens an interaction on the first visit, continues it on later ones by the same browser. One
 * round trip. An app that is not the request's owner can neither open nor spend it.
 */
export async function openAuthorization(
  guard: OpeningGuard,
  context: RunContext,
  visit: Visit,
): Promise<OpenedAuthorization> {
  const client = await findActiveClient(guard.clients, context, visit.clientId);
  if (client === undefined) return errorPage("unknown_client");
  const refuse = (refusal: Refusal) => sendBack(guard, context, client, visit, refusal);
  if (visit.requestUri === undefined) return await refuse(NOT_PUSHED);
  const requestUri = parseRequestUri(visit.requestUri);
  if (requestUri === undefined) return await refuse(UNKNOWN);
  const id = await interactionIdOf(requestUri);
  const newBrowserSecret = randomSecret(guard.random);
  const found = await findOrCreate(guard, context, client, id, newBrowserSecret);
  if (found.request === undefined || found.request.clientId !== client.id) {
    return await refuse(UNKNOWN);
  }
  if (found.created !== undefined) {
    const location = await guard.opener.location(id, found.created);
    const { language } = found.request;
    return {
      outcome: "interaction",
      id,
      location,
      newBrowserSecret,
      ...(language && { language }),
    };
  }
  const { request, existing } = found;
  if (existing === undefined) {
    return await redirect(guard, context, request, refusalToOpen(request));
  }
  return await resume(guard, context, id, request, existing, visit.readBrowserSecret(id));
}

async function findActiveClient(
  clients: ClientRegistry,
  context: RunContext,
  clientId: string | undefined,
): Promise<Client | undefined> {
  const id = parseClientId(clientId ?? "");
  const client = id && await clients.find(id);
  return client && isClientActive(client, context.now) ? client : undefined;
}

/** Why a visit does not belong to a request of the client: for the app, or else for the page. */
interface Refusal {
  readonly outcome: AuthorizationOutcome;
  readonly kind: AuthorizationErrorKind;
}

/** FAPI 2.0 5.3.2.2: nothing but pushed requests. */
const NOT_PUSHED: Refusal = {
  outcome: { error: "invalid_request", description: "Requests must be pushed first (RFC 9126)" },
  kind: "request_not_pushed",
};

/** Another client's request is answered as one that never was (RFC 9126, 2.2: bound to the client). */
const UNKNOWN: Refusal = {
  outcome: {
    error: "invalid_request_uri",
    description: "The request_uri is not known; push the request again",
  },
  kind: "unknown_request",
};

/**
 * Without a request of this client nothing is known but what stands in the address. No open
 * redirector: only to a URI that is exactly registered for the client that is named.
 */
async function sendBack(
  guard: OpeningGuard,
  context: RunContext,
  client: Client,
  visit: Visit,
  { outcome, kind }: Refusal,
): Promise<OpenedAuthorization> {
  const { redirectUri, state } = visit;
  if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) {
    return errorPage(kind);
  }
  // No longer than what can be pushed: whoever sends it is not known, and it may have to be signed.
  if (state !== undefined && state.length > STATE_MAX_LENGTH) return errorPage(kind);
  const { id: clientId, responseModes = RESPONSE_MODES, responseSigningAlgorithm } = client;
  const wanted = responseModes.find((mode) => mode === visit.responseMode);
  const target = {
    clientId,
    redirectUri,
    responseMode: wanted ?? responseModes[0] ?? "query",
    ...(responseSigningAlgorithm !== undefined && { responseSigningAlgorithm }),
    ...(state !== undefined && { state }),
  };
  return await redirect(guard, context, target, outcome);
}

interface Found {
  readonly request?: PushedAuthorizationRequest;
  readonly existing?: StoredRecord;
  readonly created?: StoredRecord;
}

/**
 * Reads the request and the interaction; if there is none yet, and the request may be opened by
 * this client, creates it. Of two first visits at the same time one creates it.
 */
async function findOrCreate(
  guard: OpeningGuard,
  context: RunContext,
  client: Client,
  id: InteractionId,
  browserSecret: string,
): Promise<Found> {
  const browserSecretHash = await sha256Base64Url(browserSecret);
  const opening = { id, clientId: client.id, browserSecretHash, now: context.now };
  const { value, expiresAt } = await guard.opener.initialRecord(opening);
  const at = interactionKey(id);
  const [request, before, , put] = await guard.store.run(context, [
    { verb: "get", at: requestKey(id) },
    { verb: "get", at },
    { verb: "require", at: redeemableKey(client.id, id) },
    { verb: "putIfAbsent", at, value, expiresAt, guard: true },
  ]);
  const existing = put.record ?? before.record;
  return {
    ...(request.record && { request: parsePushedRequest(request.record.value) }),
    ...(put.status === "done" ? { created: { value, version: 1 } } : existing && { existing }),
  };
}

function refusalToOpen(request: PushedAuthorizationRequest): AuthorizationOutcome {
  if (request.mayInteract) return EXPIRED_REQUEST;
  return { error: "login_required", description: "The customer must authenticate each time" };
}

const EXPIRED_REQUEST = {
  error: "invalid_request_uri",
  description: "The request_uri has expired or been used",
} as const;

async function resume(
  guard: OpeningGuard,
  context: RunContext,
  id: InteractionId,
  request: PushedAuthorizationRequest,
  record: StoredRecord,
  browserSecret: string | undefined,
): Promise<OpenedAuthorization> {
  const browserSecretHash = browserSecret && await sha256Base64Url(browserSecret);
  const visit = { id, record, browserSecretHash, now: context.now };
  switch (await guard.opener.resume(visit)) {
    case "same_browser":
      return { outcome: "interaction", id, location: await guard.opener.location(id, record) };
    case "other_browser":
      return errorPage("other_browser");
    case "final":
      return await redirect(guard, context, request, EXPIRED_REQUEST);
  }
}

async function redirect(
  guard: OpeningGuard,
  { now }: RunContext,
  target: ResponseTarget,
  outcome: AuthorizationOutcome,
): Promise<OpenedAuthorization> {
  return { outcome: "redirect", url: await buildResponseUrl(guard, target, outcome, now) };
}

function errorPage(kind: AuthorizationErrorKind): OpenedAuthorization {
  return { outcome: "error_page", kind };
}
