import { alterCharacter } from "../../support/alter.ts";
import { type Call, provedSegments, refuseCalls } from "./calls.ts";
import { judgeProtectedResource } from "./oracle.ts";

Deno.test("/userinfo refuses ten thousand malformed calls with a challenge, and stores nothing", async () => {
  const calls: readonly Call[] = [
    { method: "GET", path: "/userinfo" },
    { method: "POST", path: "/userinfo" },
    { method: "GET", path: "/userinfo", scopes: ["accounts"], isRight: false },
  ];
  await refuseCalls(calls, judgeProtectedResource);
});

Deno.test("/grants/{id} refuses ten thousand malformed calls with a challenge, and ends and stores nothing", async () => {
  const calls: readonly Call[] = [
    { method: "GET", path: ({ id }) => `/grants/${id}` },
    { method: "DELETE", path: ({ id }) => `/grants/${id}` },
    { method: "DELETE", path: ({ id }) => `/grants/${alterCharacter(id)}`, isRight: false },
  ];
  await refuseCalls(calls, judgeProtectedResource, (app) => [provedSegments(app, 1)]);
});
