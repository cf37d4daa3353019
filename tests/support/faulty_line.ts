/** A line to a server that can be cut, slow, silent, or full of garbage: bytes, not a mock. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What the line does to connections and to whatever comes over it from now on. */
export type LineFault =
  /** Nothing. */
  | "none"
  /** Connections are dropped as they come. */
  | "cut"
  /** What is sent gets there, and the connection is dropped as soon as the server answers. */
  | "cut-answers"
  /** Of each answer only the first half arrives, then nothing. */
  | "halved"
  /** Connections are taken, and nothing ever comes back. */
  | "silent"
  /** Something else answers, which knows the protocol as little as a proxy's page of errors. */
  | "garbage";

/** See the head of this file; `await using` ends it. */
export interface FaultyLine extends AsyncDisposable {
  readonly port: number;
  /** From now on; connections that there are go on only without fault. */
  breakBy(fault: LineFault): void;
}

const GARBAGE = new TextEncoder().encode("\x00\xffSSH-2.0-garbage \r\n\r\n<html>502</html>\r\n");

/**
 * Lays a line from a free port of 127.0.0.1 to a port of it. `cut-answers` waits for an answer of
 * which `isCut` says so, by default the first one.
 */
export async function layLine(
  targetPort: number,
  isCut: (answer: Uint8Array) => boolean = () => true,
): Promise<FaultyLine> {
  let fault: LineFault = "none";
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (fault === "cut") near.destroy();
    else if (fault === "garbage") near.end(GARBAGE);
    else if (fault === "silent") near.resume();
    else {
      const faultOf = (answer: Uint8Array) =>
        fault === "cut-answers" && !isCut(answer) ? "none" : fault;
      keep(passOn(near, targetPort, faultOf));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const drop = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    breakBy(next) {
      fault = next;
      if (next !== "none") drop();
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      drop();
      await closed;
    },
  };
}

function passOn(
  near: Socket,
  targetPort: number,
  faultOf: (answer: Uint8Array) => LineFault,
): Socket {
  const far = connect(targetPort, "127.0.0.1");
  near.pipe(far);
  far.on("data", (answer) => deliver(faultOf(answer), near, answer));
  far.on("close", () => near.destroy());
  near.on("close", () => far.destroy());
  return far;
}

function deliver(fault: LineFault, near: Socket, answer: Uint8Array): void {
  if (fault === "none") near.write(answer);
  else if (fault === "halved") near.write(answer.subarray(0, answer.length >> 1));
  else near.destroy();
}
