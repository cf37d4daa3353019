import assert from "node:assert/strict";
import { ConfigurationError } from "../../../config.ts";
import { openTestGateway } from "../../support/gateway.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>';

Deno.test("the institution's colours are part of the style sheet, behind its own", async () => {
  const settings = {
    KAKEHASHI_INSTITUTION_COLOR: "#7a1f5c",
    KAKEHASHI_INSTITUTION_COLOR_DARK: "#ffb3da",
  };
  await using gateway = await openTestGateway({ settings });
  const url = `${gateway.issuer}/static/app.css`;
  const style = await (await gateway.gateway.fetch(new Request(url))).text();
  const accents = [...style.matchAll(/--accent: (#[0-9a-f]{6})/g)].map(([, accent]) => accent);
  assert.deepEqual(accents.slice(-2), ["#7a1f5c", "#ffb3da"]);
});

Deno.test("a logo from a file takes the place of the name, which it bears", async () => {
  await using folder = await makeTempDir();
  const path = `${folder.path}/logo.svg`;
  await Deno.writeTextFile(path, LOGO);
  await using gateway = await openTestGateway({ settings: { KAKEHASHI_INSTITUTION_LOGO: path } });
  const page = await gateway.openBrowser().open("/terms");
  const picture = page.html.querySelector(".institution img");
  assert.equal(picture?.getAttribute("alt"), "かけはし信用組合");
  const url = new URL(picture?.getAttribute("src") ?? "", gateway.issuer);
  const response = await gateway.gateway.fetch(new Request(url));
  assert.equal(response.headers.get("content-type"), "image/svg+xml");
  assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.equal(await response.text(), LOGO);
});

Deno.test("without a logo the name is shown, and nothing is served in its place", async () => {
  await using gateway = await openTestGateway();
  const page = await gateway.openBrowser().open("/terms");
  assert.equal(page.html.querySelector(".institution")?.text, "かけはし信用組合");
  const logo = await gateway.gateway.fetch(new Request(`${gateway.issuer}/static/logo`));
  assert.equal(logo.status, 404);
  await logo.body?.cancel();
});

Deno.test("a logo that is missing or not allowed keeps the gateway from starting", async () => {
  await using folder = await makeTempDir();
  const path = `${folder.path}/logo.svg`;
  const open = () => openTestGateway({ settings: { KAKEHASHI_INSTITUTION_LOGO: path } });
  const isNamed = (error: unknown) =>
    error instanceof ConfigurationError && error.message.includes("KAKEHASHI_INSTITUTION_LOGO");
  await assert.rejects(open, isNamed);
  await Deno.writeTextFile(path, LOGO.replace("<path", "<script/><path"));
  await assert.rejects(open, isNamed);
});
