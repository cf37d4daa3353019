// A TLS client with sessions that can be resumed, which Deno's own lacks: runs under Node.
// Argument: JSON {port, ca, visits: [{cert?, key?, version, resume?, requests?}]}.
// Prints JSON: for each visit {reused, answers} or {refused}.
import { connect } from "node:tls";

const { port, ca, visits } = JSON.parse(process.argv[2]);
let session;

async function request(socket) {
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    const [head, body] = text.split("\r\n\r\n");
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (body !== undefined && body.length >= Number(length)) return body;
  }
  throw new Error("the connection was closed");
}

async function visit({ cert, key, version, resume, requests = 1 }) {
  const socket = connect({
    host: "127.0.0.1",
    port,
    ca,
    cert,
    key,
    servername: "localhost",
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
    for (let count = 0; count < requests; count += 1) answers.push(await request(socket));
    if (!resume) session = await ticket;
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
for (const wanted of visits) results.push(await visit(wanted));
console.log(JSON.stringify(results));
