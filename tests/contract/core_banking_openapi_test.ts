import assert from "node:assert/strict";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
import { createHttpCoreBanking } from "../../adapters/core_banking/http_core_banking.ts";
import type { GrantedAccount } from "../../domain/grant/grant.ts";
import { connectSandboxBank } from "../support/sandbox_bank.ts";

const account = (branchCode: string, accountNumber: string): GrantedAccount => ({
  branchCode,
  accountType: "1",
  accountNumber,
});
const HANAKO = account("115", "1100026");
const CLOSED = account("001", "9999999");

const document: { readonly paths: Record<string, unknown> } = JSON.parse(
  await Deno.readTextFile(new URL("../../docs/core-banking.openapi.json", import.meta.url)),
);

/** A function that throws unless a value is what the document has at a place. */
function createChecker() {
  const ajv = new Ajv.default({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "document");
  return (pointer: readonly string[], value: unknown) => {
    const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("/", "~1")));
    const validate = ajv.getSchema(`document#/${escaped.join("/")}`);
    assert.ok(validate, `${pointer.join(" ")} is described`);
    assert.ok(validate(value), `${pointer.join(" ")}: ${ajv.errorsText(validate.errors)}`);
  };
}

Deno.test("what the gateway asks and what the sandbox answers are what the document says", async () => {
  const check = createChecker();
  const connected = await connectSandboxBank();
  const asked = new Set<string>();
  const coreBanking = createHttpCoreBanking({
    ...connected.connection,
    fetch: async (request) => {
      const path = new URL(request.url).pathname;
      const headers = ["Kakehashi-Request-Id", "Kakehashi-Deadline"] as const;
      for (const [index, name] of ["RequestId", "Deadline"].entries()) {
        const value = request.headers.get(headers[index] ?? "");
        check(["components", "parameters", name, "schema"], value);
      }
      const body: unknown = await request.clone().json();
      const operation = ["paths", path, "post"];
      const json = ["content", "application/json", "schema"];
      check([...operation, "requestBody", ...json], body);
      const response = await connected.bank.fetch(request);
      check([...operation, "responses", "200", ...json], await response.clone().json());
      asked.add(path);
      return response;
    },
  });
  const period = { dateFrom: "2026-08-23", dateTo: "2026-11-23" };
  for (const holder of [HANAKO, CLOSED]) {
    await coreBanking.matchHolder({
      account: holder,
      dateOfBirth: "1964-04-01",
      phoneNumber: "09000003333",
    });
    await coreBanking.verifyPin(holder, await connected.pinSealer.seal(holder, "1234"));
    await coreBanking.readAccount(holder);
    await coreBanking.readBalance(holder);
    await coreBanking.readTransactions(holder, { ...period, limit: 500 });
    await coreBanking.readTransactions(holder, {
      ...period,
      limit: 3,
      afterItemKey: "20260901000001",
    });
  }
  assert.deepEqual([...asked].sort(), Object.keys(document.paths).sort());
});
