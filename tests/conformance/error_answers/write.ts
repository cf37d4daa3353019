/** `deno task write-errors`: writes docs/errors.md anew, for a change that is meant. */
import { answerAll } from "./groups.ts";
import { writeDocument } from "./write_document.ts";

await Deno.writeTextFile("docs/errors.md", writeDocument(await answerAll()));
