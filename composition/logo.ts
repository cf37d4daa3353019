/** The institution's logo, from the configuration or the file that it names. */
import { type Config, ConfigurationError } from "../config.ts";
import { checkLogo, type Logo } from "../config/logo.ts";

/** Reads and checks the logo; throws a ConfigurationError when it cannot be shown. */
export async function openLogo({ institution: { logo } }: Config): Promise<Logo | undefined> {
  if (logo === undefined || "bytes" in logo) return logo;
  try {
    return checkLogo(await Deno.readFile(logo.file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`KAKEHASHI_INSTITUTION_LOGO: ${reason}`]);
  }
}
