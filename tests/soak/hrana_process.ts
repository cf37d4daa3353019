/**
 * A libSQL server as a process of its own, to be killed. Arguments: the database's file and the
 * token. Prints its address; ends when its standard input does, so that it outlives no test.
 */
import { startHrana } from "../support/hrana_bridge.ts";

const [path = "", token = ""] = Deno.args;
const { url } = await startHrana({ path, token });
console.log(url);
for await (const _ of Deno.stdin.readable);
Deno.exit(0);
