/** All modules that run for `plain_fapi`, in the order of the plans. */
import { ASSERTION_MODULES } from "./assertion_modules.ts";
import { AUTHORIZATION_MODULES } from "./authorization_modules.ts";
import { DISCOVERY_MODULE } from "./discovery_module.ts";
import { DPOP_MODULES } from "./dpop_modules.ts";
import { DPOP_NEGATIVE_MODULE } from "./dpop_negative_module.ts";
import type { Module } from "./module.ts";
import { PUSHED_REQUEST_MODULES } from "./pushed_request_modules.ts";
import { REQUEST_OBJECT_MODULES } from "./request_object_modules.ts";
import { TOKEN_MODULES } from "./token_modules.ts";

/** See the head of this file. */
export const MODULES: readonly Module[] = [
  DISCOVERY_MODULE,
  ...AUTHORIZATION_MODULES,
  ...REQUEST_OBJECT_MODULES,
  ...PUSHED_REQUEST_MODULES,
  ...ASSERTION_MODULES,
  ...TOKEN_MODULES,
  ...DPOP_MODULES,
  DPOP_NEGATIVE_MODULE,
].toSorted((one, other) => one.number - other.number);
