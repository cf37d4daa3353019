/**
 * Run as a process of its own: fetches the key set at the URL that it is given, with the authorities
 * that Deno trusts, and prints what came of it. This machine passes for the world outside.
 */
import { createKeySetFetcher } from "../../adapters/jwks/key_set_fetcher.ts";

const [uri = ""] = Deno.args;
const fetcher = createKeySetFetcher({
  allowsLoopback: false,
  resolve: () => Promise.resolve(["127.0.0.1"]),
  isPermitted: () => true,
});
console.log(await fetcher.fetch(uri).then(JSON.stringify, String));
