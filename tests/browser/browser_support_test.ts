import assert from "node:assert/strict";
import { launchBrowser, openContext } from "../support/browser.ts";

const PAGE = `<!doctype html><html lang="ja"><meta name="viewport" content="width=device-width">
<p><span id="one">口</span><p><span id="three">口座名</span>
<script>document.title = "script ran"</script></html>`;

Deno.test("the phone is Japanese, in Tokyo, narrow, and has Japanese glyphs", async () => {
  await using browser = await launchBrowser();
  const page = await (await openContext(browser)).newPage();
  await page.setContent(PAGE);
  assert.deepEqual(
    await page.evaluate(`({
      language: navigator.language,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      width: innerWidth,
    })`),
    { language: "ja-JP", zone: "Asia/Tokyo", width: 390 },
  );
  const measure = async (selector: string) => (await page.locator(selector).boundingBox())?.width;
  assert.deepEqual([await measure("#one"), await measure("#three")], [16, 48]);
});

Deno.test("a glyph of the font is drawn, not the box for a missing one", async () => {
  await using browser = await launchBrowser();
  const page = await (await openContext(browser, { window: "pc" })).newPage();
  const draw = async (text: string) => {
    await page.setContent(`<body style="font-size:80px">${text}`);
    return (await page.screenshot({ clip: { x: 0, y: 0, width: 120, height: 120 } })).toString(
      "hex",
    );
  };
  const pictures = new Set([await draw("座"), await draw("店"), await draw("\u{10FFFD}")]);
  assert.equal(pictures.size, 3);
});

Deno.test("scripts run in a browser with JavaScript on and not in one with it off", async () => {
  await using browser = await launchBrowser();
  for (const [javaScriptEnabled, title] of [[true, "script ran"], [false, ""]] as const) {
    const page = await (await openContext(browser, { javaScriptEnabled })).newPage();
    await page.setContent(PAGE);
    assert.equal(await page.title(), title);
  }
});
