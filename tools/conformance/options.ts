/** The command line of `deno task conformance`. */
import { parseArgs } from "node:util";
import { PLANS } from "./plans.ts";

/** What was typed. Addresses are origins, without a slash at the end. */
export interface Options {
  /** Where the suite answers; undefined: nothing is run, the configurations are printed. */
  readonly suite: string | undefined;
  /** What the suite calls itself. */
  readonly base: string;
  readonly alias: string;
  /** Ids of the plans. */
  readonly plans: readonly string[];
  readonly issuer: string | undefined;
  readonly mtlsOrigin: string | undefined;
  /** The folder in which keys and certificates are kept. */
  readonly keys: string;
  /** The folder to which the configurations are written. */
  readonly out: string | undefined;
  /** Whether any certificate of the suite will do. */
  readonly insecure: boolean;
}

/** Where certifications are applied for. */
const OFFICIAL_HOST = "https://www.certification.openid.net";

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What can be typed. */
export const HELP = `Usage:
  deno task conformance --suite URL    register the test clients, run the plans, print the results
  deno task conformance --print        print configurations and registrations, run nothing

  --base URL         the suite's own name for its address (default: that of --suite,
                     else ${OFFICIAL_HOST})
  --alias NAME       what the aliases in the suite begin with (default: kakehashi)
  --plan ID          only this plan; may be repeated (default: all ${PLANS.length})
  --issuer URL       the gateway (default: KAKEHASHI_ISSUER)
  --mtls-origin URL  its mTLS origin (default: KAKEHASHI_MTLS_ORIGIN, or the issuer)
  --keys DIR         keys and certificates of the test clients (default: data/conformance)
  --out DIR          write configurations and registrations as files
  --insecure         accept any certificate of the suite

CONFORMANCE_TOKEN: the suite's API token. The gateway is configured as always.
Plans: ${PLANS.map(({ id }) => id).join(", ")}
Exit codes: 0 all passed, 1 not all, 2 wrong usage`;

/** Takes the words apart; undefined: the help is wanted. Throws {@link UsageError}. */
export function parseOptions(words: readonly string[]): Options | undefined {
  const values = splitWords(words);
  if (values.help) return undefined;
  const { print = false, alias = "kakehashi", keys = "data/conformance", out } = values;
  const suite = readOrigin("--suite", values.suite);
  if ((suite === undefined) !== print) {
    throw new UsageError("say either --suite URL or --print");
  }
  if (!/^[A-Za-z0-9_-]+$/.test(alias)) {
    throw new UsageError("--alias is of letters, digits, _ and -");
  }
  return {
    suite,
    base: readOrigin("--base", values.base) ?? suite ?? OFFICIAL_HOST,
    alias,
    plans: readPlans(values.plan),
    issuer: readOrigin("--issuer", values.issuer),
    mtlsOrigin: readOrigin("--mtls-origin", values["mtls-origin"]),
    keys,
    out,
    insecure: values.insecure ?? false,
  };
}

function splitWords(words: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    suite: text,
    base: text,
    alias: text,
    plan: { type: "string", multiple: true },
    issuer: text,
    "mtls-origin": text,
    keys: text,
    out: text,
    print: flag,
    insecure: flag,
    help: flag,
  } as const;
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readOrigin(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new UsageError(`${option} is an address such as https://suite.example:8443`);
  }
  return url.origin;
}

function readPlans(ids: readonly string[] = PLANS.map(({ id }) => id)): readonly string[] {
  const unknown = ids.filter((id) => !PLANS.some((plan) => plan.id === id));
  if (unknown.length > 0) throw new UsageError(`there is no plan ${unknown.join(", ")}`);
  return ids;
}
