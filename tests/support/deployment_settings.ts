/** What a deployment is configured with, and the command that starts it. */
import type { JWK } from "jose";
import { repositoryPath } from "./gateway_process.ts";

/** Where apps and customers find it; TLS ends at a proxy in front. */
export const DEPLOYMENT_ISSUER = "https://gateway.example";

/** What the gateway shares with its neighbours. */
export const DEPLOYMENT_SECRETS = {
  bank: "Zx3cVb7nMq1wEr5tYu9iOp2aSd6fGh0j",
  telephony: "Mn4bVc8xZa2sDf6gHj0kLq3wEr7tYu1i",
  mail: "token-of-the-mail-service",
};

/** The pool of numbers that customers call. */
const DESTINATIONS = ["0120000111", "0120000222", "0120000333", "0120000444"];

/** The neighbours' addresses and what they ask for. */
export interface DeploymentNeighbours {
  readonly redis: { readonly url: string; readonly token: string };
  readonly database: { readonly url: string; readonly token: string };
  readonly bank: { readonly url: string; readonly publicJwk: JWK };
  readonly mail: { readonly url: string };
}

/** The whole environment. */
export function deploymentSettings(
  { redis, database, bank, mail }: DeploymentNeighbours,
): Readonly<Record<string, string>> {
  return {
    KAKEHASHI_ISSUER: DEPLOYMENT_ISSUER,
    KAKEHASHI_SECRET: "Jf0sT2qv9Xo4Wm7Zr1Yk8Ud3Pc6Ln5Hb",
    KAKEHASHI_IDENTIFIER_SECRET: "Qw9eRt5yUi1oPa7sDf3gHj8kLz2xCv6b",
    KAKEHASHI_REDIS_URL: redis.url,
    KAKEHASHI_REDIS_TOKEN: redis.token,
    KAKEHASHI_DATABASE_URL: database.url,
    KAKEHASHI_DATABASE_TOKEN: database.token,
    KAKEHASHI_CORE_BANKING_URL: bank.url,
    KAKEHASHI_CORE_BANKING_SECRET: DEPLOYMENT_SECRETS.bank,
    KAKEHASHI_CORE_BANKING_PIN_KEY: JSON.stringify(bank.publicJwk),
    KAKEHASHI_TELEPHONY_SECRET: DEPLOYMENT_SECRETS.telephony,
    KAKEHASHI_DESTINATION_NUMBERS: DESTINATIONS.join(),
    KAKEHASHI_MAIL_URL: mail.url,
    KAKEHASHI_MAIL_TOKEN: DEPLOYMENT_SECRETS.mail,
    KAKEHASHI_MAIL_FROM: "no-reply@kakehashi.example",
  };
}

/** The files of `docs/deploy/` that start an instance of a deployment. */
export type ServiceFile = "kakehashi@.service" | "threads.conf";

/**
 * The words after `deno` of a service's command, for a port and with the addresses of the settings
 * in the place of the example's. Throws when it does not name one of them.
 */
export async function readServiceCommand(
  file: ServiceFile,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  return await readCommand(file, {
    "%i": String(port),
    "redis.example:443": hostOf(settings["KAKEHASHI_REDIS_URL"]),
    "database.example:443": hostOf(settings["KAKEHASHI_DATABASE_URL"]),
    "core-banking.example:443": hostOf(settings["KAKEHASHI_CORE_BANKING_URL"]),
    "mail.example:443": hostOf(settings["KAKEHASHI_MAIL_URL"]),
  });
}

/** The words after `deno` of the command in a file of `docs/deploy/`, its examples replaced. */
export async function readCommand(
  file: string,
  examples: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const service = await Deno.readTextFile(repositoryPath(`docs/deploy/${file}`));
  const [, command = ""] = /^ExecStart=\S+\/deno ((?:.*\\\n)*.*)$/m.exec(service) ?? [];
  const filled = Object.entries(examples).reduce((text, [example, real]) => {
    if (!text.includes(example)) throw new Error(`${file} does not name ${example}`);
    return text.replace(example, real);
  }, command);
  return filled.split(/[\s\\]+/);
}

function hostOf(url: string | undefined): string {
  return new URL(url ?? "").host;
}
