/** oidc-provider, against which the gateway is compared. */
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { HtmlBrowser } from "../support/html_browser.ts";
import type { Target } from "./compare.ts";

const SCRIPT = "oidc_provider.mjs";

/** oidc-provider by Node, in a folder that {@link prepareOidcProvider} has prepared. */
export function oidcProviderTarget(folder: string): Target {
  return {
    command: new Deno.Command("node", {
      args: [SCRIPT],
      cwd: folder,
      stdout: "piped",
      stderr: "null",
    }),
    userinfoPath: "/me",
    async consent(issuer, pending) {
      const browser = new HtmlBrowser(issuer, (request) => fetch(request));
      await browser.open(pending.url.href);
      if (browser.leftFor === undefined) throw new Error(browser.page.text);
      return browser.leftFor;
    },
  };
}

/** Puts the server and its packages where Node finds them; answers why that could not be done. */
export async function prepareOidcProvider(folder: string): Promise<string | undefined> {
  if (!await runs("node", ["--version"], folder)) return "there is no Node";
  const version = project.imports["oidc-provider"].split("@").at(-1);
  const dependencies = { "oidc-provider": version };
  const description = JSON.stringify({ private: true, type: "module", dependencies });
  await Deno.writeTextFile(join(folder, "package.json"), description);
  await Deno.copyFile(new URL(`servers/${SCRIPT}`, import.meta.url), join(folder, SCRIPT));
  const isInstalled = await runs(Deno.execPath(), ["install", "--quiet"], folder);
  return isInstalled ? undefined : "its packages could not be installed";
}

async function runs(program: string, args: string[], cwd: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, cwd }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
