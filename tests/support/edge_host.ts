/**
 * Run before the gateway (`deno run --preload`): takes away what an edge host does not have, raw
 * sockets above all, which Deno's permissions cannot tell from `fetch`; takes the definition of a
 * schedule as an edge host does; and sets the clock, because service hours are no matter of the day
 * on which the tests run. `?ahead=MILLISECONDS` says by how much.
 */
import net from "node:net";
import process from "node:process";
import tls from "node:tls";

const ahead = Number(new URL(import.meta.url).searchParams.get("ahead"));
const realNow = Date.now;
const now = () => realNow() + ahead;
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[]) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args),
});
Date.now = now;

const absent = (what: string) => () => {
  console.error(`an edge host has no ${what}`);
  throw new Error(`an edge host has no ${what}`);
};

const NOT_AT_THE_EDGE = [
  "connect",
  "connectTls",
  "startTls",
  "listen",
  "listenTls",
  "resolveDns",
  "dlopen",
  "Command",
] as const;
for (const name of NOT_AT_THE_EDGE) {
  Object.defineProperty(Deno, name, { value: absent(`Deno.${name}`) });
}
Object.assign(net.Socket.prototype, { connect: absent("node:net") });
Object.assign(net.Server.prototype, { listen: absent("node:net") });
Object.assign(tls, { connect: absent("node:tls") });
Object.assign(process, { dlopen: absent("native module") });

Object.defineProperty(Deno, "cron", {
  value: async (name: string, schedule: string, work: () => Promise<void>) => {
    console.log(`scheduled: ${name}, ${schedule}`);
    await work();
    console.log(`done: ${name}`);
  },
});
