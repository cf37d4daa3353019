import assert from "node:assert/strict";
import { UnavailableError } from "../../../domain/errors.ts";
import {
  APP_DOCUMENT as DOCUMENT,
  openOperator,
  type OperatorFixture,
} from "../../support/operator.ts";

async function logged(operator: OperatorFixture): Promise<(string | undefined)[][]> {
  const entries = await operator.stores.operationLog.search({ limit: 100 });
  return entries.filter((entry) => entry.actor.startsWith("operator:")).map((entry) => [
    entry.actor,
    entry.event,
    entry.result,
    entry.details["reason"],
  ]);
}

Deno.test("an id that begins with a hyphen is no option, wherever it stands", async () => {
  await using operator = await openOperator();
  const id = `-Y${"x".repeat(41)}`;
  for (const words of [[id, "--reason", "test"], ["--reason", "test", "--", id]]) {
    const { code, faults } = await operator.run("grant", "end", ...words);
    assert.equal(code, 1, `${faults}: there is no such grant`);
  }
});

Deno.test("every action is logged with who, what, result and why", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  await operator.run("client", "add", "app.json", "--reason", "contract 42", "--operator", "taro");
  await operator.run("grant", "end", "nothing", "--reason", "test");
  await operator.run("client", "list");
  assert.deepEqual(await logged(operator), [
    ["operator:taro", "operator.client.add", "begun", "contract 42"],
    ["operator:taro", "operator.client.add", "ok", "contract 42"],
    ["operator:hanako", "operator.grant.end", "begun", "test"],
    ["operator:hanako", "operator.grant.end", "refused", "test"],
    ["operator:hanako", "operator.client.list", "ok", undefined],
  ]);
  const [added] = await operator.stores.operationLog.search({ clientId: "app-1", limit: 1 });
  assert.equal(added?.event, "operator.client.add");
});

Deno.test("a change that cannot be logged is not made, and a look that cannot be is not shown", async () => {
  await using operator = await openOperator();
  operator.files["app.json"] = JSON.stringify(DOCUMENT);
  operator.stores.operationLog.append = () => Promise.reject(new UnavailableError("database"));
  const change = await operator.run("client", "add", "app.json");
  assert.deepEqual([change.code, change.output], [1, ""]);
  assert.match(change.faults, /database/);
  const look = await operator.run("client", "list", "--json");
  assert.deepEqual([look.code, look.output], [1, ""]);
  assert.deepEqual(await operator.stores.clients.list(), []);
});

const MISUSES: readonly (readonly string[])[] = [
  ["unknown"],
  ["client"],
  ["client", "add"],
  ["client", "add", "a", "b"],
  ["client", "list", "--account", "115-1100026"],
  ["client", "list", "--nonsense"],
  ["grant", "end"],
  ["grant", "end", "g1", "--client", "app-1"],
  ["grant", "find", "--account", "1100026"],
  ["grant", "find", "--account", "115-12345678"],
  ["grant", "find", "--limit", "0"],
  ["lock", "lift", "115-1100026-1"],
  ["log", "search", "--from", "yesterday"],
  ["client", "list", "--operator", "line\nbreak"],
];

for (const words of MISUSES) {
  Deno.test(`wrong usage is exit code 2 and prints nothing but why: ${words.join(" ")}`, async () => {
    await using operator = await openOperator();
    const { code, output, faults } = await operator.run(...words);
    assert.deepEqual([code, output], [2, ""]);
    assert.notEqual(faults, "");
  });
}

Deno.test("without a command, and with --help, all commands are shown", async () => {
  await using operator = await openOperator();
  for (const words of [[], ["--help"], ["client", "add", "-h"]]) {
    const { code, output } = await operator.run(...words);
    assert.equal(code, 0);
    assert.match(output, /lock lift ACCOUNT/);
  }
});

Deno.test("a file that is not there, or is no JSON, is exit code 1", async () => {
  await using operator = await openOperator();
  operator.files["text"] = "not json";
  for (const file of ["missing.json", "text"]) {
    const { code, faults } = await operator.run("client", "add", file);
    assert.equal(code, 1);
    assert.notEqual(faults, "");
  }
});

Deno.test("text output keeps control characters away from the terminal", async () => {
  await using operator = await openOperator();
  await operator.stores.operationLog.append([{
    id: "entry",
    at: operator.clock.now(),
    actor: "customer",
    event: "screen.customer",
    result: "ok",
    details: { userAgent: "evil\u001b[2J" },
  }]);
  const { output } = await operator.run("log", "search");
  assert.match(output, /evil/);
  assert.doesNotMatch(output.replaceAll("\n", ""), /\p{Cc}/u);
});
