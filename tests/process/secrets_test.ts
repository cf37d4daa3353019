/** After everything that can happen: what must be written nowhere is written nowhere. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { serveBridge } from "../support/bridge_server.ts";
import { MARKERS, runEverything, TELEPHONY_SECRET } from "../support/eventful_run.ts";
import { openGatewayPlace } from "../support/gateway_process.ts";
import { startHrana } from "../support/hrana_bridge.ts";
import { startRecordingProxy } from "../support/recording_proxy.ts";
import { startRedis } from "../support/redis.ts";
import { SecretWatch } from "../support/secret_watch.ts";
import { type ReceivedMail, startSmtpServer } from "../support/smtp_server.ts";

const SECRETS = [
  "access_token",
  "client_assertion",
  "code",
  "code_verifier",
  "cookie",
  "dpop",
  "id_token",
  "refresh_token",
];

/** Everything that was written somewhere, by where. */
type Written = Readonly<Record<string, readonly (string | Uint8Array)[]>>;

Deno.test("with files: no PIN, token, code, assertion, proof, cookie or phone number is written anywhere", async () => {
  await using field = await openField();
  await using place = await openGatewayPlace(field.settings);
  const data = join(place.folder, "data");
  const gateway = await place.start();
  const { watch } = field;
  const shown = await runEverything({ place, watch, whileBroken: () => Promise.resolve() });
  const files = await readFolder(data);
  const { output, faults } = await gateway.stop();
  const rows = ["kakehashi.db", "kakehashi-ephemeral.db"].map((name) => dumpRows(join(data, name)));
  field.check({ files: [...files, ...await readFolder(data)], rows, log: [output, faults], shown });
});

Deno.test("with Redis and a remote libSQL that break now and then: the same", async () => {
  await using redis = await startRedis();
  await using libsql = await startHrana();
  await using redisProxy = await startRecordingProxy(redis.url);
  await using libsqlProxy = await startRecordingProxy(libsql.url);
  await using field = await openField();
  await using place = await openGatewayPlace({
    ...field.settings,
    KAKEHASHI_REDIS_URL: redisProxy.url,
    KAKEHASHI_REDIS_TOKEN: redis.token,
    KAKEHASHI_DATABASE_URL: libsqlProxy.url,
    KAKEHASHI_DATABASE_TOKEN: libsql.token,
  });
  const gateway = await place.start();
  const whileBroken = async (action: () => Promise<unknown>) => {
    for (const proxy of [redisProxy, libsqlProxy]) {
      proxy.isBroken = true;
      await action().catch(() => {});
      proxy.isBroken = false;
    }
  };
  const shown = await runEverything({ place, watch: field.watch, whileBroken });
  const { output, faults } = await gateway.stop();
  field.check({
    files: await readFolder(dirname(libsql.path)),
    rows: [dumpRows(libsql.path)],
    log: [output, faults],
    shown,
    redis: redisProxy.bodies,
    libsql: libsqlProxy.bodies,
  });
});

/** Something that must be found, or else nothing was looked into. */
const LANDMARKS: Readonly<Record<string, RegExp>> = {
  files: /black-box/,
  libsql: /consent_grant/,
  log: /"event":"request\.refused"/,
  mails: /お手続きが完了しました/,
  redis: /interaction:/,
  rows: /screen\.pin/,
  shown: /grant\.end/,
  traces: /\/token/,
};

/** Where the gateway writes to beside its stores, and those who watch it. */
async function openField() {
  const mailServer = await startSmtpServer();
  const traces: string[] = [];
  const collector = await serveBridge(async (request) => {
    const text = await request.text();
    if (new URL(request.url).pathname === "/v1/traces") traces.push(text);
    return Response.json({});
  });
  const watch = new SecretWatch();
  return {
    watch,
    settings: {
      KAKEHASHI_SANDBOX_CALLS: "manual",
      KAKEHASHI_TELEPHONY_SECRET: TELEPHONY_SECRET,
      KAKEHASHI_MAIL_URL: `smtp://127.0.0.1:${mailServer.port}`,
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    },
    check: (written: Written) => {
      checkNothingIsGivenAway(watch, { ...written, traces, mails: mailServer.mails.map(readMail) });
    },
    async [Symbol.asyncDispose]() {
      await collector.stop();
      await mailServer[Symbol.asyncDispose]();
    },
  };
}

function checkNothingIsGivenAway(watch: SecretWatch, written: Written): void {
  assert.deepEqual(SECRETS.filter((kind) => !watch.kinds.has(kind)), []);
  const personal = watchPersonalData();
  for (const [place, contents] of Object.entries(written)) {
    const landmark = LANDMARKS[place] ?? /^$/;
    assert.ok(contents.some((content) => landmark.test(toText(content))), place);
    assert.deepEqual(contents.flatMap((content) => watch.find(content)), [], place);
    if (place === "mails" || place === "shown") continue;
    assert.deepEqual(contents.flatMap((content) => personal.find(content)), [], place);
  }
}

/** What may be shown to operators and customers, but is stored sealed only. */
function watchPersonalData(): SecretWatch {
  const watch = new SecretWatch();
  for (const text of [MARKERS.email, "2000-02-29", "ウルウ ヅキコ", "ｳﾙｳ ﾂﾞｷｺ"]) {
    watch.add("personal data", text);
  }
  for (const digits of ["0000042", "5000001", "8888888"]) watch.addNumber("account", digits);
  return watch;
}

function toText(content: string | Uint8Array): string {
  return typeof content === "string" ? content : new TextDecoder("latin1").decode(content);
}

async function readFolder(path: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for await (const { name } of Deno.readDir(path)) {
    contents.push(await Deno.readFile(join(path, name)));
  }
  return contents;
}

/** All rows as text: a long value lies in pieces in the file. */
function dumpRows(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.map(({ name }) => JSON.stringify(database.prepare(`SELECT * FROM ${name}`).all()))
      .join("\n");
  } finally {
    database.close();
  }
}

/** Header and body, the body decoded. */
function readMail({ source }: ReceivedMail): string {
  const [header = "", body = ""] = source.split(/\n\n(.*)/s);
  return `${header}\n\n${new TextDecoder().decode(Uint8Array.fromBase64(body))}`;
}
