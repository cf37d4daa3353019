/** やさしい日本語: short sentences, few kanji with their reading, no honorifics. */
import type { Catalogue } from "../catalogue.ts";
import * as common from "./common.ts";
import * as information from "./information.ts";
import { links } from "./links.ts";
import * as screens from "./screens.ts";

/** See the head of this file. */
export const JA_SIMPLE: Catalogue = { ...common, ...screens, ...information, links };
