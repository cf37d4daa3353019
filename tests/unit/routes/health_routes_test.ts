import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import { createHealthRoutes } from "../../../routes/health/health_routes.ts";

const answers = () => Promise.resolve(0);
const isAway = () => Promise.reject(new UnavailableError("database"));

Deno.test("/readyz answers 200 while everything answers", async () => {
  const response = await createHealthRoutes({ database: answers }).request("/readyz");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ready", breakers: {} });
});

Deno.test("/readyz answers 503 and names what does not answer", async () => {
  const routes = createHealthRoutes({ redis: answers, database: isAway });
  const response = await routes.request("/readyz");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "5");
  const report = await response.json();
  assert.deepEqual(report, { status: "not ready", missing: ["database"], breakers: {} });
});

Deno.test("/readyz tells of open breakers, which keep nobody from serving", async () => {
  const breakers = { "core banking": { status: () => ({ state: "open", secret: "none of it" }) } };
  const response = await createHealthRoutes({ database: answers }, breakers).request("/readyz");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    status: "ready",
    breakers: { "core banking": "open" },
  });
});

Deno.test("/healthz asks nobody", async () => {
  const response = await createHealthRoutes({ database: isAway }).request("/healthz");
  assert.equal(response.status, 200);
});

Deno.test("/healthz knows no other method than GET and HEAD", async () => {
  const routes = createHealthRoutes({});
  assert.equal((await routes.request("/healthz", { method: "POST" })).status, 405);
  assert.equal((await routes.request("/healthz", { method: "HEAD" })).status, 200);
});
