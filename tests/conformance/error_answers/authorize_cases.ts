/** How the authorization endpoint and the screens send the browser back, or cannot. */
import type { Client } from "../../../domain/client/client.ts";
import { openTestGateway } from "../../support/gateway.ts";
import {
  BROKEN,
  type ErrorGroup,
  inWorld,
  RETRY,
  turnAway,
  UNREACHABLE,
  type World,
} from "./error_case.ts";

async function visit(
  { server }: World,
  parameters: Readonly<Record<string, string>>,
): Promise<Response> {
  return await server.fetch(`/authorize?${new URLSearchParams(parameters)}`);
}

async function visitPushed(world: World, form: Readonly<Record<string, string>> = {}) {
  return await visit(world, {
    client_id: "app",
    request_uri: await world.app.pushed(world.server, form),
  });
}

const SIGNED: Partial<Client> = { responseModes: ["jwt"] };

/** Once not opened in time, once opened again after the customer's decision. */
async function visitOver(world: World, form: Readonly<Record<string, string>> = {}) {
  const { app, server } = world;
  const late = { client_id: "app", request_uri: await app.pushed(server, form) };
  server.clock.advance(60_000);
  const used = { client_id: "app", request_uri: await app.pushed(server, form) };
  await visit(world, used);
  await server.finish(used.request_uri);
  return [await visit(world, late), await visit(world, used)];
}

/** Presses 中止する, and follows the way back to the app as the browser does. */
async function refuse(): Promise<Response> {
  await using test = await openTestGateway();
  const app = await test.addApp();
  const browser = test.openBrowser();
  await browser.open((await app.push()).url.href);
  await browser.press("next", { branchCode: "115", accountNumber: "1100026" });
  const { url } = await browser.press("abort");
  const address = new URL(`${new URL(url).pathname.replace(/[^/]+$/, "")}return`, test.issuer);
  const cookies = browser.cookies.entries().map(([name, value]) => `${name}=${value}`);
  const headers = { Cookie: cookies.toArray().join("; ") };
  return await test.gateway.fetch(new Request(address, { headers }));
}

/** See the head of this file. */
export const REDIRECTS: ErrorGroup = {
  title: "`/authorize` and the screens: back to the app",
  text:
    "In the query of the `redirect_uri`, or inside of `response` as a signed JWT when the request says " +
    "`response_mode=jwt` or the client registered nothing else.",
  cases: [
    {
      when: "the `request_uri` is too old, or the customer has decided",
      mend: "Push a new request",
      provoke: inWorld((world) => visitOver(world)),
    },
    {
      when: "the same, with `response_mode=jwt`",
      mend: "Push a new request",
      provoke: inWorld((world) => visitOver(world, { response_mode: "jwt" })),
    },
    {
      when: "the request has `prompt=none`",
      mend: "Push it without `prompt`",
      provoke: inWorld((world) => visitPushed(world, { prompt: "none" })),
    },
    {
      when: "no `request_uri`, and `redirect_uri` is one of the client's",
      mend: "Push the request to `/par`, then send `client_id` and `request_uri`",
      provoke: inWorld((world) =>
        visit(world, { client_id: "app", redirect_uri: world.app.redirectUri, state: "the-state" })
      ),
    },
    {
      when: "the same, and the client registered signed responses only",
      mend: "Push the request to `/par`, then send `client_id` and `request_uri`",
      provoke: inWorld(
        (world) =>
          visit(world, {
            client_id: "app",
            redirect_uri: world.app.redirectUri,
            state: "the-state",
          }),
        SIGNED,
      ),
    },
    {
      when: "the customer stopped, refused, or could not be authenticated",
      mend: "Offer to try again",
      provoke: refuse,
    },
  ],
};

/** Requests that are unknown to the client, with further parameters of the query. */
function visitUnknown(further: (world: World) => Readonly<Record<string, string>>) {
  return inWorld(async (world) => {
    const others = await world.other.pushed(world.server);
    const unknown = ["urn:x", `urn:ietf:params:oauth:request_uri:${"A".repeat(43)}`, others];
    const visits = unknown.map((uri) =>
      visit(world, { client_id: "app", request_uri: uri, ...further(world) })
    );
    return await Promise.all(visits);
  });
}

/** Where the browser is shown a page. */
export const PAGES: ErrorGroup = {
  title: "`/authorize`: a page",
  text:
    "For the customer, in Japanese, as nothing proves where the browser could be sent. The first two " +
    "cannot be told apart.",
  cases: [
    {
      when: "`client_id` is missing, there twice, unknown, or of a client that is disabled",
      mend: "Send yours",
      provoke: inWorld(async (world) => {
        const request_uri = await world.app.pushed(world.server);
        await world.server.register("disabled", { disabledAt: 1 });
        const visits = [{}, { client_id: "nobody" }, { client_id: "disabled" }]
          .map((who) => visit(world, { request_uri, ...who }));
        return await Promise.all(visits);
      }),
    },
    {
      when: "the `request_uri` is unknown or another client's",
      mend: "Send the one that `/par` gave you",
      provoke: visitUnknown(() => ({})),
    },
    {
      when: "no `request_uri`, and no `redirect_uri` of the client's",
      mend: "Push the request to `/par`, then send `client_id` and `request_uri`",
      provoke: inWorld(async (world) => [
        await visit(world, { client_id: "app" }),
        await visit(world, { client_id: "app", redirect_uri: "https://elsewhere.example" }),
      ]),
    },
    {
      when:
        "the `request_uri` is unknown or another client's, and `redirect_uri` is one of the client's",
      mend: "Send the one that `/par` gave you",
      provoke: visitUnknown(({ app }) => ({ redirect_uri: app.redirectUri })),
    },
    {
      when: "a POST of another content type, too large, or with a parameter twice",
      mend: "Send an URL-encoded form, or use GET",
      provoke: inWorld(async ({ server }) => {
        const bodies = [
          "{}",
          new URLSearchParams({ state: "s".repeat(40_000) }),
          new URLSearchParams([["a", "1"], ["a", "1"]]),
        ];
        const posts = bodies.map((body) => server.fetch("/authorize", { method: "POST", body }));
        return await Promise.all(posts);
      }),
    },
    {
      when: "the request was opened in another browser",
      mend: "Open the link in the browser in which it was opened first, or push a new request",
      provoke: inWorld(async (world) => {
        const query = {
          client_id: "app",
          request_uri: await world.app.pushed(world.server),
        };
        await visit(world, query);
        return await visit(world, query);
      }),
    },
    {
      when: "another method than GET and POST",
      mend: "Use GET",
      provoke: inWorld(async ({ server }) => [
        await server.fetch("/authorize", { method: "PUT" }),
        await server.fetch("/authorize", { method: "HEAD" }),
      ]),
    },
    {
      when: "a store of the gateway does not answer",
      mend: RETRY,
      provoke: inWorld((world) => visit(world, { client_id: "app" }), {}, UNREACHABLE),
    },
    {
      when: "the gateway has too much to do",
      mend: RETRY,
      provoke: () => turnAway("/authorize"),
    },
    {
      when: "a fault of the gateway; the page tells the incident number",
      mend: "Have the customer tell the institution the incident number",
      provoke: inWorld((world) => visit(world, { client_id: "app" }), {}, BROKEN),
    },
  ],
};
