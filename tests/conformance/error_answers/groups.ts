/** All error answers, in the order of docs/errors.md. */
import { PAGES, REDIRECTS } from "./authorize_cases.ts";
import { CLIENT_AUTHENTICATION } from "./client_authentication_cases.ts";
import type { ErrorGroup } from "./error_case.ts";
import { FORMS } from "./form_cases.ts";
import { OTHERS } from "./other_cases.ts";
import { DETAILS_AT_PAR, DPOP_AT_SERVER, PAR } from "./par_cases.ts";
import { DPOP_AT_RESOURCE } from "./dpop_cases.ts";
import { PROTECTED } from "./protected_cases.ts";
import { REQUEST_OBJECTS } from "./request_object_cases.ts";
import { RESOURCES } from "./resource_cases.ts";
import { RESOURCE_TOKENS } from "./resource_token_cases.ts";
import { ABOUT_TOKENS, TOKEN } from "./token_cases.ts";
import { type AnsweredGroup, answerGroup } from "./write_document.ts";

const ERROR_GROUPS: readonly ErrorGroup[] = [
  FORMS,
  CLIENT_AUTHENTICATION,
  REQUEST_OBJECTS,
  PAR,
  DETAILS_AT_PAR,
  DPOP_AT_SERVER,
  REDIRECTS,
  PAGES,
  TOKEN,
  ABOUT_TOKENS,
  PROTECTED,
  DPOP_AT_RESOURCE,
  RESOURCE_TOKENS,
  RESOURCES,
  OTHERS,
];

/** Provokes them all. */
export async function answerAll(): Promise<readonly AnsweredGroup[]> {
  const groups: AnsweredGroup[] = [];
  for (const group of ERROR_GROUPS) groups.push(await answerGroup(group));
  return groups;
}
