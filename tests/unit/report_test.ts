import assert from "node:assert/strict";
import { startUpReport } from "../../composition/report.ts";
import { loadConfig } from "../../config.ts";

Deno.test("the start-up report tells where to click, and what is switched off in the sandbox", () => {
  const report = startUpReport(loadConfig({})).join("\n");
  assert.match(report, /Open http:\/\/localhost:8001 /);
  assert.match(report, /OFF .*service hours.*real neighbours.*TLS/);
});

Deno.test("the start-up report prints no secret, not even one in a store's address", () => {
  const report = startUpReport(loadConfig({
    KAKEHASHI_SECRET: "marker-0123456789-marker-0123456789",
    KAKEHASHI_DATABASE_URL: "libsql://db.example?authToken=marker",
    KAKEHASHI_REDIS_URL: "https://redis.example/?token=marker",
    KAKEHASHI_REDIS_TOKEN: "marker",
    KAKEHASHI_MAIL_URL: "smtps://user:marker@mail.example",
  })).join("\n");
  assert.doesNotMatch(report, /marker/);
  assert.match(report, /libsql:\/\/db.example\n/);
});

Deno.test("the start-up report tells where certificates of apps come from, and not the proxy's secret", () => {
  const report = startUpReport(loadConfig({
    KAKEHASHI_CLIENT_CERTIFICATES: "proxy",
    KAKEHASHI_MTLS_ORIGIN: "https://mtls.gateway.example",
    KAKEHASHI_CLIENT_CA: "authorities.pem",
    KAKEHASHI_PROXY_SECRET: "marker-0123456789-marker-0123456789",
  })).join("\n");
  assert.match(report, /mTLS +https:\/\/mtls.gateway.example, by proxy; .*authorities.pem/);
  assert.doesNotMatch(report, /marker/);
  assert.match(startUpReport(loadConfig({})).join("\n"), /OFF .*certificates of apps \(mTLS\)/);
});
