import assert from "node:assert/strict";
import { type Client, createClient } from "@libsql/client/web";
import { startHrana, type TestLibsql } from "../../support/hrana_bridge.ts";

async function connect(server: TestLibsql): Promise<Client> {
  const client = createClient({ url: server.url, authToken: server.token, intMode: "bigint" });
  await client.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, value ANY) STRICT");
  return client;
}

Deno.test("each kind of value comes back as it was stored", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  const values = ["普通", 9007199254740993n, 1.5, null];
  for (const value of values) {
    const { rows } = await client.execute({
      sql: "INSERT INTO t (value) VALUES (:value) RETURNING value, id AS value",
      args: { value },
    });
    assert.equal(rows[0]?.[0], value);
    assert.equal(typeof rows[0]?.[1], "bigint", "a second column of the same name is kept");
  }
  const bytes = new Uint8Array([0, 255, 1]);
  const { rows } = await client.execute({ sql: "SELECT ? AS bytes", args: [bytes] });
  assert.deepEqual(rows[0]?.["bytes"], bytes.buffer);
});

Deno.test("a batch is one round trip and counts the rows it changed", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  const before = server.requestCount();
  const results = await client.batch([
    { sql: "INSERT INTO t (id) VALUES (?), (?)", args: [1, 2] },
    "UPDATE t SET value = 'x' WHERE id = 2",
    "SELECT value FROM t WHERE id = 2",
  ], "write");
  assert.equal(server.requestCount() - before, 1);
  assert.deepEqual(results.map(({ rowsAffected }) => rowsAffected), [2, 1, 0]);
  assert.equal(results[0]?.lastInsertRowid, 2n);
  assert.equal(results[2]?.rows[0]?.["value"], "x");
});

Deno.test("a batch with a failing statement leaves nothing behind", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  const batch = client.batch(["INSERT INTO t (id) VALUES (1)", "INSERT INTO t VALUES (1, 2)"]);
  await assert.rejects(batch, { code: "SQLITE_CONSTRAINT" });
  const { rows } = await client.execute("SELECT count(*) FROM t");
  assert.equal(rows[0]?.[0], 0n);
});

Deno.test("parallel write batches of two clients wait for each other", async () => {
  await using server = await startHrana();
  const first = await connect(server);
  const second = await connect(server);
  const count = (client: Client) =>
    client.batch(["INSERT INTO t (value) SELECT count(*) FROM t"], "write");
  await Promise.all(Array.from({ length: 20 }, (_, index) => count(index % 2 ? first : second)));
  const { rows } = await first.execute("SELECT count(DISTINCT value) FROM t");
  assert.equal(rows[0]?.[0], 20n);
});

Deno.test("a script of several statements runs as a sequence", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  await client.executeMultiple("INSERT INTO t (id) VALUES (7); UPDATE t SET value = 'y';");
  const { rows } = await client.execute("SELECT value FROM t WHERE id = 7");
  assert.equal(rows[0]?.[0], "y");
});

Deno.test("a transaction left open is seen by nobody and does not keep the server from stopping", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  const transaction = await client.transaction("write");
  await transaction.execute("INSERT INTO t (id) VALUES (1)");
  const { rows } = await client.execute("SELECT count(*) FROM t");
  assert.equal(rows[0]?.[0], 0n);
});

Deno.test("a wrong token is refused", async () => {
  await using server = await startHrana();
  const client = createClient({ url: server.url, authToken: "wrong" });
  await assert.rejects(client.execute("SELECT 1"), /401/);
});

Deno.test("a lost answer leaves the write done and the client without an answer", async () => {
  await using server = await startHrana();
  const client = await connect(server);
  server.loseAnswers(1);
  await assert.rejects(client.execute("INSERT INTO t (id) VALUES (1)"));
  const { rows } = await client.execute("SELECT count(*) FROM t");
  assert.equal(rows[0]?.[0], 1n);
});
