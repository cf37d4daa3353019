/** What the token endpoint and those about tokens refuse of an authenticated client. */
import { addSeconds } from "../../../domain/time.ts";
import { newAttemptId } from "../../../domain/ids.ts";
import { endGrant } from "../../../domain/grant/end_grant.ts";
import type { Grant } from "../../../domain/grant/grant.ts";
import { makeTestKey, type RequestChanges } from "../../support/protocol_client.ts";
import type { ProtocolServer } from "../../support/protocol_server.ts";
import { createSeededRandom } from "../../support/random.ts";
import { type ErrorGroup, inWorld, type World } from "./error_case.ts";

/** A grant that the customer has ended. */
export async function end({ stores, vault, clock }: ProtocolServer, grant: Grant): Promise<void> {
  const now = clock.now();
  const access = { store: stores.ephemeral, grants: stores.grants, vault };
  const context = { now, attempt: newAttemptId({ bytes: createSeededRandom(5) }) };
  const entry = { id: `end-${grant.id}`, at: now, actor: "customer", event: "grant.end" };
  await endGrant(access, context, grant.id, "revoked_by_customer", {
    ...entry,
    result: "ok",
    details: {},
  });
}

async function newCode({ server, app }: World) {
  return await server.consent(await app.pushed(server));
}

/** Each way in which a code is not good: one answer for all of them. */
async function provokeBadCodes(world: World): Promise<readonly Response[]> {
  const { server, app, other } = world;
  const others = await server.consent(await other.pushed(server));
  const used = await newCode(world);
  await app.redeem(server, used.code);
  const ended = await newCode(world);
  await end(server, ended.grant);
  const answers: Response[] = [];
  for (const code of ["x", "A".repeat(43), others.code, used.code, ended.code]) {
    answers.push(await app.redeem(server, code));
  }
  const key = await makeTestKey("EdDSA");
  const faults: readonly RequestChanges[] = [
    { form: { redirect_uri: undefined } },
    { form: { redirect_uri: "https://app.example/other" } },
    { form: { code_verifier: undefined } },
    { form: { code_verifier: "w".repeat(43) } },
    { dpop: await app.proof("/token", {}, {}, key) },
  ];
  for (const fault of faults) {
    answers.push(await app.redeem(server, (await newCode(world)).code, fault));
  }
  const late = await newCode(world);
  server.clock.advance(61_000);
  answers.push(await app.redeem(server, late.code));
  return answers;
}

/** Each way in which a refresh token is not good: one answer for all of them. */
async function provokeBadRefreshTokens({ server, app, other }: World) {
  const { tokens: { refresh_token: others } } = await other.link(server);
  const ended = await app.link(server);
  await end(server, ended.grant);
  const expired = await app.link(server);
  const answers: Response[] = [];
  for (const token of ["x", "A".repeat(43), others, ended.tokens.refresh_token]) {
    answers.push(await app.refresh(server, token));
  }
  server.clock.set(addSeconds(expired.grant.expiresAt, 1));
  answers.push(await app.refresh(server, expired.tokens.refresh_token));
  return answers;
}

const NARROW = "Ask for less, or leave it out";

/** See the head of this file. */
export const TOKEN: ErrorGroup = {
  title: "`/token`",
  text:
    "A code is used up by any of these that gets as far as to look at it. Whether a code or refresh " +
    "token is unknown, over, or another client's is not told.",
  cases: [
    {
      when: "`grant_type` is missing",
      mend: "Send one that is supported",
      provoke: inWorld(({ server, app }) => app.post(server, "/token", {})),
    },
    {
      when: "`grant_type` is another",
      mend: "Send one that is supported",
      provoke: inWorld(({ server, app }) => app.post(server, "/token", { grant_type: "password" })),
    },
    {
      when: "`grant_type` is not registered for the client",
      mend: "Register it",
      provoke: inWorld(
        async ({ server, app }) => [await app.redeem(server, "x"), await app.refresh(server, "x")],
        { grantTypes: [] },
      ),
    },
    {
      when: "no TLS client certificate, and the client's tokens are bound to one",
      mend: "Call the URL in `mtls_endpoint_aliases` with it",
      provoke: inWorld(({ server, app }) => app.redeem(server, "x"), { senderConstraint: "mtls" }),
    },
    {
      when: "`code` is missing",
      mend: "Send it",
      provoke: inWorld(({ server, app }) => app.redeem(server, "x", { form: { code: undefined } })),
    },
    {
      when:
        "the code is unknown, expired, used or another client's; `redirect_uri`, `code_verifier` or the " +
        "DPoP key is not that of the pushed request; the consent is over",
      mend:
        "Send what belongs to the request, once and at once; else push a new request. A code that is " +
        "used twice ends the grant",
      provoke: inWorld(provokeBadCodes),
    },
    {
      when: "`refresh_token` is missing",
      mend: "Send it",
      provoke: inWorld(({ server, app }) =>
        app.refresh(server, "x", { form: { refresh_token: undefined } })
      ),
    },
    {
      when:
        "the refresh token is unknown, expired, revoked or another client's; the consent is over",
      mend: "Push a new request",
      provoke: inWorld(provokeBadRefreshTokens),
    },
    {
      when: "a refresh asks for a `scope` that was not granted",
      mend: NARROW,
      provoke: inWorld(async ({ server, app }) => {
        const { tokens } = await app.link(server, { scope: "accounts" });
        return await app.refresh(server, tokens.refresh_token, { form: { scope: "transactions" } });
      }),
    },
    {
      when: "a refresh asks for `authorization_details` that were not granted",
      mend: NARROW,
      provoke: inWorld(async ({ server, app }) => {
        const { tokens } = await app.link(server);
        const details = [{ type: "account_information", actions: ["read_accounts"] }];
        const form = { authorization_details: JSON.stringify(details) };
        return await app.refresh(server, tokens.refresh_token, { form });
      }),
    },
  ],
};

/** Revocation and introspection. */
export const ABOUT_TOKENS: ErrorGroup = {
  title: "`/revoke` and `/introspect`",
  text:
    "A token that is unknown or over is no error: 200 at `/revoke`, `active: false` at `/introspect`, " +
    "which says the same of another client's.",
  cases: [
    {
      when: "`token` is missing",
      mend: "Send it",
      provoke: inWorld(async ({ server, app }) => [
        await app.post(server, "/revoke", {}),
        await app.post(server, "/introspect", {}),
      ]),
    },
    {
      when:
        "at `/revoke`: the token was issued to another client (RFC 7009, 2.1 wants this to be told)",
      mend: "Find out how you came by it",
      provoke: inWorld(async ({ server, app, other }) => {
        const { tokens } = await other.link(server);
        return [
          await app.post(server, "/revoke", { token: tokens.access_token }),
          await app.post(server, "/revoke", { token: tokens.refresh_token }),
        ];
      }),
    },
  ],
};
