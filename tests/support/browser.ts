import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { unpackChromium } from "./chromium.ts";

const FLAGS = [
  "--headless=shell",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** Window sizes in CSS pixels. */
const WINDOWS = {
  phone: { width: 390, height: 844 },
  pc: { width: 1280, height: 800 },
} as const;

/** Starts a hermetic Chromium. Close it at the end of the test, or hold it by `await using`. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackChromium();
  return await chromium.launch({ executablePath, env, args: FLAGS });
}

/** What a customer's browser is like. */
export interface ContextOptions {
  readonly window?: keyof typeof WINDOWS;
  readonly javaScriptEnabled?: boolean;
  readonly colorScheme?: "light" | "dark";
  /** Takes certificates that nobody vouches for. */
  readonly ignoreHTTPSErrors?: boolean;
}

/** A customer's fresh browser: no cookies, Japanese, in Tokyo, on a phone unless told otherwise. */
export async function openContext(
  browser: Browser,
  {
    window = "phone",
    javaScriptEnabled = true,
    colorScheme = "light",
    ignoreHTTPSErrors = false,
  }: ContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: WINDOWS[window],
    isMobile: window === "phone",
    hasTouch: window === "phone",
    deviceScaleFactor: window === "phone" ? 2 : 1,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    javaScriptEnabled,
    colorScheme,
    ignoreHTTPSErrors,
  });
  context.setDefaultTimeout(15_000);
  return context;
}
