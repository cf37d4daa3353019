import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { audit } from "../support/audit.ts";
import { takeTour } from "./tour.ts";
import { Traffic } from "./traffic.ts";

const PHONE = { width: 390, height: 844 };
const PC = { width: 1280, height: 800 };
/** 1280 pixels enlarged by 400 % (WCAG 2.2, 1.4.10). */
const ENLARGED = { width: 320, height: 256 };

const MOST_BYTES = 30_000;
const ICON = await Deno.readFile(new URL("../../static/icon.svg", import.meta.url));
const CHECKS = await Deno.readTextFile(new URL("page_checks.js", import.meta.url));

/** A check of `page_checks.js`. */
async function check(page: Page, call: string): Promise<string[]> {
  return await page.evaluate<string[]>(`pageChecks.${call}`);
}

/** Faults of a page, each with the circumstances in which it was found. */
class Findings {
  readonly faults: string[] = [];

  add(circumstances: string, faults: readonly string[]): void {
    this.faults.push(...faults.map((fault) => `${circumstances}: ${fault}`));
  }
}

/** The sandbox's pages are for developers: neither measured nor weighed. */
async function isScreen(page: Page): Promise<boolean> {
  return await page.locator("body[data-screen]").count() === 1;
}

async function auditAll(page: Page, findings: Findings): Promise<void> {
  for (const [window, size] of Object.entries({ phone: PHONE, pc: PC })) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      findings.add(`axe, ${window}, ${colorScheme}`, await audit(page));
    }
    if (await isScreen(page)) findings.add(`targets, ${window}`, await check(page, "targets()"));
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** What readers may set: larger text, wider text, their own colours, no motion. */
async function adjust(page: Page, findings: Findings): Promise<void> {
  for (const [window, size] of Object.entries({ phone: PHONE, "320 pixels": ENLARGED })) {
    await page.setViewportSize(size);
    findings.add(window, await check(page, "layout()"));
    await page.evaluate("pageChecks.spaceText(true)");
    findings.add(`text spacing, ${window}`, await check(page, "layout()"));
    await page.evaluate("pageChecks.spaceText(false)");
  }
  await page.setViewportSize(PHONE);
  await page.evaluate("pageChecks.enlargeText(true)");
  findings.add("text of 200 %", await check(page, "layout()"));
  await page.evaluate("pageChecks.enlargeText(false)");
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  findings.add("forced colours", await check(page, "forcedColors()"));
  findings.add("reduced motion", await check(page, "motion()"));
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" });
}

/** Headless browsers ask for no icon, so its bytes are added. */
function weigh(page: Page, traffic: Traffic, findings: Findings): void {
  const { bytes, hosts } = traffic.read();
  const all = bytes + ICON.length;
  if (bytes === 0 || all >= MOST_BYTES) findings.add("weight", [`${all} bytes`]);
  const { host } = new URL(page.url());
  findings.add("another host", hosts.filter((each) => each !== host));
}

/** What words change: their length, their language, names of things. */
async function auditWords(page: Page, findings: Findings): Promise<void> {
  await page.setViewportSize(ENLARGED);
  findings.add("320 pixels", await check(page, "layout()"));
  await page.setViewportSize(PHONE);
  findings.add("phone", await check(page, "layout()"));
  findings.add("axe", await audit(page));
  if (await isScreen(page)) findings.add("targets", await check(page, "targets()"));
}

for (const language of ["en", "ja-simple"] as const) {
  Deno.test(`no page has a fault of accessibility in the language ${language}`, async () => {
    const faults: Record<string, string[]> = {};
    await takeTour({ language }, async (name, page) => {
      const findings = new Findings();
      await page.evaluate(CHECKS);
      await auditWords(page, findings);
      if (findings.faults.length > 0) faults[name] = findings.faults;
    });
    assert.deepEqual(faults, {});
  });
}

Deno.test("no page has a fault of accessibility, jumps, is heavy or asks another host", async () => {
  const faults: Record<string, string[]> = {};
  const traffics = new Map<Page, Traffic>();
  let pages = 0;
  await takeTour({}, async (name, page) => {
    pages += 1;
    const findings = new Findings();
    const traffic = traffics.get(page) ?? await Traffic.watch(page);
    traffics.set(page, traffic);
    if (await isScreen(page)) weigh(page, traffic, findings);
    // What was looked at before has been resized and enlarged by the checks.
    const isLoadedAnew = await page.evaluate<boolean>("!('pageChecks' in globalThis)");
    await page.evaluate(CHECKS);
    if (isLoadedAnew) findings.add("layout shift", await check(page, "layoutShift()"));
    await auditAll(page, findings);
    await adjust(page, findings);
    if (findings.faults.length > 0) faults[name] = findings.faults;
  });
  assert.ok(pages > 40, `${pages} pages`);
  assert.deepEqual(faults, {});
});
