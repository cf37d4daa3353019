import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createHttpMailer } from "../../../adapters/mail/http_mailer.ts";
import { checkClientDocument } from "../../../domain/client/check_client.ts";
import { loadDemoKey, makeDemoKey } from "../../../sandbox/demo_app/demo_key.ts";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.tsx";
import { ManualClock } from "../../support/clock.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

const HOME = "http://localhost:8001";
const SECRET = "a-telephony-secret";

interface Gateway {
  readonly requests: Request[];
  status: number;
}

async function open(): Promise<{ sandbox: Sandbox; gateway: Gateway; clock: ManualClock }> {
  const clock = new ManualClock("2026-11-30T10:00:00+09:00");
  const gateway: Gateway = { requests: [], status: 204 };
  const sandbox = createSandbox({
    issuer: "http://localhost:8000",
    publicUrl: HOME,
    telephonySecret: SECRET,
    destinationNumbers: ["0120000111", "0120000222"],
    demoKey: await makeDemoKey(),
    fetch: (request) => {
      gateway.requests.push(request);
      return Promise.resolve(new Response(null, { status: gateway.status }));
    },
    now: clock.now,
  });
  return { sandbox, gateway, clock };
}

async function get(sandbox: Sandbox, path: string): Promise<string> {
  const response = await sandbox.fetch(new Request(HOME + path));
  assert.equal(response.status, 200, path);
  return await response.text();
}

function submit(path: string, form: Record<string, string>, headers: HeadersInit = {}): Request {
  return new Request(HOME + path, { method: "POST", headers, body: new URLSearchParams(form) });
}

for (const path of ["/", "/app", "/phone", "/mailbox"]) {
  Deno.test(`the sandbox shows ${path} without any script`, async () => {
    const { sandbox } = await open();
    const page = await get(sandbox, path);
    assert.match(page, /<html lang="ja">/);
    assert.doesNotMatch(page, /<script/);
  });
}

Deno.test("the sandbox's first page shows every customer with what one has to enter", async () => {
  const { sandbox } = await open();
  const page = await get(sandbox, "/");
  for (const text of ["1100026", "ﾃﾞ-ﾀ ﾊﾅｺ", "1964-04-01", "09000003333", "1234", "8888888"]) {
    assert.ok(page.includes(text), text);
  }
});

Deno.test("placeCall() sends the event as a telephony provider would, signed", async () => {
  const { sandbox, gateway } = await open();
  const outcome = await sandbox.placeCall({ from: "09000003333", to: "0120000111" });
  assert.equal(outcome, "reported");
  const [request] = gateway.requests;
  assert.ok(request);
  assert.equal(request.url, "http://localhost:8000/telephony/events");
  const body = await request.text();
  const { eventId, ...rest } = JSON.parse(body);
  assert.match(eventId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(rest, {
    occurredAt: "2026-11-30T01:00:00Z",
    callerNumber: "+819000003333",
    destinationNumber: "+81120000111",
  });
  const timestamp = request.headers.get("Kakehashi-Timestamp");
  assert.equal(timestamp, "1796000400");
  const mac = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
  assert.equal(request.headers.get("Kakehashi-Signature"), `v1=${mac}`);
});

const DIALLED: readonly [string, Record<string, string>, string | null, string][] = [
  ["a customer's number", { from: "0300001234", to: "0120000222" }, "+81300001234", "+81120000222"],
  [
    "a pasted tel: link",
    { from: "09000003333", to: "tel:0120-000-111" },
    "+819000003333",
    "+81120000111",
  ],
  [
    "full-width digits",
    { from: "09000003333", to: "０１２００００１１１" },
    "+819000003333",
    "+81120000111",
  ],
  ["the prefix 186", { from: "09000003333", to: "1860120000111" }, "+819000003333", "+81120000111"],
  ["the prefix 184", { from: "09000003333", to: "1840120000111" }, null, "+81120000111"],
  ["a withheld number", { from: "withheld", to: "0120000111" }, null, "+81120000111"],
];

for (const [what, form, callerNumber, destinationNumber] of DIALLED) {
  Deno.test(`the phone dials with ${what}`, async () => {
    const { sandbox, gateway } = await open();
    const response = await sandbox.fetch(submit("/phone", form));
    assert.equal(response.status, 303);
    const event = await gateway.requests[0]?.json();
    assert.deepEqual([event.callerNumber, event.destinationNumber], [
      callerNumber,
      destinationNumber,
    ]);
    const page = await get(sandbox, response.headers.get("Location") ?? "");
    assert.match(page, /data-outcome="reported"/);
  });
}

Deno.test("the phone says that a number outside the pool is not in service, and reports nothing", async () => {
  const { sandbox, gateway } = await open();
  await sandbox.fetch(submit("/phone", { from: "09000003333", to: "0120999999" }));
  assert.equal(gateway.requests.length, 0);
  assert.match(await get(sandbox, "/phone"), /data-outcome="not_in_service"/);
});

Deno.test("the phone says when the gateway refused the event", async () => {
  const { sandbox, gateway } = await open();
  gateway.status = 401;
  assert.equal(await sandbox.placeCall({ from: null, to: "0120000111" }), "not_reported");
});

Deno.test("the phone's page takes a number by its address, and escapes it", async () => {
  const { sandbox } = await open();
  assert.match(await get(sandbox, "/phone?to=0120000222"), /name="to"[^>]*value="0120000222"/);
  assert.doesNotMatch(await get(sandbox, '/phone?to="><b>'), /<b>/);
});

const MAIL = {
  id: "n-1",
  createdAt: Temporal.Instant.from("2026-11-30T10:00:00+09:00").epochMilliseconds,
  to: "hanako@mail.example",
  subject: "お知らせ <b>",
  text: "一行目\n二行目 <script>",
};

Deno.test("the mailbox shows each mail once, as text and as it looks", async () => {
  const { sandbox } = await open();
  const mailer = createHttpMailer({
    url: sandbox.mailboxUrl,
    from: "no-reply@kakehashi.example",
    fetch: sandbox.fetch,
  });
  await mailer.send(MAIL);
  await mailer.send(MAIL);
  const list = await get(sandbox, "/mailbox");
  assert.equal(list.match(/href="\/mailbox\/n-1"/g)?.length, 1);
  const page = await get(sandbox, "/mailbox/n-1");
  assert.match(page, /Subject: お知らせ &lt;b&gt;/);
  assert.match(page, /二行目 &lt;script&gt;/);
  assert.match(page, /no-reply@kakehashi\.example/);
});

Deno.test("the mailbox shows a mail's HTML in a frame that may do nothing", async () => {
  const { sandbox } = await open();
  const html = '<!DOCTYPE html><p style="margin:0">完了<script>alert(1)</script></p>';
  const mailer = createHttpMailer({
    url: sandbox.mailboxUrl,
    from: "no-reply@kakehashi.example",
    fetch: sandbox.fetch,
  });
  await mailer.send({ ...MAIL, html });
  const page = await get(sandbox, "/mailbox/n-1");
  assert.match(page, /<iframe[^>]* src="\/mailbox\/n-1\/html" sandbox=""/);
  assert.doesNotMatch(page, /<script|srcdoc/);
  assert.match(page, /二行目 &lt;script&gt;/);
  const framed = await sandbox.fetch(new Request(`${HOME}/mailbox/n-1/html`));
  assert.equal(await framed.text(), html);
  const policy = framed.headers.get("Content-Security-Policy") ?? "";
  assert.match(policy, /^sandbox; default-src 'none'; style-src 'unsafe-inline';/);
  assert.match(policy, /frame-ancestors 'self'/);
  assert.doesNotMatch(policy, /script-src|img-src|allow-/);
});

Deno.test("the mailbox has no HTML of a mail without it, and takes none that is no text", async () => {
  const { sandbox } = await open();
  const headers = { "Content-Type": "application/json" };
  const post = (mail: object) =>
    sandbox.fetch(
      new Request(sandbox.mailboxUrl, { method: "POST", headers, body: JSON.stringify(mail) }),
    );
  const mail = { ...MAIL, from: "no-reply@kakehashi.example" };
  assert.equal((await post({ ...mail, html: 1 })).status, 400);
  assert.equal((await post(mail)).status, 204);
  assert.doesNotMatch(await get(sandbox, "/mailbox/n-1"), /<iframe/);
  assert.equal((await sandbox.fetch(new Request(`${HOME}/mailbox/n-1/html`))).status, 404);
});

Deno.test("the mailbox takes nothing but JSON mails, so that no other site can put one in", async () => {
  const { sandbox } = await open();
  const post = async (body: string, type: string) => {
    const headers = { "Content-Type": type };
    const request = new Request(sandbox.mailboxUrl, { method: "POST", headers, body });
    return (await sandbox.fetch(request)).status;
  };
  assert.equal(await post(JSON.stringify(MAIL), "text/plain"), 415);
  assert.equal(await post("{", "application/json"), 400);
  assert.equal(await post(JSON.stringify({ ...MAIL, to: undefined }), "application/json"), 400);
  assert.equal((await sandbox.fetch(new Request(`${HOME}/mailbox/n-1`))).status, 404);
});

const FOREIGN: readonly HeadersInit[] = [
  { Origin: "https://evil.example" },
  { Origin: "null" },
  { Origin: "http://localhost:8000" },
  { "Sec-Fetch-Site": "cross-site" },
  { "Sec-Fetch-Site": "same-site" },
];

for (const headers of FOREIGN) {
  Deno.test(`the sandbox refuses a form with ${JSON.stringify(headers)}`, async () => {
    const { sandbox, gateway } = await open();
    const form = { from: "09000003333", to: "0120000111" };
    const response = await sandbox.fetch(submit("/phone", form, headers));
    assert.equal(response.status, 403);
    assert.equal(gateway.requests.length, 0);
  });
}

Deno.test("the sandbox takes its own forms", async () => {
  const { sandbox } = await open();
  const headers = { Origin: HOME, "Sec-Fetch-Site": "same-origin" };
  const form = { from: "09000003333", to: "0120000111" };
  assert.equal((await sandbox.fetch(submit("/phone", form, headers))).status, 303);
});

Deno.test("the sandbox sends readers who came by another name to its own address", async () => {
  const { sandbox } = await open();
  const response = await sandbox.fetch(new Request("http://127.0.0.1:8001/phone?to=1"));
  assert.equal(response.status, 302);
  assert.equal(response.headers.get("Location"), `${HOME}/phone?to=1`);
});

Deno.test("the sandbox's pages may be framed by nobody and lead forms to the gateway only", async () => {
  const { sandbox } = await open();
  const { headers } = await sandbox.fetch(new Request(HOME));
  const policy = headers.get("Content-Security-Policy") ?? "";
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /form-action 'self' http:\/\/localhost:8000/);
  assert.equal(headers.get("Cache-Control"), "no-store");
});

Deno.test("the demo app's registration is one that the client checker accepts", async () => {
  const { sandbox } = await open();
  const verdict = await checkClientDocument(sandbox.demoClientDocument);
  assert.ok(verdict.accepted);
  assert.deepEqual(verdict.warnings, []);
  assert.deepEqual(verdict.registration.redirectUris, [`${HOME}/callback`]);
});

Deno.test("loadDemoKey() keeps one key for all restarts and processes, readable by the owner only", async () => {
  await using directory = await makeTempDir();
  const path = `${directory.path}/demo-key.json`;
  const [first, second] = await Promise.all([loadDemoKey(path), loadDemoKey(path)]);
  const third = await loadDemoKey(path);
  assert.deepEqual(first.publicJwk, second.publicJwk);
  assert.deepEqual(first.publicJwk, third.publicJwk);
  assert.ok(!("d" in first.publicJwk));
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
});
