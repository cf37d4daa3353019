/** Whoever goes away in the middle of a request is no fault of the gateway. */
import assert from "node:assert/strict";
import { listenGateway } from "../../support/listen_gateway.ts";
import { waitFor } from "../../support/wait_for.ts";

const PATHS = ["/token", "/telephony/events"];

Deno.test("a connection that is cut in the middle of a body is noted as refused, not as a fault", async () => {
  await using test = await listenGateway();
  for (const path of PATHS) {
    const { hostname, port } = new URL(test.issuer);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      "Content-Type: application/x-www-form-urlencoded",
      "Content-Length: 20",
    ];
    const wire = new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\ngrant_type=`);
    await connection.write(wire);
    connection.close();
  }
  await waitFor("the note of the token request", () => {
    return test.logLines.some((line) => line.includes("the body broke off"));
  });
  const faults = test.logLines.filter((line) => line.includes('"severity":"error"'));
  assert.deepEqual(faults, []);
});
