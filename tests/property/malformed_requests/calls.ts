/** Calls of protected resources under a customer's consent. */
import fc from "fast-check";
import type { Scope } from "../../../domain/client/client.ts";
import { type Grant, grantStatus } from "../../../domain/grant/grant.ts";
import { keepGrant } from "../../../domain/grant/grant_snapshot.ts";
import { ACCESS_TOKEN_PLACE, type TestApp } from "./app.ts";
import {
  type Draft,
  type Field,
  plainDraft,
  toRequest,
  toWire,
  valueOf,
  withValue,
} from "./draft.ts";
import { fieldMutations } from "./field_mutations.ts";
import { httpMutations, replaceSegment } from "./http_mutations.ts";
import { jwtMutations } from "./jwt_mutations.ts";
import { type Mutation, ofDraft } from "./mutation.ts";
import { oddText } from "./odd_values.ts";
import { type Endpoint, refuseThousands, type Variant } from "./refuse.ts";

/**
 * A call is counted as soon as its token and proof are found right, and then its proof has served and
 * the app has used the grant, whatever it asked for.
 */
const CLAIMS = ["rate:", "proof:", "last-use:"];

/** One kind of call; the path may name what the grant is about. */
export interface Call {
  readonly method: string;
  readonly path: string | ((grant: Grant) => string);
  readonly query?: readonly Field[];
  /** All that there are unless stated. */
  readonly scopes?: readonly Scope[];
  /** False for calls that are refused for what they ask. */
  readonly isRight?: boolean;
}

/** Sends thousands of malformed calls to an endpoint. */
export async function refuseCalls(
  calls: readonly Call[],
  judge: Endpoint["judge"],
  more: (app: TestApp) => readonly fc.Arbitrary<Mutation>[] = () => [],
): Promise<void> {
  await refuseThousands((app) => ({
    variants: calls.map((call) => new Caller(app).variant(call)),
    mutations: fc.oneof(
      { weight: 4, arbitrary: fieldMutations({ list: "headers" }) },
      { weight: 5, arbitrary: jwtMutations(app.proofPlace, app.strangersKey) },
      { weight: 4, arbitrary: jwtMutations(ACCESS_TOKEN_PLACE, app.strangersKey) },
      { weight: 1, arbitrary: schemeMutations },
      { weight: 1, arbitrary: httpMutations },
      ...more(app).map((arbitrary) => ({ weight: 3, arbitrary })),
    ),
    judge,
    exempt: CLAIMS,
  }));
}

/** Makes calls of one kind under one grant, until it is ended. */
class Caller {
  #grant: Grant | undefined;
  readonly #tokens = new Map<string, string>();

  constructor(private readonly app: TestApp) {}

  variant({ method, path, query, scopes, isRight = true }: Call): Variant {
    const make = async () => {
      const grant = await this.#openGrant();
      const named = typeof path === "string" ? path : path(grant);
      const token = await this.#tokenFor(grant, scopes);
      return plainDraft(method, named, this.app.access(method, named, token), query);
    };
    return { isRight, make };
  }

  /** One for all calls, as an app would have it. */
  async #tokenFor(grant: Grant, scopes: readonly Scope[] | undefined): Promise<string> {
    const name = `${grant.id} ${scopes?.join()}`;
    const token = this.#tokens.get(name) ?? await this.app.accessToken(grant, scopes);
    this.#tokens.set(name, token);
    return token;
  }

  /** With its copy in the store of what expires, without which a call would put it there. */
  async #openGrant(): Promise<Grant> {
    const { stores, clock, vault, store } = this.app.target;
    const found = this.#grant && await stores.grants.find(this.#grant.id);
    const isActive = found !== undefined && grantStatus(found, clock.now()) === "active";
    this.#grant = isActive ? found : await this.app.grant();
    await store(await keepGrant(vault, this.#grant, clock.now()));
    return this.#grant;
  }
}

const SCHEMES = ["dpop", "Bearer", "Basic", "DPoP DPoP", "DPoP\t", "", "DPoP,", "Digest a=b,"];

const schemeMutations = ofDraft("scheme", fc.constantFrom(...SCHEMES), (draft, scheme) => {
  const value = valueOf(draft, "headers", "Authorization") ?? "";
  return withValue(draft, "headers", "Authorization", value.replace(/^\S*/, scheme));
});

/** Another segment in the path, and a proof that is right for it: the endpoint itself has to refuse. */
export function provedSegments(app: TestApp, position: number): fc.Arbitrary<Mutation> {
  return ofDraft("proved segment", oddText, (draft, text) => {
    return proveAnew(app, replaceSegment(draft, [position, text]));
  });
}

function proveAnew(app: TestApp, draft: Draft): Draft {
  const { url, method } = toRequest(app.target.origin, toWire(draft));
  const token = valueOf(draft, "headers", "Authorization")?.replace(/^DPoP /, "");
  const [, proof] = app.proof(method, new URL(url).pathname, token);
  return withValue(draft, "headers", "DPoP", proof);
}
