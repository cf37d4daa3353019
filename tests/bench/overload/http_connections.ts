/**
 * Kept HTTP/1.1 connections with as little work as possible, so that the generator of a load is not
 * what is measured. Answers must tell their length, as the gateway's do.
 */

/** A request as its bytes. */
export type WireRequest = Uint8Array<ArrayBuffer>;

const HEAD_END = "\r\n\r\n";

/** Writes a request down. */
export async function toWire(request: Request): Promise<WireRequest> {
  const url = new URL(request.url);
  const body = new TextEncoder().encode(await request.text());
  const fields = [["host", url.host], ["content-length", `${body.length}`], ...request.headers];
  const lines = fields.map(([name, value]) => `${name}: ${value}`);
  const head = [`${request.method} ${url.pathname}${url.search} HTTP/1.1`, ...lines];
  const bytes = new TextEncoder().encode(head.join("\r\n") + HEAD_END);
  return new Uint8Array([...bytes, ...body]);
}

/** See the head of this file; `using` closes them. */
export class HttpConnections implements Disposable {
  readonly #idle: HttpConnection[] = [];

  constructor(private readonly port: number) {}

  /** Sends a request on a connection that is free, or on a new one; answers with the status. */
  async send(request: WireRequest): Promise<number> {
    const connection = this.#idle.pop() ?? await this.#connect();
    try {
      const status = await connection.send(request);
      this.#idle.push(connection);
      return status;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Opens as many as that beforehand: opening them in the midst of a load keeps the sender from its work. */
  async open(count: number): Promise<void> {
    const missing = Math.max(0, count - this.#idle.length);
    this.#idle.push(...await Promise.all(Array.from({ length: missing }, () => this.#connect())));
  }

  async #connect(): Promise<HttpConnection> {
    return new HttpConnection(await Deno.connect({ hostname: "127.0.0.1", port: this.port }));
  }

  [Symbol.dispose](): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}

/** Has one buffer for all of its answers: collecting thousands a second would stop the sender. */
class HttpConnection {
  readonly #buffer = new Uint8Array(16_384);
  readonly #decoder = new TextDecoder("latin1");

  constructor(private readonly connection: Deno.TcpConn) {}

  async send(request: WireRequest): Promise<number> {
    let sent = 0;
    while (sent < request.length) sent += await this.connection.write(request.subarray(sent));
    return await this.#readAnswer();
  }

  close(): void {
    this.connection.close();
  }

  /** Reads an answer to its end; the body is counted, not kept. */
  async #readAnswer(): Promise<number> {
    let head = "";
    for (;;) {
      const count = await this.connection.read(this.#buffer);
      if (count === null) throw new Error("the connection was closed before the answer");
      head += this.#decoder.decode(this.#buffer.subarray(0, count));
      const end = head.indexOf(HEAD_END);
      if (end < 0) continue;
      const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1];
      if (length === undefined) throw new Error("an answer of unknown length");
      let missing = Number(length) - (head.length - end - HEAD_END.length);
      while (missing > 0) missing -= await this.connection.read(this.#buffer) ?? Infinity;
      return Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
    }
  }
}
