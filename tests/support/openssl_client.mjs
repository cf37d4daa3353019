// A TLS client with sessions that can be resumed, which Deno's own lacks: runs under Node.
// Argument: JSON {target: {port} or {path}, ca, visits}; for the members of a visit see tls_client.ts.
// Prints JSON: for each visit {reused, answers} or {refused}.
import { connect } from "node:tls";

const { target, ca, visits } = JSON.parse(process.argv[2]);
let session;

async function request(socket, { host = "localhost", headers = [], path = "/", form, until }) {
  const lines = [
    `${form === undefined ? "GET" : "POST"} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map((field) => field.join(": ")),
    ...(form === undefined ? [] : [
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${form.length}`,
    ]),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${form ?? ""}`);
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until !== undefined && text.includes(until)) return text;
    const [head, body] = text.split("\r\n\r\n");
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (body !== undefined && body.length >= Number(length)) return body;
  }
  throw new Error("the connection was closed");
}

async function visit(wanted, isResumed) {
  const { cert, key, version, resume, requests = 1, host = "localhost" } = wanted;
  const servername = host.split(":")[0];
  const socket = connect({
    ...(wanted.target ?? target),
    ca,
    cert,
    key,
    servername,
    minVersion: version,
    maxVersion: version,
    ...(resume && { session }),
  });
  const failed = new Promise((_, reject) => socket.once("error", reject));
  const ticket = new Promise((resolve) => socket.once("session", resolve));
  const talk = async () => {
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    const reused = socket.isSessionReused();
    const answers = [];
    for (let count = 0; count < requests; count += 1) {
      answers.push(await request(socket, wanted));
    }
    if (isResumed) session = await ticket;
    return { reused, answers };
  };
  try {
    return await Promise.race([talk(), failed]);
  } catch (error) {
    return { refused: error.message };
  } finally {
    socket.destroy();
  }
}

const results = [];
for (const [index, wanted] of visits.entries()) {
  results.push(await visit(wanted, visits[index + 1]?.resume === true));
}
console.log(JSON.stringify(results));
