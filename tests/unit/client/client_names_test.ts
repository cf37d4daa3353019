import assert from "node:assert/strict";
import { checkClientDocument } from "../../../domain/client/check_client.ts";

/** What is warned of in a document with these names; its other faults do not matter here. */
async function warningsOf(client_name: string, operator_name: string): Promise<readonly string[]> {
  const { warnings } = await checkClientDocument({ client_name, operator_name });
  return warnings.map(({ member }) => member).filter((member) => member.endsWith("_name"));
}

Deno.test("checkClientDocument() warns of names that mails and screens would show as something else", async () => {
  for (const name of ["でんわ０１２０－０００－１１１", "架空（かくう）アプリ"]) {
    assert.deepEqual(await warningsOf(name, "架空の会社"), ["client_name"], name);
    assert.deepEqual(await warningsOf("家計簿", name), ["operator_name"], name);
  }
  for (const name of ["家計簿2026", "架空(株)アプリ", "アプリ365 (2)"]) {
    assert.deepEqual(await warningsOf(name, name), [], name);
  }
});
