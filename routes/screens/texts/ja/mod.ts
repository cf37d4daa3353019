/** 日本語: the language of the operating manual, and the measure of the others. */
import * as common from "./common.ts";
import * as information from "./information.ts";
import { links } from "./links.ts";
import * as screens from "./screens.ts";

/** See the head of this file. */
export const JA = { ...common, ...screens, ...information, links };
