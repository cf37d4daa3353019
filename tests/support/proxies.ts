/** The proxies of docs/proxy, started with the very configurations that the documents show. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { TestCertificate } from "./certificate.ts";
import { makeTempDir } from "./temp_dir.ts";

/** What a proxy stands in front of, and with what. */
export interface ProxySurroundings {
  /** The port of the gateway. */
  readonly gatewayPort: number;
  /** For both host names. */
  readonly certificate: TestCertificate;
  readonly secret: string;
}

/** A proxy at work; `await using` stops it. Sockets in files, as no port must be taken by chance. */
export interface TestProxy extends AsyncDisposable {
  /** Where browsers come, and whom they ask for. */
  readonly gateway: { readonly path: string; readonly host: string };
  /** Where apps with certificates come. */
  readonly mtls: { readonly path: string; readonly host: string };
}

/** Starts nginx with docs/proxy/nginx.conf. */
export async function startNginx(surroundings: ProxySurroundings): Promise<TestProxy> {
  const directory = await makeTempDir();
  const place = (name: string) => join(directory.path, name);
  const { certificate, secret, gatewayPort } = surroundings;
  await Deno.writeTextFile(place("gateway.pem"), certificate.certificate);
  await Deno.writeTextFile(place("gateway.key"), certificate.key);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${place(name)};`).join(" ");
  await adapt("nginx.conf", place("nginx.conf"), [
    ["http {", `http { access_log off; ${temporary}`],
    ["server 127.0.0.1:8000;", `server 127.0.0.1:${gatewayPort};`],
    ["/etc/kakehashi", directory.path],
    ["listen 443 ", `listen unix:${place("socket")} `],
    ["PROXY-SECRET", secret],
  ]);
  const global = `daemon off; worker_processes 1; pid ${place("pid")}; error_log stderr notice;`;
  const args = ["-e", "stderr", "-c", place("nginx.conf"), "-g", global];
  const stop = await start("nginx", args, "start worker processes");
  return {
    gateway: { path: place("socket"), host: "gateway.example" },
    mtls: { path: place("socket"), host: "mtls.gateway.example" },
    async [Symbol.asyncDispose]() {
      await stop();
      await directory.remove();
    },
  };
}

/** Starts HAProxy with docs/proxy/haproxy.cfg. */
export async function startHaproxy(surroundings: ProxySurroundings): Promise<TestProxy> {
  const directory = await makeTempDir();
  const place = (name: string) => join(directory.path, name);
  const { certificate, secret, gatewayPort } = surroundings;
  const pem = `${certificate.certificate}\n${certificate.key}`;
  await Deno.writeTextFile(place("gateway.pem"), pem);
  await adapt("haproxy.cfg", place("haproxy.cfg"), [
    ["server gateway 127.0.0.1:8000", `server gateway 127.0.0.1:${gatewayPort}`],
    ["/etc/kakehashi", directory.path],
    ["bind :443 ", `bind unix@${place("gateway")} `],
    ["bind :8443 ", `bind unix@${place("mtls")} `],
    ["PROXY-SECRET", secret],
  ]);
  const args = ["-W", "-db", "-f", place("haproxy.cfg")];
  const stop = await start("haproxy", args, "Loading success");
  return {
    gateway: { path: place("gateway"), host: "gateway.example" },
    mtls: { path: place("mtls"), host: "gateway.example:8443" },
    async [Symbol.asyncDispose]() {
      await stop();
      await directory.remove();
    },
  };
}

/** Copies a configuration with names and addresses of the test; each of them must be in it. */
async function adapt(
  name: string,
  target: string,
  replacements: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  const source = fileURLToPath(new URL(`../../docs/proxy/${name}`, import.meta.url));
  let text = await Deno.readTextFile(source);
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`docs/proxy/${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  await Deno.writeTextFile(target, text);
}

/** Starts a program and waits until it says that it is ready. Answers with how to end it. */
async function start(
  program: string,
  args: readonly string[],
  ready: string,
): Promise<() => Promise<void>> {
  const process = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const isReady = Promise.withResolvers<void>();
  const output = collect(process.stderr, (text) => {
    if (text.includes(ready)) isReady.resolve();
  });
  const ended = output.then((text) => {
    throw new Error(`${program} ended: ${text}`);
  });
  await Promise.race([isReady.promise, ended]);
  return async () => {
    process.kill("SIGTERM"); // at once: half a handshake would hold up a graceful end
    await process.status;
    await output;
  };
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  look: (text: string) => void,
): Promise<string> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    look(text);
  }
  return text;
}
