/** How the suite's browser, which runs no modern scripts, walks through the screens. */

/** A command of the suite, such as `["click", "id", "next"]`. */
export type BrowserCommand = readonly (number | string)[];

/** What is done on one page. */
export interface BrowserTask {
  readonly task: string;
  /** The page's address; `*` stands for anything. */
  readonly match: string;
  /** On another page it is left out. */
  readonly optional?: true;
  readonly commands?: readonly BrowserCommand[];
}

/** What is done when the suite sends the browser to an address. */
export interface BrowserEntry {
  readonly match: string;
  /** How often it applies. */
  readonly "match-limit"?: number;
  readonly tasks: readonly BrowserTask[];
}

/** The steps of a plan. */
export interface BrowserSteps {
  readonly browser: readonly BrowserEntry[];
  /** The modules that need other steps, by their full names. */
  readonly override: Readonly<Record<string, { readonly browser: readonly BrowserEntry[] }>>;
}

/** What every module's name begins with, in both plans. */
export const MODULE_PREFIX = "fapi2-security-profile-final-";

/** Makes the steps for a gateway and a callback of the suite. */
export function makeBrowserSteps(issuer: string, callback: string): BrowserSteps {
  const consent = [...walkToConsent(issuer), allow(issuer)];
  const end = verifyComplete(callback);
  const enter = (tasks: readonly BrowserTask[]): BrowserEntry => ({
    match: `${issuer}/authorize*`,
    tasks,
  });
  const open = { task: "Open the first screen", match: `${issuer}/interaction/*/account` };
  const refused = enter([optional(errorPage(issuer)), optional(end)]);
  const overrides: Record<string, readonly BrowserEntry[]> = {
    "user-rejects-authentication": [enter([...walkToConsent(issuer), ...deny(issuer), end])],
    "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds": [
      { ...enter([open]), "match-limit": 1 },
      enter([...consent, end]),
    ],
    "par-attempt-reuse-request_uri": [
      enter([...consent.map(optional), optional(errorPage(issuer)), optional(end)]),
    ],
    "par-attempt-to-use-expired-request_uri": [refused],
    "par-attempt-to-use-request_uri-for-different-client": [refused],
    "ensure-unsigned-authorization-request-without-using-par-fails": [refused],
  };
  return {
    browser: [enter([...consent, end])],
    override: Object.fromEntries(
      Object.entries(overrides).map(([name, browser]) => [MODULE_PREFIX + name, { browser }]),
    ),
  };
}

/** The sandbox's main customer; the call comes by itself (`KAKEHASHI_SANDBOX_CALLS=auto`). */
function walkToConsent(issuer: string): readonly BrowserTask[] {
  return [
    onScreen(issuer, "account", [
      ["text", "name", "branchCode", "115"],
      ["text", "name", "accountNumber", "1100026"],
      ["click", "id", "next"],
    ]),
    onScreen(issuer, "customer", [
      ["text", "name", "name", "ﾃﾞ-ﾀ ﾊﾅｺ"],
      ["text", "name", "birthYear", "1964"],
      ["click", "css", "#birthMonth option[value='4']"],
      ["click", "css", "#birthDay option[value='1']"],
      ["text", "name", "phoneNumber", "09000003333"],
      ["text", "name", "email", "hanako@mail.example"],
      ["text", "name", "emailConfirmation", "hanako@mail.example"],
      ["click", "id", "next"],
    ]),
    onScreen(issuer, "phone", [["click", "id", "confirm-phone"]]),
    onScreen(issuer, "call", [["click", "id", "confirm-call"]]),
    onScreen(issuer, "pin", [["text", "name", "pin", "1234"], ["click", "id", "next"]]),
  ];
}

function allow(issuer: string): BrowserTask {
  return onScreen(issuer, "consent", [["click", "name", "agree"], ["click", "id", "allow"]]);
}

function deny(issuer: string): readonly BrowserTask[] {
  return [
    onScreen(issuer, "consent", [["click", "id", "deny"]]),
    onScreen(issuer, "abort", [["click", "id", "return"]]),
  ];
}

function onScreen(
  issuer: string,
  screen: string,
  commands: readonly BrowserCommand[],
): BrowserTask {
  return { task: `Screen ${screen}`, match: `${issuer}/interaction/*/${screen}`, commands };
}

/** Answers the suite's wish for a picture; a redirect needs none. */
function errorPage(issuer: string): BrowserTask {
  const commands = [["wait", "xpath", "//*", 10, ".*", "update-image-placeholder"]];
  return { task: "Error page", match: `${issuer}/authorize*`, commands };
}

function verifyComplete(callback: string): BrowserTask {
  const commands = [["wait", "id", "submission_complete", 10]];
  return { task: "Verify complete", match: `${callback}*`, commands };
}

function optional(task: BrowserTask): BrowserTask {
  return { ...task, optional: true };
}
